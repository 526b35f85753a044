#include "theory/base/value_arithmetic.hpp"
#include "theory/static/cost_integrals.hpp"

#include <cmath>
#include <initializer_list>
#include <vector>

#include "theory/law/richardson.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace o3 {

/// Relative; where J has no second moment the limits themselves are known less well.
constexpr double resolution_of_square_integrable = 1e-6;
constexpr double resolution_of_heavy_tails = 1e-3;

/// (E J at w) - (E J at -w), over 2 w.
Value central_difference(Workbench& bench, double w) {
  const Value above = bench.limit({w}).expected_cost();
  const Value below = bench.limit({-w}).expected_cost();
  return named((above - below) / (2.0 * w), "central difference");
}

/// The derivative at w = 0 of the limit's E J: central differences at the scales, each half of the one before, all but
/// one of their even powers extrapolated away; the error adds the last correction to the errors of the limits, which
/// the extrapolation weighs with 1.45 at most for the last scale and 0.48 for all others.
Value slope_of_limits(Workbench& bench, std::initializer_list<double> scales) {
  std::vector<double> differences;
  double errors = 0.0;
  double last_error = 0.0;
  for (const double w : scales) {
    const Value difference = central_difference(bench, w);
    differences.push_back(difference.value);
    errors += difference.error;
    last_error = difference.error;
  }
  const double error = 0.5 * errors + last_error;
  const auto [best, second] = richardson(differences, 4.0);
  return {best, std::abs(best - second) + error, "central differences of the limits, extrapolated in w"};
}

/// From scales that leave little to extrapolate; where the errors of the limits hide such small differences, from larger
/// ones.
Value slope_of_limits(Workbench& bench, double wanted) {
  const Value near = slope_of_limits(bench, {0.02, 0.01, 0.005});
  if (near.error <= wanted) return near;
  const Value wide = slope_of_limits(bench, {0.32, 0.16, 0.08, 0.04, 0.02});
  return wide.error < near.error ? wide : near;
}

std::vector<Check> check(Workbench& bench) {
  const Value slope = initial_slope(bench.pair(), Workbench::t0);
  const bool heavy = !bench.limit({0.0}).is_finite(2.0);
  const double relative_resolution = heavy ? resolution_of_heavy_tails : resolution_of_square_integrable;
  const double resolution = relative_resolution * std::abs(slope.value);
  return {exactly_equal("d/dw E J(Y_1^w) at w = 0 = -2 (E J log J - E h_t0 log h_t0)",
                        slope_of_limits(bench, 0.5 * resolution), slope, resolution)};
}

}  // namespace o3

Claim claim_o3() {
  return {"O3",           "at w = 0 the mean cost falls at the rate -2 (E[J log J] - E[h_t0 log h_t0])",
          "ours",         "quadrature against the base law",
          needs_guidance, o3::check};
}

}  // namespace plumbline
