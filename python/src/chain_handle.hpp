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
  Transitions run;  ///< without steps where they are more than coefficients
  std::optional<Chain> chain;
  std::optional<ChainFamily> family;

  /// Whether its steps are more than coefficients: a rule with stages or a memory, or guidance not linear in the scores.
  bool is_staged() const { return chain && !is_all_steps(*chain); }

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
