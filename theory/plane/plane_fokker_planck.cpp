#include "theory/plane/plane_fokker_planck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/law/richardson.hpp"
#include "theory/plane/limit_clock.hpp"
#include "theory/plane/plane_change.hpp"
#include "theory/plane/plane_interpolation.hpp"
#include "theory/plane/plane_smoothing.hpp"
#include "theory/plane/plane_start.hpp"
#include "theory/plane/plane_step.hpp"

namespace plumbline {
namespace {

constexpr int finest_level = 4;

/// How finely one run works.
struct Fineness {
  double steps;    ///< on the whole clock, of the coarsest of three solutions
  double spacing;  ///< over the narrowest noised deviation
  double reach;    ///< of the window, in noised deviations of every component
  int n_nodes;
};

Fineness fineness(int level, double omega) {
  const double finer = std::pow(1.4, level);
  return {12.0 * finer * (1.0 + 0.5 * std::abs(omega)), 0.42 / std::sqrt(finer), 6.5 + 0.7 * level, 10 + 2 * level};
}

/// A lattice over all noised components, and over a start that is noise, which may be wider.
PlaneGrid window(const GuidedPair& pair, const Fineness& fineness, const LimitSpec& spec, double t) {
  const double narrowest = 1.0 - t * (1.0 - narrowest_variance(pair));
  const double of_noise = noise_start_variance(spec.start, spec.t0) ? narrowest : 0.0;
  Eigen::Array2d low = Eigen::Array2d::Constant(INFINITY);
  Eigen::Array2d high = -low;
  for (const auto& [mean, covariance] : pair.components) {
    const Eigen::Array2d centre = std::sqrt(t) * mean.array();
    const Eigen::Array2d variances = t * covariance.matrix().diagonal().array() + (1.0 - t);
    const Eigen::Array2d half = fineness.reach * variances.max(of_noise).sqrt();
    low = low.min(centre - half);
    high = high.max(centre + half);
  }
  const double h = fineness.spacing * std::sqrt(narrowest);
  const Eigen::Array2d n = ((high - low) / h).ceil() + 1.0;
  require_affordable(n.prod());
  return {low[0], low[1], h, static_cast<Eigen::Index>(n[0]), static_cast<Eigen::Index>(n[1])};
}

/// One solution with a given number of steps a stretch.
class Solution {
 public:
  Solution(const GuidedPair& pair, const LimitSpec& spec, const PlaneLawOptions& options, const Fineness& fineness)
      : pair_(pair),
        spec_(spec),
        options_(options),
        fineness_(fineness),
        clock_(narrowest_variance(pair), spec.tend.value) {}

  /// The law at the end after steps of 1 / `refinement` of the coarsest; nothing where the window proves too small.
  std::optional<PlaneLaw> solve(int refinement) {
    grid_ = window(pair_, fineness_, spec_, spec_.t0.value);
    start();
    const double whole = clock_.phi(spec_.tend.value) - clock_.phi(spec_.t0.value);
    for (const Stretch& stretch : stretches(pair_, spec_)) {
      const double from = clock_.phi(stretch.from);
      const double length = clock_.phi(stretch.to) - from;
      const int n = refinement * std::max(1, static_cast<int>(std::lround(fineness_.steps * length / whole)));
      const auto time = [&](double step) {
        return step == n ? stretch.to : step == 0.0 ? stretch.from : clock_.time(from + length * step / n);
      };
      double transported = stretch.from;
      for (int k = 0; k < n; ++k) {
        transport(transported, time(k + 0.5), stretch.omega);
        transported = time(k + 0.5);
        smooth(time(k), time(k + 1));
        if (!holds_all(time(k + 1))) return std::nullopt;
      }
      transport(transported, stretch.to, stretch.omega);
    }
    const PlaneScores scores(pair_, spec_.tend.value);
    return PlaneLaw{grid_, log_g_.reshaped() + scores(grid_.xs(), grid_.ys(), options_.n_threads).log_density};
  }

 private:
  void start() {
    const PlaneFields fields = PlaneScores(pair_, spec_.t0.value)(grid_.xs(), grid_.ys(), options_.n_threads);
    log_g_ = log_start_ratio(pair_, spec_.start, spec_.t0, grid_, fields).reshaped(grid_.n_x, grid_.n_y);
  }

