#pragma once

#include "theory/plane/plane_hermite.hpp"

namespace plumbline {

/// The most nodes a direction that are tried; transitions to choose from need the padding for them.
inline constexpr int most_plane_nodes = 16;

struct PlaneRule {
  int n_nodes = 0;
  double error = 1.0;  ///< measured
};

/// The smallest Gauss-Hermite rule whose error is within the tolerance, or else the most accurate one, by measurement
/// on some rows as on the line: the mean of |difference of log q'| to the next smaller rule, extrapolated by the
/// observed ratio of two such differences. Weights, of the shape of the result, are half q and half q h.
PlaneRule choose_rule(const PlaneTransition& transition, const PlaneField& weights, double tolerance, int n_threads);

}  // namespace plumbline
