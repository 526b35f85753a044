#include "theory/problem/gaussian_means.hpp"

#include <cmath>

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
/// spacing)^j up to a factor that all have: one exponential a mean, not one a node.
GaussianMeans means_together(const LineCost& cost, const Eigen::ArrayXd& means, double deviation, const Rule& rule) {
  const double step = deviation * rule.spacing;
  const auto first = static_cast<Eigen::Index>(std::round(means.minCoeff() / step)) - rule.n_side;
  const auto last = static_cast<Eigen::Index>(std::round(means.maxCoeff() / step)) + rule.n_side;
  const Eigen::Index n_nodes = last - first + 1;
  const auto [log_cost, log_slope] =
      cost.at(step * Eigen::ArrayXd::LinSpaced(n_nodes, static_cast<double>(first), static_cast<double>(last)));
  const Eigen::ArrayXd values = log_cost.exp();
  const Eigen::ArrayXd slopes = values * log_slope;
  Eigen::ArrayXd weights(rule.n_side + 1);
  for (Eigen::Index j = 0; j <= rule.n_side; ++j) weights[j] = rule.weight(j);
  GaussianMeans result{Eigen::ArrayXd(means.size()), Eigen::ArrayXd(means.size())};
  for (Eigen::Index i = 0; i < means.size(); ++i) {
    const double place = means[i] / step;
    const double nearest = std::round(place);
    const Eigen::Index at = static_cast<Eigen::Index>(nearest) - first;
    const double ratio = std::exp((place - nearest) * rule.spacing * rule.spacing);
    const double inverse = 1.0 / ratio;
    double total = weights[0];
    double mean = weights[0] * values[at];
    double slope = weights[0] * slopes[at];
    double up = 1.0;
    double down = 1.0;
    for (Eigen::Index j = 1; j <= rule.n_side; ++j) {
      up *= ratio;
      down *= inverse;
      const double right = weights[j] * up;
      const double left = weights[j] * down;
      total += right + left;
      mean += right * values[at + j] + left * values[at - j];
      slope += right * slopes[at + j] + left * slopes[at - j];
    }
    result.mean[i] = mean / total;
    result.slope[i] = slope / total;
  }
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
