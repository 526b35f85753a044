#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "results/compare/merge.hpp"
#include "results/report/show.hpp"
#include "results/store/safe_output.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/run_options.hpp"

namespace plumbline {

void add_merge_command(CLI::App& app, Action& action) {
  struct Options {
    std::vector<std::string> files;
    std::string out;
    bool json = false;
    bool force = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App& command = add_command(app, "merge", "Add up runs of one study that differ in their seeds");
  at_least(add_option(command, "FILE", options->files, "Results files", Need::required), 2);
  add_option(command, "--out", options->out, "The results file to write", Need::required);
  add_flag(command, "--force", options->force, "Let --out replace a file that plumbline did not write");
  add_flag(command, "--json", options->json, "Print the sum as one JSON object");
  on_chosen(command, [options, &action] {
    action = [options] {
      require_safe_output(options->out, options->files, options->force, OutputKind::results);
      Results sum = ResultFile::open(options->files.front());
      for (std::size_t i = 1; i < options->files.size(); ++i) {
        sum = merged(sum, ResultFile::open(options->files[i]));
      }
      ResultFile file = ResultFile::create(options->out, sum.provenance);
      for (const auto& [name, table] : sum.tables) file.write(table, name);
      const auto print = [&] {
        if (options->json) fmt::print("{}", show(sum, ShowFormat::json));
      };
      deliver_each({[&] { file.finish(); }, print});
      return ExitStatus::holds;
    };
  });
}

}  // namespace plumbline
