#pragma once

#include "theory/plane/plane_step.hpp"

namespace plumbline {

/// A step of a chain and where it leads.
struct PlaneMove {
  const Step<double>& step;
  const Step<double>* next;
  double t_next;
};

/// One wide step of (27) by the scatter form: the sources on a lattice fine enough for the trapezoidal rule, whose
/// error exp(-2 pi^2 (S / (h stretch))^2) is summed over the law with the stretch of the step map measured place by
/// place; the result on a lattice fine enough to interpolate its logarithm or, where that asks for more points, for the
/// sums of another wide step. Cost independent of the spacing that the law had, and of the folds of the map. `next`:
/// the step that follows, null for none. Returns the law at t_next, trimmed. Throws InputError beyond 4e6 points.
PlaneState wide_step(const PlaneProblem& problem, const PlanePlan& plan, const PlaneMove& move,
                     const PlaneState& state);

/// Multiplications a point of `state` that the scatter form would take for the step.
double wide_step_cost(const PlaneProblem& problem, const PlanePlan& plan, const Step<double>& step,
                      const PlaneDrift& drift, const PlaneState& state);

}  // namespace plumbline
