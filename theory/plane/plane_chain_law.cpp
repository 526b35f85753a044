#include "theory/plane/plane_chain_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/plane/plane_scores.hpp"
#include "theory/plane/scatter.hpp"

namespace plumbline {
namespace {

constexpr double largest_size = 4e6;
constexpr double finer = 1.25;
constexpr int most_refinements = 5;
constexpr double negligible_log = -50.0;  ///< sources below exp(-50) of the peak, weighted with the cost, are dropped
constexpr double border_log = -36.8;      ///< log 1e-16

struct Run {
  PlaneLaw law;
  double border;  ///< largest log importance on the border against its peak, over all steps
};

/// log of q max(1, h / E J)^cost_power: what must be small before a place may be neglected.
Eigen::ArrayXd log_importance(const Eigen::ArrayXd& density, const Eigen::ArrayXd& log_h, double log_expected,
                              double cost_power) {
  return density.max(1e-300).log() + cost_power * (log_h - log_expected).max(0.0);
}

double border_maximum(const PlaneGrid& grid, const Eigen::ArrayXd& values) {
  const auto table = values.reshaped(grid.n_x, grid.n_y);
  return std::max({table.row(0).maxCoeff(), table.row(grid.n_x - 1).maxCoeff(), table.col(0).maxCoeff(),
                   table.col(grid.n_y - 1).maxCoeff()});
}

Eigen::ArrayXd start_density(const GuidedPair& pair, Start start, const PlaneFields& fields, const Eigen::ArrayXd& x,
                             const Eigen::ArrayXd& y) {
  switch (start) {
    case Start::exact:
      return fields.log_density.exp();
    case Start::reweighted:
      return (fields.log_density + fields.log_h - std::log(pair.expected)).exp();
    case Start::gaussian:
      break;
  }
  return (-0.5 * (x.square() + y.square())).exp() / (2.0 * std::numbers::pi);
}

Run run(const GuidedPair& pair, const Chain& chain, const PlaneGrid& grid, const PlaneLawOptions& options) {
  const Eigen::ArrayXd x = grid.xs();
  const Eigen::ArrayXd y = grid.ys();
  Eigen::ArrayXXd points(grid.size(), 2);
  points << x, y;
  const double log_expected = std::log(pair.expected);
  PlaneFields fields = PlaneScores(pair, chain.grid.first().value)(x, y, options.n_threads);
  Run result{{grid, start_density(pair, chain.start, fields, x, y)}, -std::numeric_limits<double>::infinity()};
  for (const Step<double>& step : make_steps<double>(chain, pair)) {
    if (options.on_step) options.on_step(step, result.law);
    fields = PlaneScores(pair, step.time)(x, y, options.n_threads);
    const Eigen::ArrayXd importance =
        log_importance(result.law.density, fields.log_h, log_expected, options.cost_power);
    const double peak = importance.maxCoeff();
    result.border = std::max(result.border, border_maximum(grid, importance) - peak);
    const Eigen::ArrayXd mass = (importance > peak + negligible_log).select(grid.h * grid.h * result.law.density, 0.0);
    Eigen::ArrayXd guided_x = fields.score_x + step.omega * fields.change_x;
    Eigen::ArrayXd guided_y = fields.score_y + step.omega * fields.change_y;
    if (options.error) {
      const Eigen::ArrayXXd error = options.error(step, points);
      guided_x += error.col(0);
      guided_y += error.col(1);
    }
    result.law.density = scatter(grid, {step.A * x + step.B * guided_x, step.A * y + step.B * guided_y, mass}, step.S,
                                 options.n_threads);
  }
  fields = PlaneScores(pair, chain.grid.last().value)(x, y, options.n_threads);
  const Eigen::ArrayXd importance = log_importance(result.law.density, fields.log_h, log_expected, options.cost_power);
  result.border = std::max(result.border, border_maximum(grid, importance) - importance.maxCoeff());
  return result;
}

PlaneGrid square_grid(double half_side, double h) {
  const auto n = static_cast<Eigen::Index>(std::ceil(half_side / h));
  if (std::pow(2.0 * static_cast<double>(n) + 1.0, 2) > largest_size) {
    throw InputError(fmt::format("the law would need a grid of {:.2g} points", std::pow(2.0 * half_side / h, 2)),
                     "law in the plane", "ask for fewer steps, or for a schedule without very short ones");
  }
  return {-static_cast<double>(n) * h, -static_cast<double>(n) * h, h, 2 * n + 1, 2 * n + 1};
}

/// The first guess of half the side: all means and 8.6 of the largest deviations.
double first_half_side(const GuidedPair& pair) {
  double farthest = 0.0;
  double variance = 1.0;
  for (const auto& [mean, covariance] : pair.components) {
    farthest = std::max(farthest, mean.cwiseAbs().maxCoeff());
    variance = std::max(variance, covariance.max_variance());
  }
  return farthest + 8.6 * std::sqrt(variance);
}

double first_spacing(const GuidedPair& pair, const Chain& chain) {
  const double t = chain.grid.last().value;
  double h = std::numeric_limits<double>::infinity();
  for (const Gaussian& component : pair.components) {
    h = std::min(h, std::sqrt(t * component.covariance.eigenvalues().minCoeff() + 1.0 - t) / 2.5);
  }
  for (const auto& step : make_steps<double>(chain, pair)) h = std::min(h, step.S / 2.0);
  return h;
}

double relative_change(const PlaneLaw& fine, const PlaneLaw& coarse, const PlaneScores& scores, double cost_power) {
  const auto expected_h = [&](const PlaneLaw& law) {
    return law.expectation((cost_power * scores(law.grid.xs(), law.grid.ys()).log_h).exp());
  };
  const double cost = expected_h(fine);
  const double square = fine.second_moment();
  return std::max(std::abs(expected_h(coarse) - cost) / cost, std::abs(coarse.second_moment() - square) / square);
}

/// The law at the first spacing, in the first box whose border is negligible at every step.
PlaneLaw run_in_a_box(const GuidedPair& pair, const Chain& chain, const PlaneLawOptions& options) {
  const double h = first_spacing(pair, chain);
  double half_side = first_half_side(pair);
  for (int attempt = 0; attempt < 12; ++attempt) {
    Run attempted = run(pair, chain, square_grid(half_side, h), options);
    if (attempted.border < border_log) return std::move(attempted.law);
    half_side *= 1.2;
  }
  throw InputError("the law spreads without end", "law in the plane", "ask for more steps or weaker guidance");
}

}  // namespace

PlaneGrid with_spacing(const PlaneGrid& grid, double h) { return square_grid(-grid.x_min, h); }

PlaneLaw plane_law_on(const GuidedPair& pair, const Chain& chain, const PlaneGrid& grid,
                      const PlaneLawOptions& options) {
  return run(pair, chain, grid, options).law;
}

ResolvedPlaneLaw plane_chain_law(const GuidedPair& pair, const Chain& chain, const PlaneLawOptions& options) {
  if (pair.dimension() != 2) {
    throw InputError(fmt::format("the problem has {} dimensions", pair.dimension()), "law in the plane",
                     "give a problem in two dimensions");
  }
  require_density(pair, chain.grid.last().value, "law in the plane");
  require_noise(make_steps<double>(chain, pair), "law in the plane");
  const PlaneScores scores(pair, chain.grid.last().value);
  PlaneLaw coarse = run_in_a_box(pair, chain, options);
  for (int i = 0;; ++i) {
    const PlaneGrid grid = with_spacing(coarse.grid, coarse.grid.h / finer);
    PlaneLaw fine = plane_law_on(pair, chain, grid, options);
    if (i == most_refinements || relative_change(fine, coarse, scores, options.cost_power) < options.tolerance) {
      return {std::move(fine), std::move(coarse), pair, chain.grid.last(), "two grids in the plane"};
    }
    coarse = std::move(fine);
  }
}

Value ResolvedPlaneLaw::resolved(double fine, double coarse, double scale) const {
  return {fine, std::abs(fine - coarse) + 1e-13 * scale, how_};
}

Value ResolvedPlaneLaw::expected_cost(const Integrability& integrability, double q) const {
  if (!integrability.decided) {
    throw InputError(integrability.why, "law in the plane", "ask for the law without its expected cost");
  }
  if (!integrability.finite) return {std::numeric_limits<double>::infinity(), 0.0, integrability.why};
  const PlaneScores scores(pair_, end_.value);
  const auto moment = [&](const PlaneLaw& law) {
    return law.expectation((q * scores(law.grid.xs(), law.grid.ys()).log_h).exp());
  };
  const double fine = moment(fine_);
  return resolved(fine, moment(coarse_), fine);
}

Value ResolvedPlaneLaw::mean_x() const {
  return resolved(fine_.mean()[0], coarse_.mean()[0], std::sqrt(fine_.second_moment()));
}

Value ResolvedPlaneLaw::mean_y() const {
  return resolved(fine_.mean()[1], coarse_.mean()[1], std::sqrt(fine_.second_moment()));
}

Value ResolvedPlaneLaw::second_moment() const {
  return resolved(fine_.second_moment(), coarse_.second_moment(), fine_.second_moment());
}

Value ResolvedPlaneLaw::mass_defect() const {
  const double fine = std::abs(fine_.mass() - 1.0);
  return resolved(fine, std::abs(coarse_.mass() - 1.0), 1.0);
}

}  // namespace plumbline
