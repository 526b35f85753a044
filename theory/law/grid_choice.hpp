#pragma once

#include "theory/law/grid_law.hpp"
#include "theory/problem/transitions.hpp"
#include "theory/score/estimated_scores.hpp"

namespace plumbline {

struct Domain {
  double low = 0.0;
  double high = 0.0;
};

/// E h^q is asked for with q from `least` to `greatest`.
struct CostPowers {
  double least = 1.0;
  double greatest = 1.0;
};

/// Where the law of a chain and its cost live, from closed forms only: 9 standard deviations of every noised component,
/// of the tails of all Y_n, and of the tails of q_n E[h^power(Y_N) | Y_n], the ancestors of the cost-weighted law, for
/// both powers (H1). Outer components that take over far out are inside. Not beyond five times what holds the law
/// alone.
Domain choose_domain(const EstimatedScores& scores, const Transitions& run, const CostPowers& powers);

/// A first grid over that domain (chain_law() widens and refines it by measurement): its spacing resolves log p_t and
/// log p^J_t, so that the local interpolation, whose error is measured on twice the spacing, stays within the tolerance
/// over all steps with narrow kernels. Throws OutOfReach like grid_over().
LineGrid choose_grid(const LineScores<double>& scores, const Transitions& run, const Domain& interval,
                     double tolerance);

/// No law is followed on more points than this.
inline constexpr Eigen::Index most_points = 65536;
/// No law is made finer, or longer, than these points times steps, some ten seconds: its error says what it is worth.
inline constexpr double most_point_steps = 1e8;

/// The grid of this spacing from one end of the domain to the other; throws OutOfReach where that takes more than
/// most_points points, as the law of an unstable chain does.
LineGrid grid_over(const Domain& domain, double spacing);

}  // namespace plumbline
