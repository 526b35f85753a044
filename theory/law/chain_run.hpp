#pragma once

#include <vector>

#include "theory/law/beyond_grid.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/score/score_field.hpp"

namespace plumbline {

/// One pass of the recursion at one resolution: the workhorse of chain_law(). The transitions must outlive it.
struct ChainRun {
  ScoreField scores;
  ScoreField slopes;  ///< the two scores alone, which is all that most steps need
  const Transitions& transitions;
  double tail_variance = 1.0;  ///< of Y_N far out (H1)
  double cost_power = 1.0;     ///< q h^cost_power counts where errors and the ends of the grid are judged; 0: q alone
  /// The far field of E[h^cost_power(Y_N) | Y_n], on the left and on the right: empty where it has none.
  std::vector<CostTail> cost_left;
  std::vector<CostTail> cost_right;

  void judge_law_alone() {
    cost_power = 0.0;
    cost_left.clear();
    cost_right.clear();
  }
};

/// What one pass yields: the law of Y_N, and whether an end of the grid came to matter: some q_n, or q_N h^cost_power,
/// was above 2e-16 of its largest value there and not yet a Gaussian tail.
struct RunResult {
  GridLaw law;
  bool widen_left = false;
  bool widen_right = false;
  GridEnds ends{};
  double missed = 0.0;  ///< by the quadrature rules of the steps, StepRule::missed()
};

/// log q_0 on the points y: p_{t_0}, p^J_{t_0} or N(0, 1).
Column<double> start_log_density(const ScoreField& scores, Start start, Time t0, const Column<double>& y);

RunResult run_chain(const ChainRun& run, const LineGrid& grid, double step_tolerance, const StepObserver& on_step = {});

}  // namespace plumbline
