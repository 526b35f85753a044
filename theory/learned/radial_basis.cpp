#include "theory/learned/radial_basis.hpp"

#include <cmath>

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

BlurredMoments blurred_moments(const RadialBasis& basis, const Column<double>& mu, double variance,
                               const Column<double>& rho) {
  const double w2 = basis.width() * basis.width();
  const Eigen::Index K = basis.n_bumps;
  BlurredMoments sum{Eigen::MatrixXd::Zero(basis.size(), basis.size()), Eigen::VectorXd::Zero(basis.size())};
  sum.square(0, 0) = sum.slope[1] = rho.sum();
  sum.square(0, 1) = (rho * mu).sum();
  sum.square(1, 1) = (rho * (mu.square() + variance)).sum();
  const double blurred = w2 + variance;
  for (Eigen::Index k = 0; k < K; ++k) {
    const double centre = basis.low + static_cast<double>(k) * basis.width();
    const Column<double> bump = rho * std::sqrt(w2 / blurred) * (-0.5 * (mu - centre).square() / blurred).exp();
    sum.square(0, k + 2) = bump.sum();
    sum.square(1, k + 2) = (bump * (w2 * mu + variance * centre)).sum() / blurred;
    sum.slope[k + 2] = (bump * (centre - mu)).sum() / blurred;
  }
  const double half_blurred = 0.5 * w2 + variance;
  Eigen::VectorXd of_midpoint(2 * K - 1);  // two bumps depend on their midpoint, and on their distance by a factor
  for (Eigen::Index j = 0; j < of_midpoint.size(); ++j) {
    const double centre = basis.low + 0.5 * static_cast<double>(j) * basis.width();
    of_midpoint[j] = (rho * (-0.5 * (mu - centre).square() / half_blurred).exp()).sum();
  }
  of_midpoint *= std::sqrt(0.5 * w2 / half_blurred);
  for (Eigen::Index k = 0; k < K; ++k) {
    for (Eigen::Index l = k; l < K; ++l) {
      const auto steps = static_cast<double>(l - k);
      sum.square(k + 2, l + 2) = std::exp(-0.25 * steps * steps) * of_midpoint[k + l];
    }
  }
  sum.square.triangularView<Eigen::StrictlyLower>() = sum.square.transpose();
  return sum;
}

}  // namespace plumbline
