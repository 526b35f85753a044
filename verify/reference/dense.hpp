#pragma once

#include <optional>

#include "verify/reference/affine.hpp"
#include "verify/reference/problem.hpp"

namespace plumbline::reference {

/// Costs, mean, second moment, path KL and, where the law of (26) is known, the distances from it, for any mixtures on
/// the line: the Chapman-Kolmogorov recursion in long double on a linear scale, each time on its own grid, which is
/// spaced by the width of the integrand there and reaches as far as the cost-weighted law has ancestors (seen backward,
/// by the adjoint recursion). The doubt of each: what a finer grid and what rounded times change. Nothing where the
/// grids would take more points than `most_points`, or where two spacings do not agree.
std::optional<Answers> dense_answers(const Problem& problem);

inline constexpr long double most_points = 60000;

}  // namespace plumbline::reference
