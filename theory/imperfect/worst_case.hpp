#pragma once

#include "theory/imperfect/baseline.hpp"

namespace plumbline {

/// To first order an error e_n of the guided score at step n changes E f(Y_N) by
///   Sum_n B_n E[ e_n(Y_{n-1}) g_n(Y_{n-1}) ],   g_n the gradient of the value function (ValueGradient).

/// That sum for a given error, amplitude included, along the chain with true scores.
double first_order_response(const Baseline& baseline, const ScoreError& error);

/// The error of the guided score with the largest first-order response among all with (1/N) Sum_n E |e_n|^2 = eps^2: by
/// Cauchy and Schwarz e_n = lambda B_n g_n, with response eps (N Sum_n B_n^2 E g_n^2)^(1/2). Here with lambda = 1 for a
/// cost (E f rises) and -1 for a reward (E f falls). On the points of the gradient's grid, interpolated between them,
/// constant beyond; a time between two steps belongs to the earlier one.
ScoreError worst_case_shape(const Baseline& baseline);

}  // namespace plumbline
