#include "verify/study/strong_order.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "verify/claim/strong_errors.hpp"
#include "verify/statistics/alarm_budget.hpp"
#include "verify/study/require.hpp"

namespace plumbline {
namespace {

void require_dividing(const std::vector<std::int64_t>& steps) {
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (steps[i - 1] < steps[i] && steps[i] % steps[i - 1] == 0) continue;
    throw InputError(fmt::format("{} steps do not divide {} into equal parts", steps[i - 1], steps[i]), "--steps",
                     "give ascending numbers, each a divisor of the next");
  }
}

/// By scheme the errors, coarsest grid first, then the order and its range.
UnitCells measure(const GuidedPair& pair, const StrongOrderStudy& parameters, int n_threads) {
  StrongErrorPlan plan;
  plan.t0 = parameters.t0.value;
  plan.guidance = {parameters.w};
  plan.steps.assign(parameters.steps.rbegin(), parameters.steps.rend());
  plan.reference_steps = plan.steps.empty() ? 0 : 2 * plan.steps.front();
  EnsembleOptions options;
  options.paths = parameters.paths;
  options.seed = parameters.seed;
  options.threads = n_threads;
  const StrongErrors errors(pair, plan, options);
  UnitCells cells;
  for (std::size_t s = 0; s < all_schemes.size(); ++s) {
    const std::vector<OrderPoint> points = errors.points(s);
    const Eigen::MatrixXd covariance = errors.covariance(s);
    for (std::size_t g = points.size(); g-- > 0;) {
      const auto i = static_cast<Eigen::Index>(g);
      cells.add("strong_error", Value{points[g].error, std::sqrt(covariance(i, i)), "coupled paths"});
    }
    const OrderFit fit = errors.fit(s, suite_false_alarm_rate);
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    cells.add("strong_error_order", fit.value());
    cells.add("strong_error_first", fit.is_found() ? fit.n_first : nan);
    cells.add("strong_error_last", fit.is_found() ? fit.n_last : nan);
  }
  return cells.add("reference_error", errors.reference_error());
}

}  // namespace

Study strong_order_study(std::vector<Case> cases, StrongOrderStudy parameters) {
  parameters.w = guidance_scale(parameters.w.value);
  require_at_least(parameters.paths, 2, "paths", "--paths");
  require_dividing(parameters.steps);
  const std::vector<std::string> by_scheme{"case", "scheme"};
  using enum StudyColumn::Kind;
  TableStudy study{"strong_order", fmt::format("Strong error on shared Brownian paths, {} paths", parameters.paths)};
  study.axes = {case_axis(cases)};
  study.inner = {named_axis("scheme", "discretisation", all_schemes), steps_axis(parameters.steps)};
  study.columns = {
      {"strong_error", "root mean square distance from the reference at the end"},
      {"strong_error_order", "order in 1/N, with the half-width of its interval", value, by_scheme},
      {"strong_error_first", "first N of the fit", number, by_scheme},
      {"strong_error_last", "last N of the fit", number, by_scheme},
      {"reference_error", "strong error of the reference itself, from halving its steps", number, {"case"}}};
  study.seeds = {parameters.seed.value};
  study.measure = [cases = std::move(cases), parameters](const Place& at, int n_threads) {
    return measure(cases[at["case"]].pair, parameters, n_threads);
  };
  return study_of(std::move(study));
}

}  // namespace plumbline
