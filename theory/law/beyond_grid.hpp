#pragma once

#include <vector>

#include "theory/law/grid_law.hpp"
#include "theory/problem/transitions.hpp"
#include "theory/score/estimated_scores.hpp"

namespace plumbline {

/// The ends of the grid of q_0, q_1, ..., q_N.
struct GridEnds {
  std::vector<GridEnd> left;
  std::vector<GridEnd> right;
};

/// Logarithm of what E h^power(Y_N) owes to paths that leave the grid and come back to it: the largest, over both sides and
/// all n < N, of
///
///   Int_{beyond the end} q_n(y) E[ h^power(Y_N) | Y_n = y ] dy,
///
/// q_n from its value and slope at the end, with the decay of its far field from there on, and the conditional mean from its
/// far field (H1, theory/README.md, section 8), both Gaussian. The ancestors of the cost-weighted law may live far from where
/// Y_N does, and what two grids both leave out their difference does not show. -infinity where the moment is
/// infinite, and on a side where q_N h^power itself lives beyond the grid, where q_N is continued: then it is not a
/// question of ancestors.
double log_cost_beyond(const EstimatedScores& scores, const Transitions& run, const GridEnds& ends, double power);

}  // namespace plumbline
