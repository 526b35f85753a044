#include "verify/claim/cost_identity.hpp"

#include <fmt/format.h>

#include <cmath>

#include "theory/base/out_of_reach.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/law/fokker_planck.hpp"
#include "verify/claim/make_check.hpp"

namespace plumbline {
namespace {

constexpr double relative_resolution = 1e-7;

}  // namespace

std::vector<Check> check_cost_identity(Workbench& bench) {
  const double sign = bench.pair().sign();
  std::vector<Check> checks;
  const std::vector<double> scales =
      bench.tier() == Tier::quick ? std::vector<double>{1.0} : std::vector<double>{-0.25, 0.5, 1.0, 2.0};
  for (const double w : scales) {
    const auto integral = bench.limit({w}).is_finite(2.0) ? limit_path_integral : fokker_planck_path_integral;
    const Value loss = integral(bench.pair(), Workbench::limit_spec({w}), cost_dissipation, bench.law_options());
    if (!std::isfinite(loss.value)) {
      throw OutOfReach(Unreached::out_of_range,
                       fmt::format("the path integral at w = {} exceeds what a double holds", w), "cost identity",
                       "choose a smaller w");
    }
    const Value right = Value{bench.pair().expected, 0.0, loss.how} - loss;
    checks.push_back(
        exactly_equal(fmt::format("E J(Y_1^w) = E J {} Int w E h |s - s^J|^2 du at w = {}", sign > 0.0 ? '-' : '+', w),
                      bench.limit({w}).expected_cost(), right, relative_resolution * bench.pair().expected));
  }
  return checks;
}

}  // namespace plumbline
