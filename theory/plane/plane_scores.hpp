#pragma once

#include <Eigen/Core>

#include <vector>

#include "theory/plane/plane_mixture.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// What the noised laws of a pair in the plane tell about n points at one reverse time; all of shape (n).
struct PlaneFields {
  Eigen::ArrayXd log_density;         ///< log p_t
  Eigen::ArrayXd score_x, score_y;    ///< s_t
  Eigen::ArrayXd change_x, change_y;  ///< s_t - s^J_t
  Eigen::ArrayXd log_h;               ///< log h_t
  Eigen::ArrayXd change_divergence;   ///< div (s_t - s^J_t); empty unless it was asked for
};

/// The scores of a pair in the plane at one reverse time, any covariances, vectorised over points. Results do not
/// depend on the number of threads. Preconditions: d = 2 and positive noised covariances.
class PlaneScores {
 public:
  PlaneScores(const GuidedPair& pair, double t);
  PlaneFields operator()(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, int n_threads = 1) const;
  PlaneFields with_divergence(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, int n_threads = 1) const;

 private:
  PlaneFields fields(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, int n_threads, bool with_divergence) const;

  std::vector<PlaneTerm> terms_;
  double log_expected_;
};

}  // namespace plumbline
