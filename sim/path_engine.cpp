#include "sim/path_engine.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumbline {
namespace {

/// log A, log B and the scores of both laws at one point, A = p_t and B = p^J_t.
struct PointScores {
  double log_base;
  double log_reweighted;
  Eigen::VectorXd base;
  Eigen::VectorXd reweighted;
};

/// Weighted log-sum-exp with the weighted mean of the component scores, safe however far the point is.
double log_sum(const Eigen::VectorXd& weights, const Eigen::VectorXd& log_densities, const Eigen::MatrixXd& slopes,
               Eigen::VectorXd& mean_slope) {
  double largest = -std::numeric_limits<double>::infinity();
  for (Eigen::Index k = 0; k < weights.size(); ++k) {
    if (weights[k] > 0.0) largest = std::max(largest, log_densities[k]);
  }
  double sum = 0.0;
  mean_slope = Eigen::VectorXd::Zero(slopes.rows());
  for (Eigen::Index k = 0; k < weights.size(); ++k) {
    if (weights[k] <= 0.0) continue;
    const double term = weights[k] * std::exp(log_densities[k] - largest);
    sum += term;
    mean_slope += term * slopes.col(k);
  }
  mean_slope /= sum;
  return largest + std::log(sum);
}

PointScores scores_at(const GuidedPair& pair, double t, const Eigen::VectorXd& y) {
  const auto n_components = static_cast<Eigen::Index>(pair.size());
  Eigen::VectorXd log_densities(n_components);
  Eigen::MatrixXd slopes(pair.dimension(), n_components);
  for (Eigen::Index k = 0; k < n_components; ++k) {
    const Gaussian& component = pair.components[static_cast<std::size_t>(k)];
    const Covariance& covariance = component.covariance;
    const Eigen::VectorXd variance = t * covariance.eigenvalues().array() + (1.0 - t);
    const Eigen::VectorXd offset = y - std::sqrt(t) * component.mean;
    const Eigen::VectorXd local =
        covariance.is_axis_aligned() ? offset : Eigen::VectorXd(covariance.rotation().transpose() * offset);
    const Eigen::VectorXd whitened = local.cwiseQuotient(variance);
    log_densities[k] = -0.5 * (whitened.dot(local) + variance.array().log().sum());
    if (covariance.is_axis_aligned()) {
      slopes.col(k) = -whitened;
    } else {
      slopes.col(k) = -(covariance.rotation() * whitened);
    }
  }
  PointScores scores;
  scores.log_base = log_sum(pair.base, log_densities, slopes, scores.base);
  scores.log_reweighted = log_sum(pair.reweighted, log_densities, slopes, scores.reweighted);
  return scores;
}

}  // namespace

void PathEngine::start(PathBlock& block, std::int64_t first_path, std::int64_t n, Start start, double t0) const {
  block = PathBlock(pair_.dimension(), first_path, n);
  fill_start_normals(noise_, first_path, block.y());
  if (start == Start::gaussian) return;
  const Eigen::VectorXd& weights = start == Start::exact ? pair_.base : pair_.reweighted;
  for (std::int64_t i = 0; i < block.size(); ++i) {
    const double u = start_uniform(noise_, first_path + i);
    Eigen::Index k = 0;
    for (double below = weights[0]; k + 1 < weights.size() && below < u; below += weights[k]) ++k;
    const Gaussian& component = pair_.components[static_cast<std::size_t>(k)];
    const Covariance& covariance = component.covariance;
    Eigen::VectorXd y =
        ((t0 * covariance.eigenvalues().array() + (1.0 - t0)).sqrt() * block.y().row(i).transpose()).matrix();
    if (!covariance.is_axis_aligned()) y = (covariance.rotation() * y).eval();
    block.y().row(i) = (y + std::sqrt(t0) * component.mean).transpose().array();
  }
}

void PathEngine::take_step(PathBlock& block, const Step<double>& step, const Eigen::ArrayXXd& z) const {
  for (std::int64_t i = 0; i < block.size(); ++i) {
    const Eigen::VectorXd y = block.y().row(i).transpose();
    const PointScores s = scores_at(pair_, step.time, y);
    const Eigen::VectorXd guided = s.base + step.omega * (s.base - s.reweighted);
    block.y().row(i) = (step.A * y + step.B * guided).transpose().array() + step.S * z.row(i);
  }
  if (noise_.fault == Fault::float_state) block.y() = block.y().cast<float>().cast<double>();
}

void PathEngine::advance(PathBlock& block, std::span<const Step<double>> steps, std::int64_t first_step) const {
  advance_together({&block, 1}, {steps}, first_step);
}

void PathEngine::advance_together(std::span<PathBlock> blocks, std::vector<std::span<const Step<double>>> chains,
                                  std::int64_t first_step) const {
  Eigen::ArrayXXd z(paths_per_block, pair_.dimension());
  for (std::size_t n = 0; n < chains.front().size(); ++n) {
    fill_normals(noise_, blocks.front().first_path(), first_step + static_cast<std::int64_t>(n), z);
    for (std::size_t c = 0; c < blocks.size(); ++c) take_step(blocks[c], chains[c][n], z);
  }
}

std::vector<double> PathEngine::log_cost(const PathBlock& block, double t) const {
  std::vector<double> log_h(static_cast<std::size_t>(block.size()));
  for (std::int64_t i = 0; i < block.size(); ++i) {
    const PointScores s = scores_at(pair_, t, block.y().row(i).transpose());
    log_h[static_cast<std::size_t>(i)] = std::log(pair_.expected) + s.log_reweighted - s.log_base;
  }
  return log_h;
}

}  // namespace plumbline