  void smooth(double from, double to) {
    const double contraction = std::sqrt(from / to);
    const double deviation = std::sqrt(spec_.noise_share * (1.0 - from / to));
    const PlaneGrid next = window(pair_, fineness_, spec_, to);
    log_g_ = smoothed(grid_, log_g_, next, {contraction, deviation, fineness_.n_nodes}, options_.n_threads);
    grid_ = next;
  }

  struct Rates {
    Eigen::ArrayXd x, y;    ///< v
    Eigen::ArrayXd source;  ///< what log g loses along the characteristic
  };
  Rates rates(double t, double omega, const Eigen::ArrayXd& x, const Eigen::ArrayXd& y) const {
    const PlaneFields fields = PlaneScores(pair_, t).with_divergence(x, y, options_.n_threads);
    const double of_score = 0.5 * (1.0 - spec_.noise_share);
    const double of_change = 0.5 * (1.0 + spec_.noise_share) * omega;
    return {
        of_score * fields.score_x + of_change * fields.change_x,
        of_score * fields.score_y + of_change * fields.change_y,
        of_change * (fields.change_divergence + fields.change_x * fields.score_x + fields.change_y * fields.score_y)};
  }

  /// Follows the characteristics that reach the points of the grid at time `to` back to time `from`.
  void transport(double from, double to, double omega) {
    if (omega == 0.0 && spec_.noise_share == 1.0) return;
    const double D = std::log(to / from);
    const double middle = std::sqrt(from * to);
    const Eigen::ArrayXd x = grid_.xs();
    const Eigen::ArrayXd y = grid_.ys();
    const Rates k1 = rates(to, omega, x, y);
    const Rates k2 = rates(middle, omega, x - 0.5 * D * k1.x, y - 0.5 * D * k1.y);
    const Rates k3 = rates(middle, omega, x - 0.5 * D * k2.x, y - 0.5 * D * k2.y);
    const Rates k4 = rates(from, omega, x - D * k3.x, y - D * k3.y);
    const auto mean = [&](Eigen::ArrayXd Rates::*rate) -> Eigen::ArrayXd {
      return D / 6.0 * (k1.*rate + 2.0 * (k2.*rate + k3.*rate) + k4.*rate);
    };
    log_g_ = (interpolated(grid_, log_g_, x - mean(&Rates::x), y - mean(&Rates::y), options_.n_threads) -
              mean(&Rates::source))
                 .reshaped(grid_.n_x, grid_.n_y);
  }

  bool holds_all(double t) const {
    constexpr double negligible = -20.0;  // of the peak
    const PlaneFields fields = PlaneScores(pair_, t)(grid_.xs(), grid_.ys(), options_.n_threads);
    const PlaneField log_q = log_g_ + fields.log_density.reshaped(grid_.n_x, grid_.n_y);
    const PlaneField log_h = (fields.log_h - std::log(pair_.expected)).reshaped(grid_.n_x, grid_.n_y);
    return border_of(log_importance(log_q, log_h, options_.cost_power)) < negligible;
  }

