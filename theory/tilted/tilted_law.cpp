#include "theory/tilted/tilted_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "theory/base/out_of_reach.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/static/cost_integrals.hpp"

namespace plumbline {
namespace {

/// E[h^(-omega)], refused where it is infinite.
Value require_power_mean(const GuidedPair& pair, double omega, Time t) {
  const Value mean = expected_h_power(pair, t, -omega);
  if (std::isinf(mean.value)) {
    throw OutOfReach(
        Unreached::no_value,
        fmt::format("p^{:g} times the reweighted law to the power {:g} has no finite integral", 1.0 + omega, -omega),
        "tilted law", "choose a guidance scale closer to 0");
  }
  return mean;
}

/// The tilted law on the points of a grid, widened until its ends are negligible.
GridLaw on_grid(const TiltedLaw& tilted, LineGrid grid) {
  constexpr double negligible = -37.0;  // exp(-37) = 1e-16
  for (int attempt = 0;; ++attempt) {
    const Column<double> log_density = grid.points().unaryExpr([&](double y) { return tilted.log_density(y); });
    const double ends = std::max(log_density[0], log_density[grid.n - 1]);
    if (ends < log_density.maxCoeff() + negligible || attempt == 8) {
      return {grid.y_min, grid.spacing, log_density, 0.0};
    }
    grid = grid.widened(grid.n / 4);
  }
}

}  // namespace

TiltedLaw::TiltedLaw(const GuidedPair& pair, GuidanceScale w, Time t)
    : pair_(pair),
      time_(t),
      omega_(pair.omega(w.value)),
      marginals_((require_line(pair, t), pair), t.value),
      power_mean_(require_power_mean(pair, omega_, t)) {
  normaliser_ = named(std::pow(pair.expected, omega_) * power_mean_, power_mean_.how);
}

double TiltedLaw::log_density(double y) const {
  return marginals_.log_p(y) - omega_ * marginals_.log_h(y) - std::log(power_mean_.value);
}

Value TiltedLaw::expected_cost(double q) const {
  const Value moment = expected_h_power(pair_, time_, q - omega_);
  if (std::isinf(moment.value)) return moment;
  return moment / power_mean_;
}

Value tilted_tv(const TiltedLaw& tilted, const ResolvedLaw& law) {
  const auto tv = [&](const GridLaw& resolved) {
    return plain_divergences(resolved, on_grid(tilted, resolved.grid())).tv;
  };
  const double fine = tv(law.law());
  return {fine, std::abs(fine - tv(law.coarse_law())) + law.rounding(), law.how() + "; against a closed form"};
}

}  // namespace plumbline
