#include "theory/plane/plane_law.hpp"

#include <cassert>

#include "theory/reduced/product_divergence.hpp"

namespace plumbline {
namespace {

ProductLaws without_orthogonal_part(const PlaneLaw& q, const PlaneLaw& p) {
  assert(q.log_density.size() == p.log_density.size() && q.grid.h == p.grid.h);
  return {q.log_density, p.log_density, q.grid.h * q.grid.h, 0, 1.0, 1.0};
}

}  // namespace

Eigen::ArrayXd PlaneGrid::xs() const {
  return (x_min + h * Eigen::ArrayXd::LinSpaced(n_x, 0.0, static_cast<double>(n_x - 1))).replicate(n_y, 1);
}

Eigen::ArrayXd PlaneGrid::ys() const {
  const Eigen::RowVectorXd column = Eigen::RowVectorXd::LinSpaced(n_y, 0.0, static_cast<double>(n_y - 1));
  return (y_min + h * column.array()).replicate(n_x, 1).reshaped();
}

PlaneGrid PlaneGrid::widened(Eigen::Index extra) const {
  const double reach = static_cast<double>(extra) * h;
  return {x_min - reach, y_min - reach, h, n_x + 2 * extra, n_y + 2 * extra};
}

Eigen::Vector2d PlaneLaw::mean() const { return {expectation(grid.xs()), expectation(grid.ys())}; }

double PlaneLaw::second_moment() const { return expectation(grid.xs().square() + grid.ys().square()); }

double plane_tv(const PlaneLaw& q, const PlaneLaw& p) { return product_tv(without_orthogonal_part(q, p)); }

double plane_kl(const PlaneLaw& q, const PlaneLaw& p) { return product_kl(without_orthogonal_part(q, p)); }

}  // namespace plumbline
