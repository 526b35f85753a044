#include "theory/learned/radial_basis.hpp"

namespace plumbline {

Eigen::MatrixXd RadialBasis::values(const Column<double>& y) const {
  Eigen::MatrixXd phi(y.size(), size());
  phi.col(0).setOnes();
  phi.col(1) = y;
  for (Eigen::Index k = 0; k < n_bumps; ++k) {
    const double centre = low + static_cast<double>(k) * width();
    phi.col(k + 2) = (-0.5 * ((y - centre) / width()).square()).exp();
  }
  return phi;
}

Eigen::MatrixXd RadialBasis::slopes(const Column<double>& y, Eigen::MatrixXd slope) const {
  slope.col(0).setZero();
  slope.col(1).setOnes();
  for (Eigen::Index k = 0; k < n_bumps; ++k) {
    const double centre = low + static_cast<double>(k) * width();
    slope.col(k + 2).array() *= (centre - y) / (width() * width());
  }
  return slope;
}

}  // namespace plumbline
