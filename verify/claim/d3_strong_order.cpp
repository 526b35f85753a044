#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/strong_errors.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/statistics/mean_estimate.hpp"

namespace plumbline {
namespace d3 {

constexpr GuidanceScale w{1.0};
/// Later than the other claims start: the same grids are then finer where the drift is steep.
constexpr Time t0{1e-2};
/// Of the order, and of the ratio of the errors on neighbouring grids, from which the number of paths follows.
double resolution(Tier tier) { return tier == Tier::quick ? 0.15 : 0.08; }
double relative_error(Tier tier) { return tier == Tier::quick ? 0.01 : 0.005; }
constexpr std::int64_t coarsest_steps = 64;
constexpr std::int64_t finest_steps = 1024;
constexpr std::int64_t reference_steps = 2 * finest_steps;
constexpr std::int64_t fewest_paths = 100;  ///< for a covariance

/// 4096 where a score costs little; fewer, at least 256, in proportion to the components times the dimension.
std::int64_t pilot_paths(const GuidedPair& pair) {
  const std::int64_t cost = static_cast<std::int64_t>(pair.size()) * pair.dimension();
  return std::clamp<std::int64_t>((std::int64_t{1} << 19) / cost, 256, 4096);
}

/// Components this narrow are not resolved by steps that are equal in log t, however the order is fitted.
double resolved_variance(const GuidedPair& pair) {
  constexpr double narrow = 0.05;
  const double narrowest = narrowest_variance(pair);
  return 0.0 < narrowest && narrowest < narrow ? narrowest : 1.0;
}

StrongErrors measure(const Workbench& bench, std::int64_t n_paths, Stream stream) {
  StrongErrorPlan plan{.t0 = t0.value,
                       .tend = Workbench::tend.value,
                       .resolved_variance = resolved_variance(bench.pair()),
                       .guidance = {w},
                       .schemes = {all_schemes.begin(), all_schemes.end()},
                       .steps = {},
                       .reference_steps = reference_steps};
  for (const StepCount n : bench.order_steps(coarsest_steps, finest_steps)) plan.steps.push_back(n.value);
  std::ranges::reverse(plan.steps);
  return {bench.pair(), std::move(plan), bench.ensemble_options(n_paths, stream)};
}

/// Paths for the relative standard error of every ratio of errors on neighbouring grids, from a pilot run.
std::int64_t planned_paths(const StrongErrors& pilot, Tier tier) {
  double largest = 0.0;
  for (std::size_t s = 0; s < all_schemes.size(); ++s) {
    const std::vector<OrderPoint> roots = pilot.points(s);
    const Eigen::MatrixXd covariance = pilot.covariance(s);
    for (std::size_t g = 0; g + 1 < roots.size(); ++g) {
      const auto i = static_cast<Eigen::Index>(g);
      const Eigen::Vector2d slope{1.0 / roots[g].error, -1.0 / roots[g + 1].error};
      largest = std::max(largest, slope.dot(covariance.block<2, 2>(i, i) * slope));
    }
  }
  const auto n_pilot = static_cast<double>(pilot.table().reference_halved.n);
  return static_cast<std::int64_t>(n_pilot * largest / std::pow(relative_error(tier), 2)) + fewest_paths;
}

/// |Y_N - Y|^2 is heavy-tailed where guidance drives paths apart, or where they end in different components: ever fewer
/// paths then carry the mean as N grows, and the first order shows only on grids finer than any here. A pilot run must
/// know its mean within an eighth and its variance within a half, or no plan can rest on it.
void require_light_tails(const StrongErrors& pilot) {
  constexpr double mean_within = 0.125;
  constexpr double variance_within = 0.5;
  const auto refuse = [](const char* what, double error, std::int64_t n) {
    throw NotApplicable(fmt::format(
        "a few paths carry the mean of |Y_N - Y|^2: {} is known within {:.0f} % only from {} paths", what, 100.0 * error,
        n));
  };
  for (const auto& of_scheme : pilot.table().squared_error) {
    for (const Moments& squared : of_scheme) {
      const MeanEstimate mean = estimate_mean(moments_of(squared));
      const double relative_error = mean.standard_error / mean.value;
      if (mean.variance_error > variance_within) refuse("its variance", mean.variance_error, squared.n);
      if (relative_error > mean_within) refuse("it", relative_error, squared.n);
    }
  }
}

/// What fails, if anything, shows in the pilot run.
std::string why_not(const Workbench&) { return ""; }

/// How many times as many paths would show an order that noise hides; 1 where noise does not.
double more_paths(const OrderFit& fit, const OrderClaim& claim) {
  if (check_order(fit, claim).reason != Reason::noise_floor) return 1.0;
  constexpr double blind = 4.0;  // no order was found, so nothing tells how many
  if (!fit.is_found()) return blind;
  constexpr double margin = 0.7;  // the next fit may choose another range
  const double room = claim.resolution - fit.bias - fit.systematic;
  return room > 0.0 ? std::clamp(std::pow(fit.statistical / (margin * room), 2), 2.0, 8.0) : 1.0;
}

/// The pilot run plans for the errors; how much of them the fit of an order makes of noise, only the fit knows. So it is
/// looked at up to three times, each at a third of the rate of false alarms, with more of the same paths each time.
std::vector<Check> check(Workbench& bench) {
  constexpr int most_looks = 3;
  const OrderClaim claim{OrderKind::equal, 1.0, resolution(bench.tier())};
  std::vector<double> rates;
  for (const Scheme scheme : all_schemes) rates.push_back(bench.take_alarm_rate(fmt::format("D3, {}", name(scheme))));
  const StrongErrors pilot = measure(bench, pilot_paths(bench.pair()), Stream::d3_pilot);
  require_light_tails(pilot);
  std::int64_t n_paths = std::max(fewest_paths, bench.affordable(planned_paths(pilot, bench.tier())));
  for (int look = 1;; ++look) {
    const StrongErrors errors = measure(bench, n_paths, Stream::d3);
    std::vector<Check> checks;
    double more = 1.0;
    for (std::size_t s = 0; s < all_schemes.size(); ++s) {
      const OrderFit fit = errors.fit(s, rates[s] / most_looks);
      more = std::max(more, more_paths(fit, claim));
      checks.push_back({fmt::format("order of (E|Y_N - Y|^2)^(1/2), {}", name(all_schemes[s])),
                        {fit.order, fit.half_width,
                         fmt::format("{} coupled paths, fit on N = {:.0f}..{:.0f}", n_paths, fit.n_first, fit.n_last)},
                        Relation::equal,
                        {claim.order, claim.resolution, "claimed order"},
                        check_order(fit, claim),
                        rates[s]});
    }
    const auto next = bench.affordable(static_cast<std::int64_t>(more * static_cast<double>(n_paths)));
    if (next <= n_paths || look == most_looks) return checks;
    n_paths = next;
  }
}

}  // namespace d3

Claim claim_d3() {
  return {"D3",        "on a shared Brownian path the strong error (E|Y_N - Y_1|^2)^(1/2) of (27) is O(1/N)",
          "Theorem 3", "a stochastic Runge-Kutta method of order 3/2 on finer steps, its own error from halving",
          d3::why_not, d3::check};
}

}  // namespace plumbline
