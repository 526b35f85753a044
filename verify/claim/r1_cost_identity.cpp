#include <fmt/format.h>

#include <cmath>

#include "theory/law/limit_law.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace r1 {

constexpr double relative_resolution = 1e-7;

std::string why_not(const Workbench& bench) {
  if (bench.pair().objective != Objective::lower_cost) return "a reward is raised: see R2";
  return needs_one_dimension(bench);
}

/// E J(Y_1^w) of the limit law against E J minus the integral of w h |s - s^J|^2 along the same guided path.
std::vector<Check> check(Workbench& bench) {
  std::vector<Check> checks;
  const std::vector<double> scales =
      bench.tier() == Tier::quick ? std::vector<double>{1.0} : std::vector<double>{-0.25, 0.5, 1.0, 2.0};
  for (const double w : scales) {
    const Value gain = limit_path_integral(bench.pair(), Workbench::limit_spec({w}), cost_dissipation, bench.law_options());
    const Value right{bench.pair().expected - gain.value, gain.error, gain.how};
    checks.push_back(exactly_equal(fmt::format("E J(Y_1^w) = E J - Int w E h |s - s^J|^2 du at w = {}", w),
                                   bench.limit({w}).expected_cost(), right,
                                   relative_resolution * bench.pair().expected));
  }
  return checks;
}

}  // namespace r1

Claim claim_r1() {
  return {"R1",        "E J(Y_1^w) = E J(X_0) - Int (1/t) E[w h_t |s_t - s^J_t|^2 (Y_t^w)] dt",
          "Theorem 1", "the integral along the path, extrapolated in N by itself",
          r1::why_not,     r1::check};
}

}  // namespace plumbline
