#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "results/report/fitted.hpp"
#include "results/report/json_text.hpp"
#include "results/store/sample_file.hpp"
#include "sim/memory/path_block.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "theory/cases/case.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/problem/stepping_rule.hpp"
#include "verify/cli/chain_options.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/resources.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/cli/sample_parts.hpp"
#include "verify/cli/start_ranks.hpp"
#include "verify/cli/unit_work.hpp"
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
  std::string told;  ///< the options that the paths depend on
};

/// The mean of the cost, with its standard error where the chain has both (H1): paths alone would show numbers that
/// grow with their number for ever.
void report_cost(Json& report, const GuidedPair& pair, const Chain& chain, const Moments& cost) {
  // the closed form takes d^3 operations a step unless all covariances are round
  constexpr Eigen::Index largest_dimension = 200;
  if (chain.guidance.rule.form == GuidanceForm::rescale) {
    report["mean_cost"] = json_number(cost.mean);
    report["mean_cost_note"] = "the rule has a pole: a J that grows along (1, .., 1) has no mean, and no other was checked";
    return;
  }
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
  if (options.chain.guidance_rule.form == GuidanceForm::rescale && problem.pair.dimension() <= 3) {
    report["mean_note"] = fmt::format("the rule has a pole: of {} coordinates there is no moment of order {} or above",
                                      problem.pair.dimension(), problem.pair.dimension() - 1);
  }
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

/// All paths, part by part, into one file.
SampleSummary sample_into_one_file(const SampleCommandOptions& options, const SamplePlan& plan,
                                   const Provenance& provenance) {
  SampleFile file(options.run.out, provenance, plan.n_paths, plan.problem.pair.dimension());
  const std::vector<SamplePart> parts = plan.parts();
  Progress progress("sample", parts.size(), options.run.progress_mode());
  SampleSummary summary;
  for (const SamplePart& part : parts) {
    summary.merge(sample_part(plan, part, options.run.threads, file));
    progress.advance(fmt::format("{} paths", part.first_path + part.n_paths));
  }
  file.finish();
  return summary;
}

/// The same where ranks share the work: every part in a file of its own, and one that joins them.
SampleSummary sample_into_parts(const SampleCommandOptions& options, const SamplePlan& plan,
                                const Provenance& provenance) {
  const Units units = sample_units(plan, options.run.out, provenance);
  UnitWork work({"sample", "sample " + options.told, "parts"}, units, options.run, provenance);
  const std::vector<Row> rows = work.compute();
  join_parts(plan, options.run.out, provenance);
  work.finish();
  SampleSummary summary;
  for (const Row& row : rows) summary.merge(summary_of(row));
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

void print(const Json& report, bool as_json) {
  if (as_json) {
    fmt::print("{}", json_text(report));
    return;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, value] : report.items()) rows.push_back({key, cell_of(value)});
  fmt::print("{}", fitted(rows, output_width(), LongText::wrapped));
}

ExitStatus run_sample(const SampleCommandOptions& options) {
  const Case problem = load_any_case(options.case_name);
  const SamplePlan plan{problem, options.chain.chain(), options.paths, options.seed,
                        options.run.force};  // refuses what is wrong first
  options.run.check(problem.files);
  if (is_leader()) check_resources(options, problem.pair.dimension());
  const Provenance provenance = provenance_now(command_line(), {{problem.name, problem.text}}, {options.seed.value},
                                               options.run.reproducible ? Times::left_out : Times::recorded);
  const SampleSummary summary = ranks_of_this_process() == nullptr ? sample_into_one_file(options, plan, provenance)
                                                                   : sample_into_parts(options, plan, provenance);
  print(report_of(options, problem, summary), options.run.json);
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
  on_chosen(command, [options, &command, &action] {
    options->told = settings_of(command, RunOptions::names());
    if (!options->run.has_file()) throw InputError("no file to write to", "sample", "give --out FILE.h5");
    action = [options] { return run_sample(*options); };
  });
}

}  // namespace plumbline
