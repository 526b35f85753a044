#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/coupling/strong_error.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/statistics/order_fit.hpp"

namespace plumbline {
namespace d3 {

constexpr GuidanceScale w{1.0};
/// Later than the other claims start: the same grids are then finer where the drift is steep.
constexpr Time t0{1e-2};
constexpr std::uint32_t stream = 300;      // and the following ones, one a grid
constexpr double resolution = 0.3;         ///< of the order: 1/2 and 3/2 are told from 1
constexpr double relative_error = 0.01;  ///< of every point of the fit
constexpr std::int64_t coarsest_steps = 64;
constexpr std::int64_t finest_steps = 1024;

/// SRA1 has strong order 3/2: between a grid and one of twice the steps its error falls by this.
const double halving = std::pow(2.0, 1.5);

/// Root mean square distances at one N, all schemes on the paths of one stream.
struct Row {
  std::int64_t n;
  StrongErrorTable table;

  double error_of_reference() const { return std::sqrt(table.reference_halved.mean) / (halving - 1.0); }
  OrderPoint point(std::size_t scheme) const {
    const Moments& squared = table.squared_error[scheme].front();
    const double root = std::sqrt(squared.mean);
    return {static_cast<double>(n), root, error_of_reference(), 0.5 * squared.standard_error() / root};
  }
};

Row measure(const Workbench& bench, std::int64_t n, std::int64_t n_paths, std::uint32_t its_stream) {
  const StrongErrorPlan plan{t0.value, Workbench::tend.value, {w}, {all_schemes.begin(), all_schemes.end()}, {n},
                             2 * n};
  return {n, strong_errors(bench.pair(), plan, Start::exact, bench.ensemble_options(n_paths, its_stream))};
}

/// Paths for a relative standard error of the root mean square: (kurtosis of the distance about 0 - 1) / 4 over its
/// square, the kurtosis from a pilot run of its own.
std::int64_t planned_paths(const Workbench& bench) {
  const Row pilot = measure(bench, 256, 4096, stream);
  double excess = 0.0;
  for (const auto& of_scheme : pilot.table.squared_error) {
    const Moments& squared = of_scheme.front();
    excess = std::max(excess, squared.variance() / (squared.mean * squared.mean));
  }
  return static_cast<std::int64_t>(0.25 * excess / (relative_error * relative_error)) + 1;
}

/// The paths that the pilot asks for may be more than the tier affords: |Y_N - Y|^2 is heavy-tailed where guidance
/// drives paths apart.
std::string why_not(const Workbench& bench) {
  const std::int64_t most_paths = bench.tier() == Tier::quick ? 10'000 : 400'000;
  const std::int64_t planned = planned_paths(bench);
  return planned <= most_paths
             ? ""
             : fmt::format("its heavy tails ask for {} paths, of which this tier affords {}", planned, most_paths);
}

/// Strong errors on grids N, 2 N, ... each with paths of its own, so that the points of a fit are independent.
std::vector<Check> check(Workbench& bench) {
  const std::int64_t n_paths = planned_paths(bench);
  std::vector<Row> rows;
  for (std::int64_t n = coarsest_steps; n <= finest_steps; n *= 2) {
    rows.push_back(measure(bench, n, n_paths, stream + 1 + static_cast<std::uint32_t>(rows.size())));
  }
  std::vector<Check> checks;
  for (std::size_t s = 0; s < all_schemes.size(); ++s) {
    const double rate = bench.take_alarm_rate(fmt::format("D3, {}", name(all_schemes[s])));
    std::vector<OrderPoint> points;
    for (const Row& row : rows) points.push_back(row.point(s));
    const OrderFit fit = fit_order(points, rate);
    const OrderClaim claim{OrderKind::equal, 1.0, resolution};
    checks.push_back({fmt::format("order of (E|Y_N - Y|^2)^(1/2), {}, N = {:.0f}..{:.0f}, {} paths each",
                                  name(all_schemes[s]), fit.n_first, fit.n_last, n_paths),
                      {fit.order, fit.half_width, "coupled paths"},
                      "=",
                      {claim.order, claim.resolution, "claimed order"},
                      check_order(fit, claim), rate});
  }
  return checks;
}

}  // namespace d3

Claim claim_d3() {
  return {"D3",        "on a shared Brownian path the strong error (E|Y_N - Y_1|^2)^(1/2) of (27) is O(1/N)",
          "Theorem 3", "a stochastic Runge-Kutta method of order 3/2 on twice the steps, its own error from halving",
          d3::why_not, d3::check};
}

}  // namespace plumbline
