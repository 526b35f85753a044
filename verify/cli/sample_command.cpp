#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "results/report/show.hpp"
#include "results/store/sample_file.hpp"
#include "sim/ensemble.hpp"
#include "sim/memory/path_block.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/moments.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "theory/cases/case.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/problem/stepping_rule.hpp"
#include "verify/cli/chain_options.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/resources.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/output/json_value.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

struct SampleCommandOptions {
  std::string case_name;
  ChainOptions chain;
  RunOptions run;
  std::int64_t paths = 0;
  Seed seed{20260101};
};

/// What is said about the sample once it is in its file.
struct SampleSummary {
  std::vector<Moments> coordinate;
  Moments cost;
  std::int64_t far_events = 0;

  void add(const Sample& sample) {
    coordinate.resize(static_cast<std::size_t>(sample.states.rows()));
    for (std::size_t j = 0; j < coordinate.size(); ++j) {
      for (const double y : sample.states.row(static_cast<Eigen::Index>(j))) coordinate[j].add(y);
    }
    for (const double J : sample.cost) cost.add(J);
    far_events += sample.far_events;
  }
};

/// The mean of the cost, with its standard error where the chain has both (H1): paths alone would show numbers that
/// grow with their number for ever.
void report_cost(Json& report, const GuidedPair& pair, const Chain& chain, const Moments& cost) {
  // the closed form takes d^3 operations a step unless all covariances are round
  constexpr Eigen::Index largest_dimension = 200;
  const bool asked = pair.dimension() <= largest_dimension && is_affine(chain.scheme);
  const Integrability mean = asked ? integrability(pair, chain, 1.0) : Integrability{};
  const Integrability square = asked ? integrability(pair, chain, 2.0) : Integrability{};
  if (asked && mean.decided && !mean.finite) {
    report["mean_cost"] = "inf";
    report["mean_cost_note"] = "E J of this chain is infinite (H1): a mean of paths says nothing";
    return;
  }
  report["mean_cost"] = json_number(cost.mean);
  if (asked && square.decided && !square.finite) {
    report["mean_cost_error"] = "inf";
    report["mean_cost_note"] = "E J^2 of this chain is infinite (H1): the mean has no standard error";
    return;
  }
  report["mean_cost_error"] = json_number(cost.standard_error());
  if (!asked) {
    report["mean_cost_note"] =
        is_affine(chain.scheme)
            ? fmt::format("not checked beyond d = {}: that E J is finite", largest_dimension)
            : fmt::format("not checked for {}: that E J is finite; `law` does on the line", name(chain.scheme));
  }
  if (asked && !square.decided) report["mean_cost_note"] = "not known to be finite: " + square.why;
}

Json report_of(const SampleCommandOptions& options, const Case& problem, const SampleSummary& summary) {
  Json report;
  report["case"] = problem.name;
  report["paths"] = options.paths;
  report["seed"] = options.seed.value;
  std::vector<double> mean, error, deviation;
  for (const Moments& moments : summary.coordinate) {
    mean.push_back(moments.mean);
    error.push_back(moments.standard_error());
    deviation.push_back(std::sqrt(moments.variance()));
  }
  report["mean"] = mean;
  report["mean_error"] = error;
  report["standard_deviation"] = deviation;
  report_cost(report, problem.pair, options.chain.chain(), summary.cost);
  report["far_events"] = summary.far_events;
  return report;
}

/// What the run takes: blocks of paths in memory, all of them on the disk.
void check_resources(const SampleCommandOptions& options, Eigen::Index dimension) {
  constexpr double blocks_a_thread = 5.0;  // states, scores, noise, costs, and one on its way to the file
  const double block = 8.0 * static_cast<double>(paths_per_block) * static_cast<double>(dimension);
  const double on_disk = 8.0 * static_cast<double>(options.paths) * static_cast<double>(dimension + 2);
  require_resources("sample", {blocks_a_thread * thread_count(options.run.threads) * block, on_disk, options.run.out},
                    "ask for fewer paths, threads or dimensions");
}

/// Paths, block by block, into their file.
SampleSummary sample_into(SampleFile& file, const SampleCommandOptions& options, const Case& problem) {
  SampleSummary summary;
  constexpr std::int64_t paths_a_line = std::int64_t{1} << 20;
  Progress progress("sample", static_cast<std::size_t>((options.paths - 1) / paths_a_line + 1),
                    options.run.progress_mode());
  EnsembleOptions ensemble;
  ensemble.paths = options.paths;
  ensemble.seed = options.seed;
  ensemble.threads = options.run.threads;
  sample_paths_with_cost(problem.pair, options.chain.chain(), ensemble, [&](const Sample& sample) {
    file.append(sample.first_path, sample.states, sample.cost);
    summary.add(sample);
    const std::int64_t done = sample.first_path + sample.states.cols();
    if (done % paths_a_line == 0 || done == options.paths) progress.advance(fmt::format("{} paths", done));
  });
  return summary;
}

/// The beginning of a long list, and how long it is.
std::string cell_of(const Json& value) {
  constexpr std::size_t shown = 8;
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array() || value.size() <= shown) return value.dump();
  std::string beginning;
  for (std::size_t i = 0; i < shown; ++i) beginning += value[i].dump() + ",";
  return fmt::format("[{} .. {} numbers, see --json]", beginning, value.size());
}

ExitStatus run_sample(const SampleCommandOptions& options) {
  const Case problem = load_any_case(options.case_name);
  options.chain.chain();  // refuses what is wrong with it before a file is opened
  options.run.check({problem});
  check_resources(options, problem.pair.dimension());
  SampleFile file(options.run.out,
                  provenance_now(command_line(), {{problem.name, problem.text}}, {options.seed.value},
                                 options.run.reproducible ? Times::left_out : Times::recorded),
                  options.paths, problem.pair.dimension());
  const SampleSummary summary = sample_into(file, options, problem);
  file.finish();
  const Json report = report_of(options, problem, summary);
  if (options.run.json) {
    fmt::print("{}\n", report.dump(2));
    return ExitStatus::holds;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, value] : report.items()) rows.push_back({key, cell_of(value)});
  fmt::print("{}", aligned(rows));
  return ExitStatus::holds;
}

}  // namespace

void add_sample_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<SampleCommandOptions>();
  CLI::App& command = add_command(app, "sample", "End states of a chain (27), with their costs, into an HDF5 file");
  add_option(command, "CASE", options->case_name, "A built-in case or the path of a case file", Need::required);
  options->chain.add_guidance_to(command);
  options->chain.add_to(command);
  restrict_to(add_option(command, "--paths", options->paths, "Number of paths", Need::required), 1, kMostPaths);
  add_option(command, "--seed", options->seed.value, "Seed of the random numbers");
  options->run.add_to(command);
  on_chosen(command, [options, &action] {
    if (!options->run.writes()) throw InputError("no file to write to", "sample", "give --out FILE.h5");
    action = [options] { return run_sample(*options); };
  });
}

}  // namespace plumbline
