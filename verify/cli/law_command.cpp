#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>

#include "results/show.hpp"
#include "theory/cases/case.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/integrability/first_finite_steps.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/problem/input_error.hpp"
#include "verify/cli/chain_options.hpp"
#include "verify/cli/commands.hpp"
#include "verify/output/json_value.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

struct LawCommandOptions {
  std::string case_name;
  ChainOptions chain;
  bool json = false;
  bool reproducible = false;
};

std::string number_text(const Json& value, const Json& error) {
  return value.is_number() ? format_value({value, error, ""}) : value.get<std::string>();
}

/// Everything that `law` reports, in its order.
Json law_report(const Case& problem, const ChainOptions& options) {
  const Chain chain = options.chain();
  Progress progress("law", 5, ProgressMode::automatic);
  const ChainLaw law = chain_law(problem.pair, chain);
  progress.advance("chain");
  const LimitSpec spec{chain.grid.first(), chain.grid.last(), chain.guidance, chain.start};
  const LimitLaw limit = fokker_planck_law(problem.pair, spec);
  progress.advance("limit");
  const Value extrapolated = limit_law(problem.pair, spec).expected_cost();
  progress.advance("limit by extrapolation");
  const Value cost = law.expected_cost();
  const Divergences distance = divergences(law, limit);
  progress.advance("distances");

  Json report;
  report["case"] = problem.name;
  report["w"] = options.w;
  report["steps"] = chain.grid.steps().value;
  report["scheme"] = name(chain.scheme);
  report["schedule"] = options.schedule;
  report["t0"] = chain.grid.first().value;
  report["tend"] = chain.grid.last().value;
  report["start"] = name(chain.start);
  report["finite"] = std::isfinite(cost.value);
  const std::optional<StepCount> first_finite = first_finite_steps(
      problem.pair,
      {schedule_from_name(options.schedule), chain.scheme, {options.t0}, {options.tend}, chain.guidance, chain.start});
  report["first_finite_steps"] = first_finite ? Json(first_finite->value) : Json(nullptr);
  set_value(report, "expected_cost", cost);
  set_value(report, "mean", law.mean());
  set_value(report, "second_moment", law.second_moment());
  set_value(report, "mass_defect", law.mass_defect());
  set_value(report, "tv", distance.tv);
  set_value(report, "kl", distance.kl_forward);
  set_value(report, "w1", distance.w1);
  set_value(report, "w2", distance.w2);
  report["limit"]["expected_cost"] = json_number(limit.expected_cost().value);
  report["limit"]["error"] = json_number(limit.expected_cost().error);
  set_value(report["limit"], "richardson", extrapolated);
  set_value(report, "path_kl_bound", path_kl_to_limit(problem.pair, chain));
  progress.advance("path KL");
  return report;
}

/// The report as "key  value(error)" lines; a value and its error share a line.
std::string report_text(const Json& report) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, value] : report.items()) {
    if (key.ends_with("_error")) continue;
    if (value.is_object()) {
      rows.push_back({key + ".expected_cost", number_text(value["expected_cost"], value["error"])});
      rows.push_back({key + ".richardson", number_text(value["richardson"], value["richardson_error"])});
    } else if (report.contains(key + "_error")) {
      rows.push_back({key, number_text(value, report[key + "_error"])});
    } else {
      rows.push_back({key, value.is_string() ? value.get<std::string>() : value.dump()});
    }
  }
  return aligned(rows);
}

ExitStatus run(const LawCommandOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Case problem = load_case(options.case_name);
  Json report = law_report(problem, options.chain);
  if (!options.reproducible) {
    report["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  fmt::print("{}", options.json ? report.dump(2) + "\n" : report_text(report));
  return ExitStatus::holds;
}

}  // namespace

void add_law_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<LawCommandOptions>();
  CLI::App& command = add_command(app, "law", "The exact law of a chain (27), and its distance from the law of (26)");
  add_option(command, "CASE", options->case_name, "A built-in case or the path of a case file", Need::required);
  options->chain.add_guidance_to(command);
  options->chain.add_to(command);
  add_flag(command, "--json", options->json, "Print one JSON object and nothing else");
  add_flag(command, "--reproducible", options->reproducible, "Leave out times, so that equal runs give equal bytes");
  on_chosen(command, [options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace plumbline
