#include "verify/cli/run_options.hpp"
#include "results/store/safe_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <utility>

#include "results/report/fitted.hpp"
#include "results/report/show.hpp"
#include "results/store/point_cloud.hpp"
#include "results/store/provenance.hpp"
#include "verify/cli/start_ranks.hpp"

namespace plumbline {
namespace {

std::string& stored_command_line() {
  static std::string line;
  return line;
}

}  // namespace

void RunOptions::add_to(CLI::App& command) {
  add_output_to(command);
  restrict_to(add_option(command, "--threads", threads, "Number of threads; 0: as many as the hardware has"), 0, 4096);
}

void RunOptions::add_output_to(CLI::App& command) {
  begin_group(command, "Output");
  add_flag(command, "--json", json, "Print one JSON object and nothing else");
  add_flag(command, "--reproducible", reproducible, "Leave out times, so that equal runs give equal bytes");
  out_option_ = &add_option(command, "--out", out, "Write an HDF5 results file");
  add_flag(command, "--force", force, "Let --out replace a file that plumbline did not write");
  restrict_to(add_option(command, "--progress", progress, "Lines on stderr: auto, each (one a unit of work) or none"),
              {"auto", "each", "none"});
}

void RunOptions::add_shard_to(CLI::App& command) {
  const NamesOption option{"--shard", "Only units i, i + n, i + 2n ...: i/n; `merge` joins the files of all shards", "", true};
  needs(add_names_option(command, option,
                         [this](const std::vector<std::string>& texts) { shard = shard_from_text(texts.front()); }),
        command, "--out");
}

const std::vector<std::string>& RunOptions::names() {
  static const std::vector<std::string> names = {"--threads", "--json",  "--reproducible",
                                                 "--out",     "--force", "--progress",
                                                 "--shard"};
  return names;
}

ProgressMode RunOptions::progress_mode() const {
  if (progress == "each") return ProgressMode::each;
  return progress == "none" ? ProgressMode::none : ProgressMode::automatic;
}

bool RunOptions::has_file() const { return is_given(*out_option_); }

bool RunOptions::writes() const { return has_file() && is_leader(); }

void RunOptions::check(const std::vector<std::string>& inputs) const {
  if (writes()) require_safe_output(out, inputs, force, OutputKind::results);
}

std::vector<std::string> files_of(const std::vector<Case>& cases) {
  std::vector<std::string> files;
  for (const Case& problem : cases) files.insert(files.end(), problem.files.begin(), problem.files.end());
  return files;
}

RunOutput::RunOutput(const RunOptions& options, const std::vector<Case>& cases, std::vector<std::uint64_t> seeds) {
  options.check(files_of(cases));
  std::vector<CaseText> texts;
  for (const Case& problem : cases) texts.push_back({problem.name, problem.text});
  provenance_ = provenance_now(command_line(), std::move(texts), std::move(seeds),
                               options.reproducible ? Times::left_out : Times::recorded);
  if (options.writes()) file_.emplace(ResultFile::create(options.out, provenance_));
}

void RunOutput::write(const Table& table, const std::string& group) {
  if (file_) file_->write(table, group);
}

void RunOutput::finish() {
  if (file_) file_->finish();
}

void RunOutput::store(std::vector<std::pair<std::string, Table>>& tables) {
  for (auto& [group, table] : tables) {
    table.set_command(command_line());
    write(table, group);
  }
  finish();
}

void RunOutput::print(std::vector<std::pair<std::string, Table>> tables, bool as_json) const {
  Results results;
  results.provenance = provenance_;
  results.sealed = true;  // nobody else has touched it yet
  results.tables = std::move(tables);
  fmt::print("{}", show(results, {.format = as_json ? ShowFormat::json : ShowFormat::text, .width = output_width()}));
}

Case load_any_case(const std::string& name) { return load_case(name, read_points); }

std::vector<Case> load_cases(const std::vector<std::string>& names) {
  std::vector<Case> cases;
  for (const std::string& name : names) cases.push_back(load_any_case(name));
  return cases;
}

void deliver_each(const std::vector<std::function<void()>>& actions) {
  std::exception_ptr first;
  for (const auto& deliver : actions) {
    try {
      deliver();
    } catch (...) {
      if (!first) first = std::current_exception();
    }
  }
  if (first) std::rethrow_exception(first);
}

void set_command_line(std::string line) { stored_command_line() = std::move(line); }

const std::string& command_line() { return stored_command_line(); }

std::string whole_command_line() {
  const std::vector<std::string> flags = {"--json", "--force"};
  const std::vector<std::string> with_value = {"--out", "--threads", "--progress", "--shard"};
  std::vector<std::string> kept;
  bool skips_value = false;
  for (const std::string& word : shell_words(command_line())) {
    const std::string name = word.substr(0, word.find('='));
    const bool is_value = std::exchange(skips_value, false);
    if (is_value || std::find(flags.begin(), flags.end(), word) != flags.end()) continue;
    if (std::find(with_value.begin(), with_value.end(), name) == with_value.end()) {
      kept.push_back(word);
    } else {
      skips_value = name == word;
    }
  }
  return shell_line(kept);
}

}  // namespace plumbline
