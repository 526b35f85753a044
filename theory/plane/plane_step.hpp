#pragma once

#include "theory/plane/plane_hermite.hpp"
#include "theory/plane/plane_scores.hpp"
#include "theory/problem/chain.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/problem/guided_score_error.hpp"

namespace plumbline {

/// How finely one run works. Two runs that have nothing of this in common bound each other's errors.
struct PlanePlan {
  double spacing = 0.4;           ///< first spacing over the smallest noised deviation, before it is measured
  double grid_tolerance = 1e-12;  ///< of a step: mean error of interpolating log q and the drift
  double step_tolerance = 1e-12;  ///< of a step: mean change of log q' that its quadrature leaves
  double negligible_log = -46.0;  ///< places where q max(1, h / E J)^cost_power is below this of its peak are left out
  double kernel_radius = 8.5;     ///< of the scatter form, in S, beyond what the growth of the cost asks for
};

/// The problem of one run, with whatever all of its steps need.
struct PlaneProblem {
  const GuidedPair& pair;
  double cost_power;
  const GuidedScoreError& error;
  int n_threads;
  GuidanceRule rule{};  ///< what is made of the scores; the steps hold its scale
};

/// A law on the way, log q on its grid.
struct PlaneState {
  PlaneGrid grid;
  PlaneField log_q;
  double smoothness = 0.0;   ///< sums over the grid treat q as if it were no narrower than this deviation
  bool interpolable = true;  ///< whether log q may be interpolated; else the grid serves sums only
};

/// What the scores make of a grid: the displacement delta = (A - 1) y + B G and log h - log E J; shape (n_x, n_y).
struct PlaneDrift {
  PlaneField delta_x, delta_y;
  PlaneField log_h;
};
PlaneDrift drift_on(const PlaneProblem& problem, const Step<double>& step, const PlaneGrid& grid);

/// log of q max(1, h / E J)^cost_power: what must be small before a place may be left out.
PlaneField log_importance(const PlaneField& log_q, const PlaneField& log_h, double cost_power);

/// Weights of errors: half by q, half by q h^cost_power, each of sum 1.
PlaneField error_weights(const PlaneField& log_q, const PlaneField& log_h, double cost_power);

/// log q on a lattice of another spacing over the same box. Throws InputError where that takes more than 4e6 points.
PlaneState with_spacing(const PlaneState& state, double h, int n_threads);
void require_affordable(double n_points);

/// The next spacing where an interpolation error is above its tolerance.
double finer_spacing(double h, double error, double tolerance);

/// The smallest window that holds every place of importance above `negligible_log` of the peak, a little wider.
PlaneState trimmed(const PlaneState& state, const PlaneField& importance, double negligible_log);

/// Largest importance on the border against its peak.
double border_of(const PlaneField& importance);

}  // namespace plumbline
