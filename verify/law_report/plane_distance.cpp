#include "verify/law_report/plane_distance.hpp"

#include <algorithm>
#include <cmath>

#include "verify/law_report/report_parts.hpp"

namespace plumbline {

PlaneLaw thinned(const PlaneLaw& law, Eigen::Index stride) {
  const PlaneGrid& grid = law.grid;
  const auto values = law.density.reshaped(grid.n_x, grid.n_y);
  PlaneLaw result{{grid.x_min, grid.y_min, static_cast<double>(stride) * grid.h, (grid.n_x - 1) / stride + 1,
                   (grid.n_y - 1) / stride + 1},
                  {}};
  result.density.resize(result.grid.size());
  for (Eigen::Index j = 0; j < result.grid.n_y; ++j) {
    for (Eigen::Index i = 0; i < result.grid.n_x; ++i) {
      result.density[i + j * result.grid.n_x] = values(stride * i, stride * j);
    }
  }
  return result;
}

PlaneDistance::PlaneDistance(const Reduction& problem, const Chain& chain, const ResolvedPlaneLaw& limit)
    : n_(problem.n_orthogonal),
      variance_(n_ == 0 ? 1.0 : orthogonal_variance(problem, chain)),
      limit_variance_(n_ == 0 ? 1.0 : orthogonal_limit_variance(problem, limit_spec(chain))),
      chain_(plane_law_on(problem.pair, chain, limit.law().grid)),
      limit_(limit) {}

// TV is of second order in h, KL better than squared when h is halved (an analytic integrand).
Value PlaneDistance::tv() const { return distance(product_tv, 1.0); }
Value PlaneDistance::kl() const { return distance(product_kl, 2.0); }

Value PlaneDistance::distance(double (*between)(const ProductLaws&), double convergence) const {
  // The chain's mass on the grid of the limit is 1 only if that grid resolves its steps.
  if (!(std::abs(chain_.mass() - 1.0) < 1e-8)) {
    return none("the grid of the limit does not resolve steps that short: ask for fewer steps");
  }
  const auto of_laws = [&](const PlaneLaw& q, const PlaneLaw& p) {
    constexpr double smallest = 1e-300;
    return between({q.density.max(smallest).log(), p.density.max(smallest).log(), q.grid.h * q.grid.h, n_, variance_,
                    limit_variance_});
  };
  const double fine = of_laws(chain_, limit_.law());
  const double change = of_laws(thinned(chain_, 2), thinned(limit_.law(), 2)) / fine - 1.0;
  const double of_grid = std::pow(std::min(1.0, std::abs(change)), convergence);
  return {fine, of_grid * fine + std::abs(of_laws(chain_, limit_.coarse_law()) - fine),
          "laws in the plane on one grid"};
}

}  // namespace plumbline
