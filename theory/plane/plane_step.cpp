#include "theory/plane/plane_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "theory/base/out_of_reach.hpp"
#include "theory/law/local_interpolation.hpp"

namespace plumbline {
namespace {

PlaneField as_field(const Eigen::ArrayXd& values, const PlaneGrid& grid) { return values.reshaped(grid.n_x, grid.n_y); }

/// Two coordinates of n points, shape (n, 2).
Eigen::ArrayXXd side_by_side(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y) {
  Eigen::ArrayXXd both(x.size(), 2);
  both << x, y;
  return both;
}

PlaneField share(const PlaneField& log_weight) {
  const PlaneField weight = (log_weight - log_weight.maxCoeff()).exp();
  return weight / weight.sum();
}

}  // namespace

PlaneDrift drift_on(const PlaneProblem& problem, const Step<double>& step, const PlaneGrid& grid) {
  const Eigen::ArrayXd x = grid.xs();
  const Eigen::ArrayXd y = grid.ys();
  const PlaneFields fields = PlaneScores(problem.pair, step.time)(x, y, problem.n_threads);
  Eigen::ArrayXd guided_x = fields.score_x + step.omega * fields.change_x;
  Eigen::ArrayXd guided_y = fields.score_y + step.omega * fields.change_y;
  const auto add = [&](const Eigen::ArrayXXd& change) {
    guided_x += change.col(0);
    guided_y += change.col(1);
  };
  if (!problem.rule.is_linear()) {
    add(change_of_guided_score(problem.rule, step.time, side_by_side(x, y), side_by_side(fields.score_x, fields.score_y),
                               side_by_side(guided_x, guided_y)));
  }
  if (problem.error) add(problem.error(step, side_by_side(x, y)));
  return {as_field((step.A - 1.0) * x + step.B * guided_x, grid),
          as_field((step.A - 1.0) * y + step.B * guided_y, grid),
          as_field(fields.log_h - std::log(problem.pair.expected), grid)};
}

PlaneField log_importance(const PlaneField& log_q, const PlaneField& log_h, double cost_power) {
  return log_q + cost_power * log_h.max(0.0);
}

PlaneField error_weights(const PlaneField& log_q, const PlaneField& log_h, double cost_power) {
  return 0.5 * (share(log_q) + share(log_q + cost_power * log_h));
}

void require_affordable(double n_points) {
  constexpr double most_points = 4e6;
  if (n_points <= most_points) return;
  throw OutOfReach(Unreached::too_wide, fmt::format("the law would need a grid of {:.2g} points", n_points),
                   "law in the plane",
                   "ask for more steps where few of them spread the law far, for a smaller w or for a smaller t0")
      .reached(n_points);
}

PlaneState with_spacing(const PlaneState& state, double h, int n_threads) {
  const PlaneGrid& grid = state.grid;
  const auto points = [&](Eigen::Index n) { return std::ceil(static_cast<double>(n - 1) * grid.h / h) + 1.0; };
  require_affordable(points(grid.n_x) * points(grid.n_y));
  const PlaneGrid finer{grid.x_min, grid.y_min, h, static_cast<Eigen::Index>(points(grid.n_x)),
                        static_cast<Eigen::Index>(points(grid.n_y))};
  return {finer, resampled(grid, state.log_q, finer, n_threads), state.smoothness, state.interpolable};
}

double finer_spacing(double h, double error, double tolerance) {
  return h * std::clamp(0.98 * std::pow(tolerance / error, 1.0 / stencil_size), 0.6, 0.92);
}

PlaneState trimmed(const PlaneState& state, const PlaneField& importance, double negligible_log) {
  constexpr Eigen::Index smallest = 40;  // points a side: room for a vector and the continuation
  constexpr Eigen::Index margin = 2;
  const double least = importance.maxCoeff() + negligible_log;
  const Eigen::ArrayXd of_x = importance.rowwise().maxCoeff();
  const Eigen::ArrayXd of_y = importance.colwise().maxCoeff().transpose();
  const auto range = [&](const Eigen::ArrayXd& values) {
    const Eigen::Index n = values.size();
    Eigen::Index first = 0;
    Eigen::Index last = n - 1;
    while (values[first] < least) ++first;
    while (values[last] < least) --last;
    const Eigen::Index lacking = std::max<Eigen::Index>(0, smallest - (last - first + 1));
    first = std::max<Eigen::Index>(0, first - margin - lacking);
    last = std::min(n - 1, last + margin + lacking);
    return std::pair(first, last - first + 1);
  };
  const auto [i, n_x] = range(of_x);
  const auto [j, n_y] = range(of_y);
  const PlaneGrid& grid = state.grid;
  return {
      {grid.x_min + static_cast<double>(i) * grid.h, grid.y_min + static_cast<double>(j) * grid.h, grid.h, n_x, n_y},
      state.log_q.block(i, j, n_x, n_y),
      state.smoothness,
      state.interpolable};
}

double border_of(const PlaneField& importance) {
  const auto n_x = importance.rows();
  const auto n_y = importance.cols();
  return std::max({importance.row(0).maxCoeff(), importance.row(n_x - 1).maxCoeff(), importance.col(0).maxCoeff(),
                   importance.col(n_y - 1).maxCoeff()}) -
         importance.maxCoeff();
}

}  // namespace plumbline
