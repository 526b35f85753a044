#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/integrability/first_finite_steps.hpp"
#include "theory/problem/stepping_rule.hpp"
#include "theory/problem/transitions.hpp"

namespace plumbline::python {

/// A sampler: the chain or the family of chains that it was made from, if any, and its steps where they are of the
/// affine form.
struct ChainHandle {
  std::shared_ptr<const Case> problem;
  Transitions run;  ///< without steps for a rule with stages or a memory
  std::optional<Chain> chain;
  std::optional<ChainFamily> family;

  /// Whether it is of a rule with stages or a memory, whose steps are more than coefficients.
  bool is_staged() const { return chain && !is_affine(chain->scheme); }

  /// Of all states, the last among them; shape (N + 1).
  std::vector<double> times() const {
    if (is_staged()) return chain->grid.times();
    std::vector<double> all;
    for (const Step<double>& step : run.steps) all.push_back(step.time);
    all.push_back(run.tend.value);
    return all;
  }
};

}  // namespace plumbline::python
