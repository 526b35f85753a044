#include "theory/problem/gaussian_means.hpp"

#include <cmath>

#include "theory/problem/node_sums.hpp"

namespace plumbline {
namespace {

constexpr double reach = 8.7;         // deviations, where the normal density is 4e-17 of its peak
constexpr double node_spacing = 0.7;  // the trapezoidal rule integrates a normal density to exp(-2 (pi / 0.7)^2)
constexpr double overtones = 3.0;     // of exp(bump), against those of the bump

/// Nodes at distance j * spacing deviations from the mean, |j| <= n_side.
struct Rule {
  double spacing;
  Eigen::Index n_side;

  double weight(Eigen::Index j) const { return std::exp(-0.5 * std::pow(static_cast<double>(j) * spacing, 2)); }
};

/// The spectrum of the integrand is that of the normal density widened by that of J, which may reach beyond 1 / width.
Rule rule_for(const LineCost& cost, double deviation) {
  const double spacing = node_spacing / std::hypot(1.0, overtones * deviation / cost.width);
  return {spacing, deviation > 0.0 ? static_cast<Eigen::Index>(std::ceil(reach / spacing)) : 0};
}

/// Every mean with nodes of its own.
GaussianMeans means_apart(const LineCost& cost, const Eigen::ArrayXd& means, double deviation, const Rule& rule) {
  GaussianMeans result{Eigen::ArrayXd::Zero(means.size()), Eigen::ArrayXd::Zero(means.size())};
  double total = 0.0;
  for (Eigen::Index j = -rule.n_side; j <= rule.n_side; ++j) {
    const double weight = rule.weight(j);
    const auto [log_cost, slope] = cost.at(means + deviation * rule.spacing * static_cast<double>(j));
    const Eigen::ArrayXd weighted = weight * log_cost.exp();
    result.mean += weighted;
    result.slope += weighted * slope;
    total += weight;
  }
  result.mean /= total;
  result.slope /= total;
  return result;
}

/// All means with the nodes first, first + 1, ... times the same step. A mean lies z deviations beside its nearest
/// node, so that the weight of the j-th from there, exp(-(j spacing - z)^2 / 2), is exp(-(j spacing)^2 / 2) exp(z
/// spacing)^j up to a factor that all have.
GaussianMeans means_together(const LineCost& cost, const Eigen::ArrayXd& means, double deviation, const Rule& rule) {
  constexpr Eigen::Index padding = 7;
  const double step = deviation * rule.spacing;
  const double first = std::round(means.minCoeff() / step) - static_cast<double>(rule.n_side);
  const double last = std::round(means.maxCoeff() / step) + static_cast<double>(rule.n_side);
  const Eigen::Index n_nodes = static_cast<Eigen::Index>(last - first) + 1;
  const auto [log_cost, log_slope] = cost.at(step * Eigen::ArrayXd::LinSpaced(n_nodes, first, last));
  NodeTable nodes{rule.spacing, rule.n_side, Eigen::ArrayXd::Zero(2 * rule.n_side + 1 + padding),
                  Eigen::ArrayXd::Zero(n_nodes + padding), Eigen::ArrayXd::Zero(n_nodes + padding)};
  for (Eigen::Index j = -rule.n_side; j <= rule.n_side; ++j) nodes.weights[rule.n_side + j] = rule.weight(j);
  nodes.values.head(n_nodes) = log_cost.exp();
  nodes.slopes.head(n_nodes) = nodes.values.head(n_nodes) * log_slope;
  GaussianMeans result;
  node_sums(nodes, means / step - first, result.mean, result.slope);
  return result;
}

}  // namespace

GaussianMeans gaussian_means(const LineCost& cost, const Eigen::ArrayXd& means, double deviation) {
  const Rule rule = rule_for(cost, deviation);
  const double n_apart = static_cast<double>(means.size()) * static_cast<double>(2 * rule.n_side + 1);
  const double n_together =
      (means.maxCoeff() - means.minCoeff()) / (deviation * rule.spacing) + static_cast<double>(2 * rule.n_side + 1);
  return n_together < n_apart ? means_together(cost, means, deviation, rule)
                              : means_apart(cost, means, deviation, rule);
}

}  // namespace plumbline
