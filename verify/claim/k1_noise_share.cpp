#include <fmt/format.h>

#include <cmath>

#include "theory/law/fokker_planck.hpp"
#include "theory/law/share_identity.hpp"
#include "theory/static/cost_integrals.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace k1 {

constexpr GuidanceScale w{1.0};
constexpr Time t0{1e-2};
constexpr Time tend{0.9};
constexpr double resolution = 1e-6;

/// (H-kappa): E h at the end less E J at the start is minus the dissipation minus the added term, which is 0 at kappa = 1
/// (R1) alone. Both terms are integrals along the Fokker-Planck equation; the change is from its end alone.
std::vector<Check> check(Workbench& bench) {
  const std::vector<double> shares =
      bench.tier() == Tier::quick ? std::vector<double>{0.25} : std::vector<double>{0.1, 0.25, 0.5, 0.75, 1.0};
  std::vector<Check> checks;
  for (const double share : shares) {
    const LimitSpec spec{t0, tend, {w}, Start::exact, share};
    const Value end = fokker_planck_law(bench.pair(), spec).expected_cost();
    if (!std::isfinite(end.value)) continue;
    const ShareTerms terms = share_terms(bench.pair(), spec);
    const Value start = closed_form(bench.pair().expected, "E J of the data");
    checks.push_back(exactly_equal(fmt::format("added term of (H-kappa), kappa = {}, w = {}", share, w.value),
                                   terms.transport, start - end - terms.dissipation,
                                   resolution * bench.pair().expected));
  }
  return checks;
}

}  // namespace k1

Claim claim_k1() {
  return {"K1",
          "along the limit of noise share kappa, E h_t falls by the dissipation times (1 + kappa)/2 and by an added term, "
          "(1 - kappa)/2 Int E[Laplace h + s . grad h] du, which R1 does not have",
          "ours, (H-kappa)",
          "the law at the end alone against integrals along the way",
          needs_guidance,
          k1::check};
}

}  // namespace plumbline
