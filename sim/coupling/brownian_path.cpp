#include "sim/coupling/brownian_path.hpp"

#include "sim/memory/path_block.hpp"

namespace plumbline {

void BrownianPath::draw(std::int64_t step, double D, Increments& increments) {
  using Columns = Eigen::Map<const Eigen::ArrayXXd>;
  const double* z = noise_.at(step);
  const Columns z1(z, paths_per_block, dimension_);
  const Columns z2(z + dimension_ * paths_per_block, paths_per_block, dimension_);
  const Columns z3(z + 2 * dimension_ * paths_per_block, paths_per_block, dimension_);
  const double root = std::sqrt(D);
  increments.length = D;
  increments.shift = root * z1;
  // The part of the area that the shift leaves open, Int (u_m - u) dB about the middle u_m, has variance D^3/12.
  const double open = D * root / std::sqrt(12.0);
  increments.area = 0.5 * D * increments.shift + open * z2;
  // exp(x/2), x = u_1 - u, projected on 1 and x - D/2 over [0, D].
  const double level = 2.0 * std::expm1(0.5 * D) / D;
  const double moment = 2.0 * D * std::exp(0.5 * D) - 4.0 * std::expm1(0.5 * D);  // Int x exp(x/2) dx
  const double slope =
      D < 1e-2 ? 0.5 + D / 8.0 + 3.0 * D * D / 160.0 : (moment - 0.5 * D * D * level) * 12.0 / (D * D * D);
  increments.growth = level * increments.shift + slope * open * z2 + root * D * D / std::sqrt(11520.0) * z3;
}

}  // namespace plumbline
