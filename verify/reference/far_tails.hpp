#pragma once

#include <vector>

#include "verify/reference/problem.hpp"

namespace plumbline::reference {

using Long = long double;

/// N(mean, variance), as which Y_n decays on one side.
struct Tail {
  Long mean;
  Long variance;
};

/// The far field of Y_0, ..., Y_N by the widest components, among equals the outermost: an affine recursion (H1).
std::vector<Tail> tails(const Problem& problem, const std::vector<Long>& times, bool right);

/// Whether E h^power is finite at the end.
bool finite_cost(const Problem& problem, Long tail_variance, Long t, double power);

}  // namespace plumbline::reference
