#include "verify/claim/strong_errors.hpp"

#include <cmath>
#include <utility>

namespace plumbline {

StrongErrors::StrongErrors(const GuidedPair& pair, StrongErrorPlan plan, const EnsembleOptions& options)
    : plan_(std::move(plan)), table_(strong_errors(pair, plan_, Start::exact, options)) {}

double StrongErrors::reference_error() const {
  return std::sqrt(table_.reference_halved.mean) / (std::pow(2.0, 1.5) - 1.0);
}

std::vector<OrderPoint> StrongErrors::points(std::size_t scheme) const {
  std::vector<OrderPoint> points;
  for (std::size_t g = 0; g < plan_.steps.size(); ++g) {
    const double root = std::sqrt(table_.squared_error[scheme][g].mean);
    points.push_back({static_cast<double>(plan_.steps[g]), root, reference_error(), 0.0});
  }
  return points;
}

Eigen::MatrixXd StrongErrors::covariance(std::size_t scheme) const {
  Eigen::ArrayXXd covariance = covariance_of_means(table_, scheme).array();
  const std::vector<OrderPoint> roots = points(scheme);
  for (Eigen::Index i = 0; i < covariance.rows(); ++i) {
    const double slope = 2.0 * roots[static_cast<std::size_t>(i)].error;
    covariance.row(i) /= slope;
    covariance.col(i) /= slope;
  }
  return covariance.matrix();
}

OrderFit StrongErrors::fit(std::size_t scheme, double false_alarm) const {
  return fit_order(points(scheme), covariance(scheme), false_alarm);
}

}  // namespace plumbline
