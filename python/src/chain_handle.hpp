#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/integrability/first_finite_steps.hpp"
#include "theory/problem/transitions.hpp"

namespace plumbline::python {

/// A sampler of the affine form: its steps, and the chain or the family of chains that they were made from, if any.
struct ChainHandle {
  std::shared_ptr<const Case> problem;
  Transitions run;
  std::optional<Chain> chain;
  std::optional<ChainFamily> family;

  /// Of all states, the last among them; shape (N + 1).
  std::vector<double> times() const {
    std::vector<double> all;
    for (const Step<double>& step : run.steps) all.push_back(step.time);
    all.push_back(run.tend.value);
    return all;
  }
};

}  // namespace plumbline::python
