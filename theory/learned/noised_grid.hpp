#pragma once

#include "theory/law/grid_law.hpp"
#include "theory/learned/training_set.hpp"
#include "theory/score/line_scores.hpp"

namespace plumbline {

/// Points that hold p_t and p^J_t on the line, `per_deviation` of them in the narrowest component's deviation.
LineGrid noised_grid(const LineScores<double>& scores, double t, double per_deviation = 5.0);

/// Trapezoidal weights of E[rho | y] p_t on such points: p_t for the base, E J p^J_t for the reweighted score.
Column<double> noised_weights(const NoisedScores<double>& scores, double spacing, Learned which);

}  // namespace plumbline
