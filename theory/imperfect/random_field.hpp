#pragma once

#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/score/column.hpp"

namespace plumbline {

/// A smooth random function of (u, y), u = log t, by random Fourier features (Rahimi & Recht 2007):
///   e(u, y) = sqrt(2 / K) Sum_k cos(a_k y + b_k u + c_k),   a_k, b_k ~ N(0, 1), c_k uniform,
/// for K to infinity a Gaussian field of variance 1 with covariance exp(-(dy^2 + du^2) / 2). Bounded by sqrt(2 K). The
/// same field for the same seed everywhere (SeededRandom).
class RandomField {
 public:
  explicit RandomField(Seed seed, int n_features = 24);

  Column<double> operator()(double t, const Column<double>& y) const;

 private:
  struct Wave {
    double in_y;
    double in_u;
    double phase;
  };
  std::vector<Wave> waves_;
};

}  // namespace plumbline
