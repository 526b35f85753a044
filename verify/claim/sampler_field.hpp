#pragma once

#include <Eigen/Core>

#include "sim/path_engine.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {

/// The vector field that the sampler under test follows, at points of our choice: its own vector kernel with the noise
/// switched off. Points are columns, shape (d, n), n <= paths_per_block, any d.
class SamplerField {
 public:
  SamplerField(const Workbench& bench, Stream stream);

  /// n points of the true p_t, from the random numbers of the stream.
  Eigen::MatrixXd points(double t, std::int64_t n) const;
  /// s_t + omega (s_t - s^J_t) as the sampler computes it, shape (d, n).
  Eigen::MatrixXd guided_score(double t, double omega, const Eigen::MatrixXd& points) const;
  /// log p_t and log h_t of the true pair, shape (n).
  Eigen::ArrayXd log_density(double t, const Eigen::MatrixXd& points) const;
  Eigen::ArrayXd log_h(double t, const Eigen::MatrixXd& points) const;
  /// A tenth of the smallest standard deviation of a noised component: a length on which all of these bend little.
  double short_length(double t) const;

 private:
  const GuidedPair& pair_;
  PathEngine truth_;
  PathEngine sampler_;
};

}  // namespace plumbline
