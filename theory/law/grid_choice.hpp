#pragma once

#include <span>

#include "theory/law/grid_law.hpp"
#include "theory/problem/chain.hpp"
#include "theory/score/line_scores.hpp"

namespace plumbline {

/// A first grid for the law of a chain, from closed forms only (chain_law() widens and refines it by measurement):
/// it covers 9 standard deviations of every noised component, of the tails of all Y_n and of the cost-tilted tail of
/// Y_N (H1), tilted by h^cost_power; its spacing resolves log p_t and log p^J_t, so that the local interpolation, whose
/// error is measured on twice the spacing, stays within the tolerance over all steps.
LineGrid choose_grid(const LineScores<double>& scores, std::span<const Step<double>> steps, Start start, double t0,
                     double tend, double tolerance, double cost_power);

}  // namespace plumbline
