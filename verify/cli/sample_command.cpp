#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "results/report/show.hpp"
#include "results/store/sample_file.hpp"
#include "sim/ensemble.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/moments.hpp"
#include "theory/cases/case.hpp"
#include "verify/cli/chain_options.hpp"
#include "verify/cli/commands.hpp"
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

Json report_of(const SampleCommandOptions& options, const Case& problem, const SampleSummary& summary) {
  Json report;
  report["case"] = problem.name;
  report["paths"] = options.paths;
  report["seed"] = options.seed.value;
  std::vector<double> mean, deviation;
  for (const Moments& moments : summary.coordinate) {
    mean.push_back(moments.mean);
    deviation.push_back(std::sqrt(moments.variance()));
  }
  report["mean"] = mean;
  report["standard_deviation"] = deviation;
  report["mean_cost"] = json_number(summary.cost.mean);
  report["far_events"] = summary.far_events;
  return report;
}

ExitStatus run_sample(const SampleCommandOptions& options) {
  const Case problem = load_case(options.case_name);
  const Chain chain = options.chain.chain();
  if (options.paths < 1) throw InputError(fmt::format("paths {}", options.paths), "--paths", "give at least 1");
  SampleFile file(options.run.out,
                  provenance_now(command_line(), {{problem.name, problem.text}}, {options.seed.value},
                                 options.run.reproducible ? Times::left_out : Times::recorded),
                  options.paths, problem.pair.dimension());
  SampleSummary summary;
  constexpr std::int64_t paths_a_line = std::int64_t{1} << 20;
  Progress progress("sample", static_cast<std::size_t>((options.paths + paths_a_line - 1) / paths_a_line),
                    options.run.progress_mode());
  EnsembleOptions ensemble;
  ensemble.paths = options.paths;
  ensemble.seed = options.seed;
  ensemble.threads = options.run.threads;
  sample_paths_with_cost(problem.pair, chain, ensemble, [&](const Sample& sample) {
    file.append(sample.first_path, sample.states, sample.cost);
    summary.add(sample);
    const std::int64_t done = sample.first_path + sample.states.cols();
    if (done % paths_a_line == 0 || done == options.paths) progress.advance(fmt::format("{} paths", done));
  });
  file.finish();
  const Json report = report_of(options, problem, summary);
  if (options.run.json) {
    fmt::print("{}\n", report.dump(2));
  } else {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [key, value] : report.items()) {
      rows.push_back({key, value.is_string() ? value.get<std::string>() : value.dump()});
    }
    fmt::print("{}", aligned(rows));
  }
  return ExitStatus::holds;
}

}  // namespace

void add_sample_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<SampleCommandOptions>();
  CLI::App& command = add_command(app, "sample", "End states of a chain (27), with their costs, into an HDF5 file");
  add_option(command, "CASE", options->case_name, "A built-in case or the path of a case file", Need::required);
  options->chain.add_guidance_to(command);
  options->chain.add_to(command);
  add_option(command, "--paths", options->paths, "Number of paths", Need::required);
  add_option(command, "--seed", options->seed.value, "Seed of the random numbers");
  options->run.add_to(command);
  on_chosen(command, [options, &action] {
    if (options->run.out.empty()) throw InputError("no file to write to", "sample", "give --out FILE.h5");
    action = [options] { return run_sample(*options); };
  });
}

}  // namespace plumbline
