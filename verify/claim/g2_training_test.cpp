#include <cmath>

#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

namespace {

/// E rho e(Y_t)^2 for the four changes of G2, in its order: under p_t, or E J times that under p^J_t.
std::vector<double> known_squares(bool weighted, double t) {
  const double mass = weighted ? GaussianTilt::expected() : 1.0;
  const auto law = GaussianTilt::at_start(weighted ? Start::reweighted : Start::exact, t);
  const double sine = 0.5 * (1.0 - std::exp(-8.0 * law.variance) * std::cos(4.0 * law.mean));
  return {mass, mass * law.square(), mass * sine, mass * std::pow(GaussianTilt::gap(t), 2)};
}

}  // namespace

TEST_CASE("G2 holds: the loss rises from the score by E rho e^2, as known in closed form", "[exact]") {
  const Finding finding = on_case(claim_g2(), "gaussian-tilt");
  require_holds(finding, 16);
  std::size_t i = 0;
  for (const bool weighted : {false, true}) {
    for (const double t : {0.3, 0.9}) {
      for (const double known : known_squares(weighted, t)) {
        require_side(finding.checks[i].left, known);
        require_side(finding.checks[i].right, known);
        ++i;
      }
    }
  }
}

TEST_CASE("G2 holds: what samples teach is off by as much as the sandwich says, in 1/n", "[stat]") {
  const Finding finding = on_case(claim_g2(), "reward-well");
  require_holds(finding, 20);
  for (const std::size_t first : {8u, 18u}) {  // of s and of s^r
    const Check& size = finding.checks[first];
    CHECK(std::abs(size.left.value / size.right.value - 1.0) < 0.1);
    CHECK(std::abs(finding.checks[first + 1].left.value - 1.0) < 0.1);
  }
}
