#include "theory/divergence/divergence.hpp"

#include <boost/math/quadrature/gauss.hpp>

#include <algorithm>
#include <cmath>

#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/grid_integral.hpp"
#include "theory/law/richardson.hpp"

namespace plumbline {
namespace {

/// log densities of two laws on one grid.
struct Common {
  double spacing;
  Column<double> log_p;
  Column<double> log_q;
};

Column<double> log_density_on(const GridLaw& law, const LineGrid& grid) {
  if (law.size() == grid.n && law.y_min == grid.y_min && law.spacing == grid.spacing) return law.log_density;
  constexpr Eigen::Index margin = 32;
  const double outside = std::max({0.0, law.y_min - grid.y_min, grid.y_max() - law.y_max()});
  const GridLaw wide = law.widened(static_cast<Eigen::Index>(outside / law.spacing) + margin);
  Column<double> result(grid.n);
  for (Eigen::Index i = 0; i < grid.n; ++i) result[i] = wide.log_density_at(grid.y(i));
  return result;
}

/// The finer spacing, divided by `refinement`, over the union of both extents.
Common on_common_grid(const GridLaw& p, const GridLaw& q, int refinement) {
  LineGrid grid = p.spacing <= q.spacing ? p.grid() : q.grid();
  grid = {grid.y_min, grid.spacing / refinement, (grid.n - 1) * refinement + 1};
  const auto points_in = [&](double length) {
    return static_cast<Eigen::Index>(std::ceil(std::max(0.0, length / grid.spacing - 1e-6)));
  };
  const Eigen::Index left = points_in(grid.y_min - std::min(p.y_min, q.y_min));
  const Eigen::Index right = points_in(std::max(p.y_max(), q.y_max()) - grid.y_max());
  if (left + right > 0) {
    grid = {grid.y_min - static_cast<double>(left) * grid.spacing, grid.spacing, grid.n + left + right};
  }
  return {grid.spacing, log_density_on(p, grid), log_density_on(q, grid)};
}

/// e with Int_{y_k}^{y_k + e} q dy = mass, |e| about a spacing at most: Newton, the integral by Gauss's rule on the
/// interpolated density.
double displacement(const GridLaw& q, Eigen::Index k, double mass) {
  const auto density = [&](double x) { return std::exp(q.log_density_at(q.y(k) + x)); };
  double e = 0.0;
  for (int newton = 0; newton < 8; ++newton) {
    const double integral = e == 0.0 ? 0.0
                                     : e * boost::math::quadrature::gauss<double, 7>::integrate(
                                               [&](double share) { return density(share * e); }, 0.0, 1.0);
    const double here = density(e);
    if (!(here > 0.0)) return e;  // so far out that a double holds no density, nor a mass that could matter
    const double step = (integral - mass) / here;
    e = std::clamp(e - step, -2.0 * q.spacing, 2.0 * q.spacing);
    if (std::abs(step) < 1e-14 * q.spacing) break;
  }
  return e;
}

/// A distribution function that keeps its relative accuracy at either end.
class Distribution {
 public:
  Distribution(const Column<double>& density, double spacing)
      : below_(cumulative_integral(density, spacing)), above_(cumulative_integral(density.reverse(), spacing).reverse()) {}

  /// F(y_k) - F(y_i).
  double between(Eigen::Index i, Eigen::Index k) const {
    return std::min(i, k) < below_.size() / 2 ? below_[k] - below_[i] : above_[i] - above_[k];
  }
  /// The smaller of F and 1 - F.
  double tail(Eigen::Index i) const { return std::max(0.0, std::min(below_[i], above_[i])); }

