#include "theory/learned/training_set.hpp"

#include <algorithm>
#include <cmath>

#include "theory/base/seeded_random.hpp"
#include "theory/score/line_scores.hpp"
#include "theory/score/point_scores.hpp"

namespace plumbline {
namespace {

Eigen::Index draw_component(const Eigen::VectorXd& weights, double u) {
  Eigen::Index k = 0;
  for (double below = weights[0]; k + 1 < weights.size() && below < u; below += weights[k]) ++k;
  return k;
}

bool has_density(const GuidedPair& pair) {
  return std::all_of(pair.components.begin(), pair.components.end(),
                     [](const Gaussian& gaussian) { return gaussian.covariance.max_variance() > 0.0; });
}

}  // namespace

TrainingSet draw_training_set(const GuidedPair& pair, std::int64_t n, Seed seed) {
  SeededRandom random(seed);
  TrainingSet data{Eigen::MatrixXd(pair.dimension(), n), Eigen::VectorXd(n)};
  for (Eigen::Index i = 0; i < n; ++i) {
    const Eigen::Index k = draw_component(pair.base, random.uniform());
    const Gaussian& gaussian = pair.components[static_cast<std::size_t>(k)];
    Eigen::VectorXd z(pair.dimension());
    for (double& coordinate : z) coordinate = random.normal();
    const Covariance& covariance = gaussian.covariance;
    data.points.col(i) = gaussian.mean + covariance.from_axes(covariance.eigenvalues().cwiseSqrt().cwiseProduct(z));
    if (covariance.max_variance() == 0.0) {
      data.weights[i] = pair.expected * pair.reweighted[k] / pair.base[k];
    } else if (pair.dimension() > 1) {
      data.weights[i] = std::exp(point_scores(pair, 1.0, data.points.col(i)).log_h);
    }
  }
  if (pair.dimension() == 1 && has_density(pair)) {
    NoisedScores<double> scores;
    LineScores<double>(pair).evaluate(1.0, data.points.row(0).transpose().array(), scores);
    data.weights = scores.log_h.exp().matrix();
  }
  return data;
}

GuidedPair kernel_pair(const TrainingSet& data, Objective objective) {
  const Eigen::Index n = data.points.cols();
  GuidedPair pair;
  for (Eigen::Index i = 0; i < n; ++i) {
    pair.components.push_back({data.points.col(i), Covariance::isotropic(data.points.rows(), 0.0)});
  }
  pair.base = Eigen::VectorXd::Constant(n, 1.0 / static_cast<double>(n));
  pair.reweighted = data.weights / data.weights.sum();
  pair.expected = data.weights.mean();
  pair.objective = objective;
  return pair;
}

}  // namespace plumbline
