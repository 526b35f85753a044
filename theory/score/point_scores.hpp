#pragma once

#include <Eigen/Core>

#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// The noised scores of a guided pair at one point of R^d, any covariances.
struct PointScores {
  double log_density = 0.0;
  Eigen::VectorXd score;
  Eigen::VectorXd score_reweighted;
  double log_h = 0.0;
};

/// Scores at y, shape (d), and reverse time t; the noised covariance t C + (1 - t) I must be positive.
PointScores point_scores(const GuidedPair& pair, double t, const Eigen::VectorXd& y);

}  // namespace plumbline
