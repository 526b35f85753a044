#include "theory/problem/gaussian_means.hpp"

#include <cmath>

#include "theory/problem/node_sums.hpp"

namespace plumbline {
namespace {

constexpr double reach = 8.7;         // deviations, where the normal density is 4e-17 of its peak
constexpr double node_spacing = 0.7;  // the trapezoidal rule integrates a normal density to exp(-2 (pi / 0.7)^2)
constexpr double overtones = 3.0;     // of exp(bump), against those of the bump

/// The spacing of the nodes, in deviations. The spectrum of the integrand is that of the normal density widened by that
/// of J, which may reach beyond 1 / width.
NodeSums rule_for(const LineCost& cost, double deviation) {
  const double spacing = node_spacing / std::hypot(1.0, overtones * deviation / cost.width);
  return {spacing, deviation > 0.0 ? reach : 0.0};
}

/// Every mean with nodes of its own.
GaussianMeans means_apart(const LineCost& cost, const Eigen::ArrayXd& means, double deviation, const NodeSums& rule) {
  GaussianMeans result{Eigen::ArrayXd::Zero(means.size()), Eigen::ArrayXd::Zero(means.size())};
  double total = 0.0;
  for (Eigen::Index j = -rule.n_side(); j <= rule.n_side(); ++j) {
    const double place = static_cast<double>(j) * rule.spacing();
    const double weight = std::exp(-0.5 * place * place);
    const auto [log_cost, slope] = cost.at(means + deviation * place);
    const Eigen::ArrayXd weighted = weight * log_cost.exp();
    result.mean += weighted;
    result.slope += weighted * slope;
    total += weight;
  }
  result.mean /= total;
  result.slope /= total;
  return result;
}

/// All means with the nodes first, first + 1, ... times the same step.
GaussianMeans means_together(const LineCost& cost, const Eigen::ArrayXd& means, double deviation,
                             const NodeSums& rule) {
  const double step = deviation * rule.spacing();
  const auto n_side = static_cast<double>(rule.n_side());
  const double first = std::floor(means.minCoeff() / step) - n_side;
  const double last = std::ceil(means.maxCoeff() / step) + n_side;
  const auto n_nodes = static_cast<Eigen::Index>(last - first) + 1;
  const auto [log_cost, log_slope] = cost.at(step * Eigen::ArrayXd::LinSpaced(n_nodes, first, last));
  const Eigen::ArrayXd values = log_cost.exp();
  const auto [mean, slope] = rule.means(values, values * log_slope, means / step - first);
  return {mean, slope};
}

}  // namespace

GaussianMeans gaussian_means(const LineCost& cost, const Eigen::ArrayXd& means, double deviation) {
  const NodeSums rule = rule_for(cost, deviation);
  const auto n_nodes = static_cast<double>(2 * rule.n_side() + 1);
  const double n_apart = static_cast<double>(means.size()) * n_nodes;
  const double n_together = (means.maxCoeff() - means.minCoeff()) / (deviation * rule.spacing()) + n_nodes;
  return n_together < n_apart ? means_together(cost, means, deviation, rule)
                              : means_apart(cost, means, deviation, rule);
}

}  // namespace plumbline
