#pragma once

#include <Eigen/Core>

#include <cstdint>

#include "theory/base/quantities.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// What a score is learned from: independent draws of the base law, and the cost or reward at each. No trajectories.
struct TrainingSet {
  Eigen::MatrixXd points;   ///< x_i, shape (d, n)
  Eigen::VectorXd weights;  ///< J(x_i) or r(x_i) > 0, shape (n)
};

/// Which of the two scores is learned: s from plain data, s^J (or s^r) from the same data weighted with J (or r).
enum class Learned { base, reweighted };

/// n draws of the base law of a pair. Points of a cloud come with the values of their table.
TrainingSet draw_training_set(const GuidedPair& pair, std::int64_t n, Seed seed);

/// The kernel score of a training set: the minimiser, over all functions, of its denoising loss
///   Sum_i rho_i E |theta(sqrt(t) x_i + sqrt(1 - t) Z) + Z / sqrt(1 - t)|^2
/// is the score of the noised cloud of the x_i with weights rho_i; rho_i = 1 estimates s, rho_i = J(x_i) or r(x_i)
/// estimates s^J or s^r (G2). Both at once, as a pair of points; singular at t = 1. n shapes the cost of every
/// evaluation.
GuidedPair kernel_pair(const TrainingSet& data, Objective objective);

}  // namespace plumbline
