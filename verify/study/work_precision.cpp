#include "verify/study/work_precision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "sim/ensemble.hpp"
#include "theory/base/computed_once.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "verify/claim/strong_errors.hpp"
#include "verify/study/steps_for.hpp"

namespace plumbline {
namespace {

constexpr std::int64_t fewest_steps = 8;
constexpr std::int64_t least_most_steps = 64;  ///< the paths of the reference need steps that short
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// Signed weak error and TV of one chain. Both are infinite for a chain so unstable that no grid holds its law.
struct ChainErrors {
  Value weak{infinite, 0.0, ""};
  Value tv{infinite, 0.0, ""};
};

Value size_of_error(const Value& value) { return {std::abs(value.value), value.error, value.how}; }

/// The seconds that one path takes for one step, on one thread: the best of several runs.
double seconds_per_path_step(const GuidedPair& pair, const Chain& chain) {
  constexpr int n_runs = 5;
  EnsembleOptions options;
  options.paths = 16'384;
  options.threads = 1;
  double best = infinite;
  for (int i = 0; i < n_runs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run_ensemble(pair, chain, options);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best / static_cast<double>(options.paths * chain.grid.steps().value);
}

class WorkPrecisionRun {
 public:
  WorkPrecisionRun(std::vector<Case> cases, WorkPrecision parameters)
      : cases_(std::move(cases)), parameters_(std::move(parameters)) {
    parameters_.w = guidance_scale(parameters_.w.value);
    for (const double target : parameters_.targets) {
      if (!(target > 0.0 && std::isfinite(target))) {
        throw InputError(fmt::format("target {}", target), "--target", "give numbers > 0");
      }
    }
    if (parameters_.most_steps < least_most_steps) {
      throw InputError(fmt::format("{} steps at most", parameters_.most_steps), "--most-steps",
                       fmt::format("give {} or more", least_most_steps));
    }
    if (parameters_.paths < 2) {
      throw InputError(fmt::format("{} paths", parameters_.paths), "--paths", "give 2 or more");
    }
    for (const Case& problem : cases_) {
      if (problem.pair.dimension() != 1) {
        throw InputError(fmt::format("case {} has dimension {}", problem.name, problem.pair.dimension()),
                         "work-precision", "give cases of dimension 1, whose law is exact at every N");
      }
      const Chain any = chain(Schedule::log_uniform, Scheme::ddpm, fewest_steps);
      const Integrability limit = limit_integrability(problem.pair, limit_spec(any));
      if (!limit.finite) {
        throw InputError(fmt::format("case {}: {}", problem.name, limit.why), "work-precision",
                         "give another case or another w");
      }
    }
  }

  std::vector<std::string> units() const {
    std::vector<std::string> units;
    for (const Case& problem : cases_) {
      units.push_back(problem.name + " strong errors");  // the longest first
      for (const Schedule schedule : parameters_.schedules) {
        for (const Scheme scheme : all_schemes) {
          units.push_back(fmt::format("{} {} {}", problem.name, name(schedule), name(scheme)));
        }
      }
      units.push_back(problem.name + " time of a step");
    }
    return units;
  }

  std::vector<std::uint64_t> seeds() const { return {parameters_.seed.value}; }

  Row row(std::size_t unit, int n_threads) {
    const std::size_t which_case = unit / units_per_case();
    const GuidedPair& pair = cases_[which_case].pair;
    const std::size_t in_case = unit % units_per_case();
    if (in_case == 0) return strong_row(pair, n_threads);
    if (in_case == units_per_case() - 1) {
      constexpr std::int64_t n_steps = 64;
      return {seconds_per_path_step(pair, chain(Schedule::log_uniform, Scheme::ddpm, n_steps))};
    }
    const std::size_t which_chain = in_case - 1;
    return exact_row(which_case, parameters_.schedules[which_chain / all_schemes.size()],
                     all_schemes[which_chain % all_schemes.size()]);
  }

  Table table(const std::vector<Row>& rows) const;

 private:
  std::size_t n_chains() const { return parameters_.schedules.size() * all_schemes.size(); }
  std::size_t units_per_case() const { return n_chains() + 2; }

  Chain chain(Schedule schedule, Scheme scheme, std::int64_t n) const {
    return {make_grid(schedule, {n}, parameters_.t0, {1.0}), scheme, {parameters_.w}};
  }

  ChainErrors errors_of(std::size_t which_case, const Chain& of_chain) {
    const GuidedPair& pair = cases_[which_case].pair;
    const LimitSpec spec = limit_spec(of_chain);
    const LimitLaw& limit =
        limits_.get({which_case, spec.t0.value, spec.tend.value}, [&] { return fokker_planck_law(pair, spec); });
    LawOptions options;
    options.tolerance = 1e-9;  // far below every target of use
    try {
      const ChainLaw law = chain_law(pair, of_chain, options);
      return {law.expected_cost() - limit.expected_cost(), divergences(law, limit).tv};
    } catch (const OutOfReach&) {
      return {};
    }
  }

  /// Weak, then TV: the steps for each target.
  Row exact_row(std::size_t which_case, Schedule schedule, Scheme scheme) {
    std::map<std::int64_t, ChainErrors> known;
    const auto at = [&](std::int64_t n) -> const ChainErrors& {
      const auto found = known.find(n);
      if (found != known.end()) return found->second;
      return known.emplace(n, errors_of(which_case, chain(schedule, scheme, n))).first->second;
    };
    const double smallest = *std::min_element(parameters_.targets.begin(), parameters_.targets.end());
    ErrorSizes weak;
    ErrorSizes tv;
    double sign = 0.0;
    for (std::int64_t n = fewest_steps; n <= parameters_.most_steps; n *= 2) {
      const ChainErrors& errors = at(n);
      weak[n] = size_of_error(errors.weak);
      tv[n] = errors.tv;
      const bool keeps_sign = sign * errors.weak.value > 0.0;
      sign = std::copysign(1.0, errors.weak.value);
      if (keeps_sign && weak[n].value < smallest && tv[n].value < smallest) break;
    }
    Row row;
    for (const double target : parameters_.targets) {
      put(row, steps_for(weak, target, [&](std::int64_t n) { return size_of_error(at(n).weak); }));
    }
    for (const double target : parameters_.targets) {
      put(row, steps_for(tv, target, [&](std::int64_t n) { return at(n).tv; }));
    }
    return row;
  }

  /// For each scheme, the steps for each target.
  Row strong_row(const GuidedPair& pair, int n_threads) const {
    StrongErrorPlan plan;
    plan.t0 = parameters_.t0.value;
    plan.guidance = {parameters_.w};
    for (std::int64_t n = fewest_steps; n <= parameters_.most_steps; n *= 2) plan.steps.push_back(n);
    std::reverse(plan.steps.begin(), plan.steps.end());
    plan.reference_steps = 2 * plan.steps.front();
    EnsembleOptions options;
    options.paths = parameters_.paths;
    options.seed = parameters_.seed;
    options.threads = n_threads;
    const StrongErrors errors(pair, plan, options);
    Row row;
    for (std::size_t s = 0; s < plan.schemes.size(); ++s) {
      const std::vector<OrderPoint> points = errors.points(s);
      const Eigen::VectorXd standard_error = errors.covariance(s).diagonal().cwiseSqrt();
      ErrorSizes sizes;
      for (std::size_t g = 0; g < points.size(); ++g) {
        const double error = standard_error[static_cast<Eigen::Index>(g)] + errors.reference_error();
        sizes[plan.steps[g]] = {points[g].error, error, ""};
      }
      for (const double target : parameters_.targets) put(row, steps_for(sizes, target));
    }
    return row;
  }

  std::vector<Case> cases_;
  WorkPrecision parameters_;
  ComputedOnce<std::tuple<std::size_t, double, double>, LimitLaw> limits_;  ///< by case and ends of the grid
};

Table WorkPrecisionRun::table(const std::vector<Row>& rows) const {
  const std::vector<std::string> measures{"weak", "tv", "strong"};
  const std::size_t n_targets = parameters_.targets.size();
  std::vector<Value> steps;
  std::vector<double> evaluations;
  std::vector<double> seconds;
  std::vector<double> seconds_per_step;
  std::vector<std::string> how;
  const auto add = [&](const Value& needed, const std::string& found, const std::string& if_not) {
    constexpr double n_paths = 1e6;
    steps.push_back(needed);
    evaluations.push_back(2.0 * std::ceil(needed.value));
    seconds.push_back(n_paths * std::ceil(needed.value) * seconds_per_step.back());
    const bool at_once = needed.value == fewest_steps && needed.error == 0.0;
    how.push_back(std::isnan(needed.value) ? if_not : at_once ? found + ", that or fewer" : found);
  };
  const std::string too_many = fmt::format("not reached with {} steps", parameters_.most_steps);
  for (std::size_t first = 0; first < rows.size(); first += units_per_case()) {
    const Row& strong = rows[first];
    seconds_per_step.push_back(rows[first + n_chains() + 1].front());
    for (std::size_t i = 0; i < n_chains(); ++i) {
      RowReader exact(rows[first + 1 + i]);
      for (std::size_t k = 0; k < 2 * n_targets; ++k) add(exact.value(), "exact laws", too_many);
      const bool coupled = parameters_.schedules[i / all_schemes.size()] == Schedule::log_uniform;
      for (std::size_t k = 0; k < n_targets; ++k) {
        const std::size_t at = 2 * (i % all_schemes.size() * n_targets + k);
        add(coupled ? Value{strong[at], strong[at + 1], ""} : Value{not_known, 0.0, ""}, "coupled paths",
            coupled ? too_many : "coupled paths have uniform steps in log t");
      }
    }
  }
  std::vector<std::string> case_names;
  for (const Case& problem : cases_) case_names.push_back(problem.name);
  std::vector<std::string> schedules;
  for (const Schedule schedule : parameters_.schedules) schedules.emplace_back(name(schedule));
  std::vector<std::string> schemes;
  for (const Scheme scheme : all_schemes) schemes.emplace_back(name(scheme));
  Table table("Work against precision");
  table.add_axis({"case", "1", "data law", case_names});
  table.add_axis({"schedule", "1", "how the times are laid", schedules});
  table.add_axis({"scheme", "1", "one-step rule", schemes});
  table.add_axis({"measure", "1", "which error: weak (of E J), tv or strong", measures});
  table.add_axis({"target", "1", "error to come within", parameters_.targets});
  table.add_values("steps", steps, "N from which the error stays below the target");
  table.add({"evaluations", "1", "evaluations of scores a path: two a step", {}, evaluations});
  table.add({"seconds", "s", "for a million paths on one thread", {}, seconds});
  table.add({"how", "1", "where N is from, or why there is none", {}, how});
  table.add({"seconds_per_path_step", "s", "measured in the same run, one thread", {"case"}, seconds_per_step});
  return table;
}

}  // namespace

Study work_precision_study(std::vector<Case> cases, WorkPrecision parameters) {
  const auto run = std::make_shared<WorkPrecisionRun>(std::move(cases), std::move(parameters));
  Study study;
  study.units = run->units();
  study.seeds = run->seeds();
  study.times = {"seconds", "seconds_per_path_step"};
  study.row = [run](std::size_t unit, int n_threads) { return run->row(unit, n_threads); };
  study.tables = [run](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{"work_precision", run->table(rows)}};
  };
  return study;
}

}  // namespace plumbline
