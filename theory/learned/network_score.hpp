#pragma once

#include <Eigen/Core>

#include <array>
#include <cstdint>

#include "theory/base/quantities.hpp"
#include "theory/learned/feature_score.hpp"
#include "theory/learned/training_set.hpp"

namespace plumbline {

/// How large a network is and how it is trained; our choice.
struct NetworkPlan {
  Eigen::Index width = 32;      ///< of both hidden layers
  std::int64_t updates = 3000;  ///< steps of Adam
  Eigen::Index batch = 256;     ///< data, times and noises drawn anew for each
  double rate = 0.01;           ///< step size, falling to 0 along a half cosine
  Time t0{1e-3};                ///< times are drawn uniformly in logit t from t0 ...
  Time tend{0.98};              ///< ... to tend, below 1
  Seed seed{20260101};          ///< of the first weights and of all draws
};

/// A score in R^d from a perceptron with two hidden layers,
///   theta_t(y) = -y - sqrt(t / (1 - t)) v(y, log t, sqrt t),
///   v = W3 tanh(W2 tanh(W1 (y, l, sqrt t, 1), 1), 1),   l = log(t / (1 - t)) / 4,
/// so that v is of order 1 at every t, and theta the score of N(0, I) where v = 0.
class NetworkScore {
 public:
  /// Random weights: each layer uniform with variance 1 / (3 inputs), the last one 0.
  NetworkScore(Eigen::Index dimension, Eigen::Index width, Seed seed);

  /// At the columns of y, shape (d, n), reverse time t in (0, 1).
  Eigen::MatrixXd in_space(double t, const Eigen::MatrixXd& y) const;
  /// On the line, at n points.
  Column<double> operator()(double t, const Column<double>& y) const;
  /// On the line, far out: all units of the first layer are saturated.
  AffineError far(double t, Side side) const;

  /// v at the columns of x = (y, l, sqrt t), shape (d + 2, n).
  Eigen::MatrixXd velocity(const Eigen::MatrixXd& x) const;
  /// With v*, shape (d, n), and rho, shape (n): the loss (1/n) Sum_i rho_i |v(x_i) - v*_i|^2 and its gradient in each
  /// W.
  double loss(const Eigen::MatrixXd& x, const Eigen::MatrixXd& wanted, const Eigen::ArrayXd& rho,
              std::array<Eigen::MatrixXd, 3>& gradient) const;

  std::array<Eigen::MatrixXd, 3> weights;  ///< W1, W2, W3, the last column of each for the constant input
};

/// Trains by Adam (Kingma & Ba 2015) on the weighted denoising loss of claim G2. In terms of v it is
///   E rho |v - (sqrt(t) Z - sqrt(1 - t) x)|^2 t / (1 - t),
/// of which the factor t / (1 - t) is left out: over all functions the minimiser at each t is the same. rho = 1 for s;
/// rho = J(x) or r(x), scaled to mean 1, for s^J or s^r: the same draws for both. One thread, one order of operations:
/// deterministic given the seed.
NetworkScore train_network(const TrainingSet& data, Learned which, const NetworkPlan& plan);

}  // namespace plumbline
