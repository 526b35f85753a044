#pragma once

#include <functional>

#include "theory/base/value.hpp"
#include "theory/learned/feature_score.hpp"

namespace plumbline {

/// A change of a score at the points y, given the scores there.
using ScoreChange = std::function<Column<double>(const Column<double>& y, const NoisedScores<double>& scores)>;

/// L(s + change) - L(s) for the denoising loss L(theta) = E[ rho(X_0) |theta(Y) + Z / sqrt(1 - t)|^2 ] of claim G2 at
/// reverse time t on the line, rho = 1 and s = s_t, or rho = J (or r) and s = s^J_t, as `which` says: by its
/// definition, a double sum over x and Z of rho(x) p(x) (2 (s(y) + Z / sqrt(1 - t)) + change(y)) change(y), trapezoidal
/// in both. The law of the data needs a density. The error is the difference to a coarser sum and the rounding of terms
/// that cancel, in which a change may be a difference of numbers as large as the scores.
Value excess_loss(const GuidedPair& pair, Learned which, double t, const ScoreChange& change);

/// E[ rho(X_0) change(Y)^2 ] by one sum over y, from the noised densities: what the excess is if s is the minimiser,
/// for then the loss is stationary there, and it is quadratic.
Value weighted_square(const GuidedPair& pair, Learned which, double t, const ScoreChange& change);

}  // namespace plumbline
