#include "theory/oracle/path_kl.hpp"

#include <fmt/format.h>

#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace o5 {

constexpr double relative_resolution = 1e-7;

/// The integral of w^2 |s - s^J|^2 / 2 along the guided path, from exact laws of chains extrapolated in N, against E
/// log J at the end, from the Fokker-Planck equation, and E log h_t0 at the start, by quadrature: the scores are all
/// that is shared.
std::vector<Check> check(Workbench& bench) {
  const std::vector<double> scales =
      bench.tier() == Tier::quick ? std::vector<double>{1.0} : std::vector<double>{-0.25, 1.0, 2.0};
  std::vector<Check> checks;
  for (const double w : scales) {
    const Value integral =
        limit_path_integral(bench.pair(), Workbench::limit_spec({w}), guidance_energy, bench.law_options());
    const Value ends = path_kl(bench.pair(), {w}, Workbench::t0, bench.limit({w}).expected_log_cost());
    checks.push_back(
        exactly_equal(fmt::format("path KL(P^w, P^0) by the integral = from E log J at both ends, w = {}", w), integral,
                      ends, relative_resolution * ends.value));
  }
  return checks;
}

}  // namespace o5

Claim claim_o5() {
  return {"O5",
          "path KL(P^w, P^0) = (w^2/2) Int (1/t) E|s - s^J|^2 dt = w^2/(2w+1) (E log h_t0(Y_t0) - E log J(Y_1^w))",
          "ours",
          "E log h at both ends: quadrature at the start, the law of (26) at the end",
          needs_guidance,
          o5::check};
}

}  // namespace plumbline
