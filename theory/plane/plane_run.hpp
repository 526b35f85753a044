#pragma once

#include <functional>

#include "theory/plane/plane_step.hpp"

namespace plumbline {

/// Called before each step with the law of the state where it starts.
using PlaneStepObserver = std::function<void(const Step<double>& step, const PlaneLaw& law)>;

/// The law of a chain (27) in the plane by one run of the given fineness (theory/README.md, section 4): log q on a grid
/// whose spacing and window follow the density, not the noise of the steps. A narrow step is integrated by
/// Gauss-Hermite nodes, a wide one by the scatter form. Whatever a step leaves out or approximates is measured against
/// the plan, at every step or, of many, at one in a few; only a second plan tells the error of the result. Work linear
/// in the number of steps and in the number of points.
PlaneLaw run_plane_chain(const PlaneProblem& problem, const Chain& chain, const PlanePlan& plan,
                         const PlaneStepObserver& on_step);

}  // namespace plumbline
