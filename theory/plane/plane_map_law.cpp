#include "theory/plane/plane_map_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "theory/base/out_of_reach.hpp"
#include "theory/plane/plane_scores.hpp"
#include "theory/plane/plane_start.hpp"

namespace plumbline {
namespace {

constexpr double most_map_points = 1e6;
constexpr double map_coarsening = 1.25;
constexpr double first_map_spacing = 0.5;

PlaneGrid window_grid(double reach, double spacing) {
  const auto n = static_cast<Eigen::Index>(std::ceil(reach / spacing));
  if (std::pow(2.0 * static_cast<double>(n) + 1.0, 2) > most_map_points) {
    throw OutOfReach(Unreached::too_wide,
                     fmt::format("a window of half-width {:.3g}, steps of {:.3g}: too many points", reach, spacing),
                     "law of the map", "ask for more steps or a smaller w");
  }
  const double end = -static_cast<double>(n) * spacing;
  return {end, end, spacing, 2 * n + 1, 2 * n + 1};
}

/// The largest of the outermost points over the largest of all, of a logarithm.
double log_share_at_edge(const PlaneGrid& grid, const Eigen::ArrayXd& log_values) {
  const auto table = log_values.reshaped(grid.n_x, grid.n_y);
  const double edge = std::max({table.row(0).maxCoeff(), table.row(grid.n_x - 1).maxCoeff(), table.col(0).maxCoeff(),
                                table.col(grid.n_y - 1).maxCoeff()});
  return edge - log_values.maxCoeff();
}

}  // namespace

PlaneMapLaw::PlaneMapLaw(const GuidedPair& pair, const LimitSpec& limit, PlaneMap map, const PlaneMapOptions& options)
    : pair_(pair), limit_(limit), map_(std::move(map)), options_(options) {
  require_density(pair, limit.tend.value, "law of the map");
  constexpr double finer = 0.7;
  constexpr double helps = 0.5;
  double last = std::numeric_limits<double>::infinity();
  for (double spacing = first_map_spacing;; spacing *= finer) {
    const PlaneGrid grid = window(spacing);
    const double reach = -grid.x_min;
    fine_ = sample(grid);
    coarse_ = sample(window_grid(reach, map_coarsening * spacing));
    const double error = relative_error();
    const bool is_last = std::pow(2.0 * reach / (finer * spacing) + 3.0, 2) > most_map_points;
    if (error <= options.tolerance || is_last || (spacing < 0.1 && !(error < helps * last))) return;
    last = error;
  }
}

PlaneMapLaw::Sample PlaneMapLaw::sample(const PlaneGrid& grid) const {
  Eigen::ArrayXd points(2 * grid.size());
  points << grid.xs(), grid.ys();
  const Eigen::ArrayXd images = map_(points);
  const Eigen::Index n = grid.size();
  const PlaneFields at_start = PlaneScores(pair_, limit_.t0.value)(grid.xs(), grid.ys());
  return {{grid, log_start_density(pair_, limit_.start, limit_.t0, grid, at_start)},
          images.head(n),
          images.tail(n),
          PlaneScores(pair_, limit_.tend.value)(images.head(n), images.tail(n)).log_h};
}

/// Half as wide again until the start, its images' squares and its cost-weighted mass have all left the edge.
PlaneGrid PlaneMapLaw::window(double spacing) const {
  constexpr double first_reach = 9.0;
  constexpr double nothing = -36.0;
  constexpr double coarsest = 0.5;  // what the edge is looked at with
  double reach = first_reach;
  for (;; reach *= 1.5) {
    const PlaneGrid grid = window_grid(reach, std::max(spacing, coarsest));
    const Sample found = sample(grid);
    const Eigen::ArrayXd squares = found.start.log_density + (found.x.square() + found.y.square()).log();
    const bool holds_moments = log_share_at_edge(grid, squares) < nothing;
    if (holds_moments && log_share_at_edge(grid, found.start.log_density + options_.cost_power * found.log_h) < nothing) break;
  }
  return window_grid(reach, spacing);
}

template <class F>
Value PlaneMapLaw::value(const F& f, double scale) const {
  constexpr double rounding = 1e-14;
  const double fine = f(fine_);
  const double h = fine_.start.grid.h;
  return {fine, std::abs(fine - f(coarse_)) + rounding * scale,
          fmt::format("push-forward of the start, spacings {:.3g} and {:.3g}", h, coarse_.start.grid.h)};
}

Value PlaneMapLaw::expected_cost(const Integrability& verdict, double q) const {
  if (!verdict.decided) throw OutOfReach(Unreached::undecided, verdict.why, "law of the map", "ask for the moments");
  if (!verdict.finite) {
    return {std::numeric_limits<double>::infinity(), 0.0, "far field: the law decays slower than the cost grows (H1)"};
  }
  const auto cost = [q](const Sample& s) { return s.start.expectation_of_exp(q * s.log_h); };
  return value(cost, cost(fine_));
}

Value PlaneMapLaw::mean_x() const {
  return value([](const Sample& s) { return s.start.expectation(s.x); }, std::sqrt(second_moment().value));
}

Value PlaneMapLaw::mean_y() const {
  return value([](const Sample& s) { return s.start.expectation(s.y); }, std::sqrt(second_moment().value));
}

Value PlaneMapLaw::second_moment() const {
  const auto squares = [](const Sample& s) { return s.start.expectation(s.x.square() + s.y.square()); };
  return value(squares, squares(fine_));
}

Value PlaneMapLaw::mass_defect() const {
  return value([](const Sample& s) { return std::abs(s.start.mass() - 1.0); }, 1.0);
}

double PlaneMapLaw::relative_error() const {
  const Value second = second_moment();
  const double size = std::sqrt(second.value);
  double worst = std::max({second.error / second.value, mean_x().error / size, mean_y().error / size});
  if (options_.cost_power != 0.0) {
    Integrability assumed;
    assumed.finite = true;
    const Value cost = expected_cost(assumed, options_.cost_power);
    worst = std::max(worst, cost.error / cost.value);
  }
  return worst;
}

}  // namespace plumbline
