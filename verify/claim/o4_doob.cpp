#include <fmt/format.h>

#include "theory/law/fokker_planck.hpp"
#include "theory/oracle/doob.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/density_check.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace o4 {

constexpr double relative_resolution = 1e-7;  // of the mean cost

std::string why_not(const Workbench& bench) {
  return bench.pair().dimension() == 2 ? needs_density(bench) : needs_exact_law(bench);
}

/// Started from p^J_t0 at omega = -1, the law of (26) against p^J_t in closed form, and where it is finite
/// its mean cost against quadrature. A fault of the drift, of the start or of the Fokker-Planck engine moves them.
std::vector<Check> check_in_plane(Workbench& bench) {
  const GuidanceScale w = doob_scale(bench.pair());
  const double resolution = bench.tier() == Tier::quick ? 1e-4 : 1e-6;
  const auto log_density = [&](const Eigen::VectorXd& y) { return log_doob_density(bench.pair(), Workbench::tend, y); };
  return {has_density(fmt::format("TV(law of Y_1 from p^J_t0 at w = {}, p^J) = 0", w.value),
                      bench.plane_limit(w, Start::reweighted), log_density, resolution)};
}

std::vector<Check> check(Workbench& bench) {
  if (bench.pair().dimension() == 2) return check_in_plane(bench);
  const GuidanceScale w = doob_scale(bench.pair());
  const std::vector<double> times =
      bench.tier() == Tier::quick ? std::vector<double>{1.0} : std::vector<double>{1e-2, 0.1, 0.5, 1.0};
  std::vector<Check> checks;
  for (const double t : times) {
    const LimitLaw law =
        fokker_planck_law(bench.pair(), {Workbench::t0, {t}, {w}, Start::reweighted}, density_options(bench));
    const auto log_density = [&](double y) {
      return log_doob_density(bench.pair(), {t}, Eigen::VectorXd::Constant(1, y));
    };
    checks.push_back(has_density(fmt::format("TV(law of Y_t from p^J_t0 at w = {}, p^J_t) at t = {} = 0", w.value, t),
                                 law, log_density, density_resolution(bench)));
    if (!law.is_finite()) continue;
    const Value mean = doob_expected_cost(bench.pair(), {t});
    checks.push_back(exactly_equal(fmt::format("E h_t(Y_t) from p^J_t0 at w = {}, t = {} = E^J h_t", w.value, t),
                                   law.expected_cost(), mean, relative_resolution * mean.value));
  }
  return checks;
}

}  // namespace o4

Claim claim_o4() {
  return {"O4",        "guidance w = -1 (w = 1 for a reward) started from p^J_t0 gives p^J_t exactly (Doob transform)",
          "ours",      "p^J_t in closed form, its eigenvalues and exponentials formed apart",
          o4::why_not, o4::check};
}

}  // namespace plumbline
