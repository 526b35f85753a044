#include <fmt/format.h>

#include "theory/oracle/power_identity.hpp"
#include "theory/static/cost_integrals.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace o2 {

/// On either side of 0 and of m = 1 + 2 omega. With q a thousandth below and above m, guidance that is weaker or
/// stronger by as little turns one of the two. Where m = 0 every power but 0 rises.
std::vector<double> powers(double m) {
  if (m == 0.0) return {-0.25, 0.25};
  return {-0.25 * m, 0.5 * m, 0.999 * m, 1.001 * m, 1.25 * m};
}

/// E h_t(Y_t)^q from one time to the next, the first by quadrature at the start and the others from the law of (26): it
/// must fall for q between 0 and m and rise outside.
std::vector<Check> check(Workbench& bench) {
  const std::vector<double> scales =
      bench.tier() == Tier::quick ? std::vector<double>{1.0} : std::vector<double>{-0.25, 0.5, 1.0, 2.0};
  const std::vector<double> times =
      bench.tier() == Tier::quick ? std::vector<double>{0.1, 1.0} : std::vector<double>{1e-2, 0.1, 0.5, 1.0};
  std::vector<Check> checks;
  for (const double w : scales) {
    const double m = invariant_power(bench.pair(), {w});
    for (const double q : powers(m)) {
      double earlier = Workbench::t0.value;
      Value before = expected_h_power(bench.pair(), Workbench::t0, q);
      for (const double t : times) {
        const Value now = bench.limit_power({w}, {t}, q);
        const bool falls = power_trend(bench.pair(), {w}, q) == Trend::decreasing;
        if (std::isinf(falls ? before.value : now.value)) break;  // nothing to compare: infinite <= infinite
        const std::string between =
            fmt::format("E h^{:g} at t = {} {} at t = {}, w = {}", q, t, falls ? "<=" : ">=", earlier, w);
        if (!now.is_known()) {
          checks.push_back({between, now, falls ? Relation::at_most : Relation::at_least, before,
                            undecided(Reason::out_of_reach)});
          break;
        }
        checks.push_back(falls ? at_most(between, now, before) : at_most(between, before, now));
        earlier = t;
        before = now;
      }
    }
  }
  return checks;
}

}  // namespace o2

Claim claim_o2() {
  return {"O2",
          "E[h_t(Y_t)^q] falls with t for q between 0 and 1 + 2w, and rises for every other q (1 - 2w for a reward)",
          "ours",
          "the sign of q (q - 1 - 2w); the law at the start in closed form",
          needs_guidance,
          o2::check};
}

}  // namespace plumbline