 private:
  Column<double> below_;
  Column<double> above_;
};

struct Transport {
  double w2;
  /// What W2 is off by, over a relative error of both tails of q: Int |T(y) - y| min(F, 1 - F) dy / W2. Across a gap
  /// that is large against W2.
  double response;
};

/// W2^2 = E_p (T(y) - y)^2 with the monotone map T = F_q^-1 F_p: Int_y^{T(y)} q = F_p(y) - F_q(y).
Transport transport(const Common& c, const Column<double>& cdf_gap) {
  constexpr double negligible = 1e-20;
  const Eigen::Index n = c.log_p.size();
  const GridLaw q{0.0, c.spacing, c.log_q, 0.0};
  const Distribution distribution(c.log_q.exp(), c.spacing);
  double sum = 0.0;
  double response = 0.0;
  Eigen::Index k = 0;  // T(y_i) lies in the cell that begins at y_k
  for (Eigen::Index i = 0; i < n; ++i) {
    const double weight = std::exp(c.log_p[i]);
    if (weight < negligible) continue;
    while (k + 1 < n && distribution.between(i, k + 1) <= cdf_gap[i]) ++k;
    while (k > 0 && distribution.between(i, k) > cdf_gap[i]) --k;
    const double shift =
        static_cast<double>(k - i) * c.spacing + displacement(q, k, cdf_gap[i] - distribution.between(i, k));
    sum += weight * shift * shift;
    response += std::abs(shift) * distribution.tail(i);
  }
  const double w2 = std::sqrt(c.spacing * sum);
  return {w2, w2 > 0.0 ? c.spacing * response / w2 : 0.0};
}

}  // namespace

PlainDivergences plain_divergences(const GridLaw& p, const GridLaw& q, int refinement) {
  const Common c = on_common_grid(p, q, refinement);
  const Column<double> density_p = c.log_p.exp();
  const Column<double> density_q = c.log_q.exp();
  Column<double> gap(c.log_p.size());  // p - q, by expm1 of the log ratio from the larger side
  double kl_forward = 0.0;
  double kl_backward = 0.0;
  double hellinger = 0.0;
  for (Eigen::Index i = 0; i < gap.size(); ++i) {
    const double L = c.log_p[i] - c.log_q[i];
    gap[i] = L > 0.0 ? -density_p[i] * std::expm1(-L) : density_q[i] * std::expm1(L);
    kl_forward += density_p[i] * L - gap[i];
    kl_backward += gap[i] - density_q[i] * L;
    hellinger += std::max(density_p[i], density_q[i]) * std::pow(std::expm1(-0.5 * std::abs(L)), 2);
  }
  const Column<double> cdf_gap = integral_from_ends(gap, c.spacing);  // both masses are 1
  const Transport moved = transport(c, cdf_gap);
  return {0.5 * integral_of_absolute(gap, c.spacing), std::max(0.0, c.spacing * kl_forward),
          std::max(0.0, c.spacing * kl_backward),     std::sqrt(0.5 * c.spacing * hellinger),
          integral_of_absolute(cdf_gap, c.spacing),   moved.w2,
          moved.response};
}

Divergences divergences(const ResolvedLaw& p, const ResolvedLaw& q) {
  // Where one law lives beyond the grid of the other (only a KL is then as large), that one's tail is continued from
  // its ends, which no finer spacing improves: two resolutions may agree better than either is right. Our choice.
  constexpr double beyond_grids = 50.0;
  constexpr double safety_there = 10.0;
  const PlainDivergences best = plain_divergences(p.law(), q.law(), 2);
  const PlainDivergences plain = plain_divergences(p.law(), q.law());
  const PlainDivergences coarse_p = plain_divergences(p.coarse_law(), q.law());
  const PlainDivergences coarse_q = plain_divergences(p.law(), q.coarse_law());
  const double rounding = p.rounding() + q.rounding();
  const double spread = std::sqrt(p.second_moment().value) + std::sqrt(q.second_moment().value);
  const auto value = [&](double PlainDivergences::*member, double floor) {
    double of_laws = std::abs(plain.*member - coarse_p.*member) + std::abs(plain.*member - coarse_q.*member);
    of_laws *= best.*member > beyond_grids ? safety_there : extrapolation_safety;  // either may be small by chance
    const double error = of_laws + std::abs(best.*member - plain.*member);
    return Value{best.*member, error + floor, p.how() + "; against " + q.how()};
  };
  // A relative error r of a density moves TV and Hellinger by r, W by r times the spread, KL by r times TV plus r^2;
  // and r grows with the logarithm that is rounded, which is about KL where the other law lives.
  const double kl_floor = rounding * (2.0 * best.tv + rounding);
  return {value(&PlainDivergences::tv, rounding),
          value(&PlainDivergences::kl_forward, kl_floor * (1.0 + best.kl_forward)),
          value(&PlainDivergences::kl_backward, kl_floor * (1.0 + best.kl_backward)),
          value(&PlainDivergences::hellinger, rounding),
          value(&PlainDivergences::w1, rounding * spread),
          value(&PlainDivergences::w2, rounding * (spread + best.w2_response))};
}

Value cost_difference(const ResolvedLaw& p, const ResolvedLaw& q, double power) {
  return p.expected_cost(power) - q.expected_cost(power);
}

Value mean_difference(const ResolvedLaw& p, const ResolvedLaw& q) { return p.mean() - q.mean(); }

Value second_moment_difference(const ResolvedLaw& p, const ResolvedLaw& q) {
  return p.second_moment() - q.second_moment();
}

}  // namespace plumbline