  const GuidedPair& pair_;
  const LimitSpec& spec_;
  const PlaneLawOptions& options_;
  Fineness fineness_;
  LimitClock clock_;
  PlaneGrid grid_;
  PlaneField log_g_;
};

/// Three solutions extrapolated in the square of their step; nothing where the window is too small.
std::optional<PlaneLaw> extrapolated(Solution& solution) {
  constexpr double even_powers = 4.0;
  std::vector<Eigen::ArrayXd> log_densities;
  PlaneGrid grid;
  for (const int refinement : {1, 2, 4}) {
    const std::optional<PlaneLaw> law = solution.solve(refinement);
    if (!law) return std::nullopt;
    grid = law->grid;
    log_densities.push_back(law->log_density);
  }
  return PlaneLaw{grid, richardson(std::move(log_densities), even_powers).best};
}

double largest_omega(const GuidedPair& pair, const LimitSpec& spec) {
  double largest = 0.0;
  for (const Stretch& stretch : stretches(pair, spec)) largest = std::max(largest, std::abs(stretch.omega));
  return largest;
}

PlaneLaw run(const GuidedPair& pair, const LimitSpec& spec, const PlaneLawOptions& options, int level) {
  constexpr double widest = 40.0;  // deviations
  for (Fineness now = fineness(level, largest_omega(pair, spec)); now.reach < widest; now.reach *= 1.25) {
    Solution solution(pair, spec, options, now);
    if (std::optional<PlaneLaw> law = extrapolated(solution)) return *std::move(law);
  }
  throw OutOfReach(Unreached::too_wide, "the guided law spreads too far beyond the data", "limit in the plane",
                   "ask for a smaller w");
}

/// log g bends where log h does. Between far narrow components that is within a small part of their deviation, and a
/// grid that follows the deviation cannot see it: at midpoints of the coarsest grid where either law is, log h is then
/// far from its interpolation. Throws OutOfReach.
void require_smooth_cost(const GuidedPair& pair, const LimitSpec& spec, int n_threads) {
  constexpr double off_by = 0.1;
  constexpr double negligible = -20.0;  // of the peak
  const double t = spec.tend.value;
  const PlaneGrid grid = window(pair, fineness(0, 0.0), spec, t);
  const PlaneGrid midpoints{grid.x_min + 0.5 * grid.h, grid.y_min + 0.5 * grid.h, grid.h, grid.n_x - 1, grid.n_y - 1};
  const Eigen::ArrayXd x = midpoints.xs();
  const Eigen::ArrayXd y = midpoints.ys();
  const PlaneScores scores(pair, t);
  const PlaneFields exact = scores(x, y, n_threads);
  const PlaneField at_points = scores(grid.xs(), grid.ys(), n_threads).log_h.reshaped(grid.n_x, grid.n_y);
  const Eigen::ArrayXd log_reweighted = exact.log_density + exact.log_h;
  const Eigen::ArrayXd height =
      (exact.log_density - exact.log_density.maxCoeff()).max(log_reweighted - log_reweighted.maxCoeff());
  const Eigen::ArrayXd error = (interpolated(grid, at_points, x, y, n_threads) - exact.log_h).abs();
  Eigen::Index worst = 0;
  if ((height > negligible).select(error, 0.0).maxCoeff(&worst) <= off_by) return;
  throw OutOfReach(Unreached::too_wide,
                   fmt::format("log h bends on lengths below the spacing {:.2g} of the grid near ({:.3g}, {:.3g}), "
                               "between components that are far apart for their widths",
                               grid.h, x[worst], y[worst]),
                   "limit in the plane", "ask for an earlier end, where noise has widened them");
}

/// The equation keeps the mass; a solution that lost or gained a tenth, or is no number, is no law.
void require_mass(const PlaneLaw& law) {
  constexpr double kept_within = 0.1;
  const double mass = law.mass();
  if (std::abs(mass - 1.0) < kept_within) return;
  throw OutOfReach(Unreached::out_of_range, fmt::format("the mass of the guided law comes out as {:.3g}", mass),
                   "limit in the plane", "ask for a smaller w or an earlier end");
}

}  // namespace

ResolvedPlaneLaw plane_fokker_planck_law(const GuidedPair& pair, const LimitSpec& spec, const PlaneLawOptions& asked) {
  if (pair.dimension() != 2) {
    throw InputError("the problem has another dimension", "limit in the plane", "give a problem in two dimensions");
  }
  require_ordered_times(spec, "limit in the plane");
  require_density(pair, spec.tend.value, "limit in the plane");
  PlaneLawOptions options = asked;
  if (options.cost_power != 0.0) {
    const Integrability verdict = limit_integrability(pair, spec, options.cost_power);
    if (!verdict.decided || !verdict.finite) options.cost_power = 0.0;
  }
  if (largest_omega(pair, spec) > 0.0) require_smooth_cost(pair, spec, options.n_threads);
  const PlaneScores scores(pair, spec.tend.value);
  PlaneLaw coarse = run(pair, spec, options, 0);
  for (int level = 1;; ++level) {
    PlaneLaw fine = run(pair, spec, options, level);
    if (level == finest_level || relative_change(fine, coarse, scores, options.cost_power) < options.tolerance) {
      require_mass(fine);
      require_mass(coarse);
      return {std::move(fine), std::move(coarse), pair, spec.tend, "Fokker-Planck in the plane"};
    }
    coarse = std::move(fine);
  }
}

}  // namespace plumbline
