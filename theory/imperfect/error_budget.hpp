#pragma once

#include <string>

#include "theory/law/limit_law.hpp"
#include "theory/problem/scheme.hpp"
#include "theory/score/estimated_scores.hpp"

namespace plumbline {

/// A practical sampler: everything in which it differs from the SDE (26) run from p_{t0} at t0 to 1 with true scores.
struct PracticalSampler {
  GuidanceScale w{1.0};
  Scheme scheme = Scheme::ddpm;
  Time t0{1e-3};         ///< initialisation: N(0, 1) instead of p_{t0}
  Time tend{0.99};       ///< truncation: stops early, within a step; the cost is still J
  StepCount steps{128};  ///< discretisation: log-uniform from t0 to 1, whether it stops early or not
  ScoreError error;      ///< score
};

/// The sampler of the budget (our choice), all four causes halved `halvings` times: at first t0 = 2^-5, 1 - tend =
/// 0.04, a step of log t of log 2 / 4 (so that the number of steps stays whole while log t0 grows), the error 0.2 t
/// sin(y) of the guided score. It fades towards the start, where halving t0 would otherwise add to it.
PracticalSampler practical_sampler(int halvings);

/// The four-way budget of E3 for E J(Y). A part is what switching its cause off, alone, takes from the total error.
struct ErrorBudget {
  Value total;  ///< E J of the practical sampler - E J of (26), signed
  Value initialisation;
  Value truncation;
  Value discretisation;
  Value score;
  Value remainder;  ///< total - the sum of the parts: second order in them
};

/// Exact laws throughout. Without discretisation: the limit in N by Richardson extrapolation of exact laws of the
/// `exponential` chain, which needs an error that is smooth in time.
ErrorBudget error_budget(const GuidedPair& pair, const PracticalSampler& sampler, const LawOptions& options = {});

}  // namespace plumbline
