#include "verify/law_report/plane_distance.hpp"

#include <algorithm>
#include <cmath>

#include "theory/plane/plane_field.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {

PlaneLaw thinned(const PlaneLaw& law, Eigen::Index stride) {
  const PlaneGrid& grid = law.grid;
  const auto values = law.log_density.reshaped(grid.n_x, grid.n_y);
  PlaneLaw result{{grid.x_min, grid.y_min, static_cast<double>(stride) * grid.h, (grid.n_x - 1) / stride + 1,
                   (grid.n_y - 1) / stride + 1},
                  {}};
  result.log_density.resize(result.grid.size());
  for (Eigen::Index j = 0; j < result.grid.n_y; ++j) {
    for (Eigen::Index i = 0; i < result.grid.n_x; ++i) {
      result.log_density[i + j * result.grid.n_x] = values(stride * i, stride * j);
    }
  }
  return result;
}

namespace {

/// A grid over both windows, finer than either: total variation is of second order in its spacing where the densities
/// cross.
PlaneGrid common_grid(const PlaneGrid& a, const PlaneGrid& b) {
  constexpr double finer = 4.0;
  constexpr double most_points = 1e6;
  const auto end = [](double first, double h, Eigen::Index n) { return first + static_cast<double>(n - 1) * h; };
  const double x_min = std::min(a.x_min, b.x_min);
  const double y_min = std::min(a.y_min, b.y_min);
  const double width = std::max(end(a.x_min, a.h, a.n_x), end(b.x_min, b.h, b.n_x)) - x_min;
  const double height = std::max(end(a.y_min, a.h, a.n_y), end(b.y_min, b.h, b.n_y)) - y_min;
  const double h = std::max(std::min(a.h, b.h) / finer, std::sqrt(width * height / most_points));
  return {x_min, y_min, h, static_cast<Eigen::Index>(std::ceil(width / h)) + 1,
          static_cast<Eigen::Index>(std::ceil(height / h)) + 1};
}

}  // namespace

PlaneLaw PlaneDistance::law() const { return on_grid(law_.law.law(), limit_.law.law().grid); }

Value PlaneDistance::tv() const {
  Value tv = distance(product_tv);
  if (!tv.is_known()) return tv;
  tv.error = std::min(tv.error, std::max(tv.value, 1.0 - tv.value));  // it lies between 0 and 1
  return tv;
}

Value PlaneDistance::kl() const { return distance(product_kl); }

Value PlaneDistance::distance(double (*between)(const ProductLaws&)) const {
  constexpr double wider = 1.3;
  const auto of_laws = [&](const PlaneLaw& q, const PlaneLaw& p, const PlaneGrid& on) {
    return between(
        {on_grid(q, on).log_density, on_grid(p, on).log_density, on.h * on.h, n_, law_.variance, limit_.variance});
  };
  const ResolvedPlaneLaw& law = law_.law;
  const ResolvedPlaneLaw& limit = limit_.law;
  const PlaneGrid grid = common_grid(law.law().grid, limit.law().grid);
  const auto fewer = [](Eigen::Index n) { return static_cast<Eigen::Index>(static_cast<double>(n - 1) / wider) + 1; };
  const PlaneGrid wide{grid.x_min, grid.y_min, wider * grid.h, fewer(grid.n_x), fewer(grid.n_y)};
  const double fine = of_laws(law.law(), limit.law(), grid);
  const double error = std::abs(of_laws(law.coarse_law(), limit.law(), grid) - fine) +
                       std::abs(of_laws(law.law(), limit.coarse_law(), grid) - fine) +
                       2.0 * std::abs(of_laws(law.law(), limit.law(), wide) - fine);
  if (!std::isfinite(fine) || !std::isfinite(error)) return Value::none("the limit in the plane is not resolved");
  return {fine, error + 1e-15, "laws in the plane on one grid"};
}

}  // namespace plumbline
