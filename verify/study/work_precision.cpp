#include "verify/study/work_precision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "verify/study/require.hpp"
#include "verify/study/work_steps.hpp"

namespace plumbline {
namespace {

constexpr std::int64_t least_most_steps = 64;  ///< the paths of the reference need steps that short
constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();
const std::vector<std::string> measures{"weak", "tv", "strong"};

void require_valid(const std::vector<Case>& cases, const WorkPrecision& parameters) {
  for (const double target : parameters.targets) require_positive(target, "target", "--target");
  require_at_least(parameters.most_steps, least_most_steps, "steps at most", "--most-steps");
  require_at_least(parameters.paths, 2, "paths", "--paths");
  require_on_line(cases, "work-precision");
  for (const Scheme& scheme : parameters.schemes) require_limit(scheme, "work-precision");
  for (const Case& problem : cases) {
    const Chain any = work_chain(parameters, Schedule::log_uniform, Scheme::ddpm, fewest_work_steps);
    const Integrability limit = limit_integrability(problem.pair, limit_spec(any));
    if (limit.finite) continue;
    throw InputError(fmt::format("case {}: {}", problem.name, limit.why), "work-precision",
                     "give another case or another w");
  }
}

bool has_coupled_paths(Schedule schedule, Scheme scheme) {
  const bool is_coupled = std::find(all_schemes.begin(), all_schemes.end(), scheme) != all_schemes.end();
  return schedule == Schedule::log_uniform && is_coupled;
}

UnitCells measure(WorkSteps& work, const Place& at, int n_threads) {
  const std::size_t which = at["case"];
  const Schedule schedule = work.parameters().schedules[at["schedule"]];
  const Scheme scheme = work.parameters().schemes[at["scheme"]];
  std::vector<Value> steps = work.weak_and_tv(which, schedule, scheme);
  const std::vector<Value> none(work.parameters().targets.size(), Value::none("no coupled paths"));
  const std::vector<Value>& strong = has_coupled_paths(schedule, scheme) ? work.strong(which, scheme, n_threads) : none;
  steps.insert(steps.end(), strong.begin(), strong.end());
  UnitCells cells;
  for (const Value& needed : steps) cells.add("steps", needed);
  const bool first_of_case = at["schedule"] == 0 && at["scheme"] == 0;
  return cells.add("seconds_per_path_step", first_of_case ? work.seconds_per_path_step(which) : not_measured);
}

/// Evaluations and seconds, and where every N is from.
void add_work(Table& table, const Columns& measured, const std::vector<StudyAxis>& axes,
              const WorkPrecision& parameters) {
  constexpr double n_paths = 1e6;
  const std::string too_many = fmt::format("not reached with {} steps", parameters.most_steps);
  const std::vector<Value>& steps = measured.values("steps");
  std::vector<double> evaluations, seconds;
  std::vector<std::string> how;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Place at(axes, i);
    const Scheme& scheme = parameters.schemes[at["scheme"]];
    const double stages = scheme.visit([](const auto& rule) { return static_cast<double>(rule.n_evaluations); });
    const double whole = stages * std::ceil(steps[i].value);
    evaluations.push_back(2.0 * whole);
    seconds.push_back(n_paths * whole * measured.numbers("seconds_per_path_step")[at["case"]]);
    const bool is_strong = measures[at["measure"]] == "strong";
    const bool at_once = steps[i].value == fewest_work_steps && steps[i].error == 0.0;
    if (is_strong && !has_coupled_paths(parameters.schedules[at["schedule"]], scheme)) {
      how.emplace_back("coupled paths have uniform steps in log t, of ddpm, exponential and euler");
    } else if (!steps[i].is_known()) {
      how.push_back(too_many);
    } else {
      how.push_back(std::string(is_strong ? "coupled paths" : "exact laws") + (at_once ? ", that or fewer" : ""));
    }
  }
  table.add({"evaluations", "1", "evaluations of scores a path: two a stage", {}, evaluations});
  table.add({"seconds", "s", "for a million paths on one thread", {}, seconds});
  table.add({"how", "1", "where N is from, or why there is none", {}, how});
}

}  // namespace

Study work_precision_study(std::vector<Case> cases, WorkPrecision parameters) {
  parameters.w = guidance_scale(parameters.w.value);
  require_valid(cases, parameters);
  using enum StudyColumn::Kind;
  TableStudy study{"work_precision", "Work against precision"};
  study.axes = {case_axis(cases), named_axis("schedule", "how the times are laid", parameters.schedules),
                named_axis("scheme", "rule of the sampler", parameters.schemes)};
  study.inner = {{{"measure", "1", "which error: weak (of E J), tv or strong", measures}, measures},
                 number_axis("target", "error to come within", parameters.targets, "{}")};
  study.columns = {{"steps", "N from which the error stays below the target"},
                   {"seconds_per_path_step", "measured in the same run, one thread", number, {"case"}, "s"}};
  study.seeds = {parameters.seed.value};
  study.times = {"seconds", "seconds_per_path_step"};
  std::vector<StudyAxis> all_axes = study.axes;
  all_axes.insert(all_axes.end(), study.inner.begin(), study.inner.end());
  study.derive = [all_axes, parameters](Table& table, const Columns& measured) {
    add_work(table, measured, all_axes, parameters);
  };
  const auto work = std::make_shared<WorkSteps>(std::move(cases), std::move(parameters));
  study.measure = [work](const Place& at, int n_threads) { return measure(*work, at, n_threads); };
  return study_of(std::move(study));
}

}  // namespace plumbline
