#pragma once

#include <Eigen/Core>

#include <vector>

#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// What the noised laws of a pair in the plane tell about n points at one reverse time; all of shape (n).
struct PlaneFields {
  Eigen::ArrayXd log_density;         ///< log p_t
  Eigen::ArrayXd score_x, score_y;    ///< s_t
  Eigen::ArrayXd change_x, change_y;  ///< s_t - s^J_t
  Eigen::ArrayXd log_h;               ///< log h_t
};

/// The scores of a pair in the plane at one reverse time, any covariances, vectorised over points. Results do not
/// depend on the number of threads. Preconditions: d = 2 and positive noised covariances.
class PlaneScores {
 public:
  PlaneScores(const GuidedPair& pair, double t);
  PlaneFields operator()(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, int n_threads = 1) const;

 private:
  struct Term {
    double log_base;        ///< log of a_k / (2 pi sqrt(det))
    double log_reweighted;  ///< log of b_k / (2 pi sqrt(det))
    double mean_x, mean_y;
    double p_xx, p_xy, p_yy;  ///< the noised precision
  };
  struct Field;
  PlaneFields block(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y) const;
  Field mixture(const std::vector<Eigen::ArrayXd>& exponents, double Term::*log_weight, const Eigen::ArrayXd& x,
                const Eigen::ArrayXd& y) const;

  std::vector<Term> terms_;
  double log_expected_;
};

}  // namespace plumbline
