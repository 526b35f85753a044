#pragma once

#include <vector>

#include "theory/law/chain_law.hpp"

namespace plumbline {

/// A bounded observable that rises with the cost (or the reward): J / (J + E J), in (0, 1). Errors are ranked by what
/// they do to it. E J itself will not do: under an error along its own gradient it can be infinite (a cost like
/// exp(b x) has an exponentially large gradient).
Column<double> log_saturated_cost(const NoisedScores<double>& scores, double log_expected);

/// How an error of the mean of step n moves E f(Y_N) to first order, f = J / (J + E J): on the points of `grid`
///   gradient[n - 1] = d/dm E v_n(m + S_n Z) at m = m_n(y),  v_n(y) = E[f(Y_N) | Y_n = y].
struct ValueGradient {
  LineGrid grid;
  std::vector<double> times;             ///< t_{n-1}: where step n takes its score
  std::vector<Column<double>> gradient;  ///< shape (N), each of shape (grid.n)
};

/// The chain (27) with its true scores on the line: what imperfect samplers are compared with.
struct Baseline {
  /// `value_nodes` Gauss-Hermite nodes a step are enough for the gradient of a value function that is smooth on the
  /// scale of S.
  Baseline(const GuidedPair& of_pair, const Chain& of_chain, const LawOptions& options = {}, int value_nodes = 12);

  /// E J / (J + E J) under a law at tend.
  Value saturated_cost(const ResolvedLaw& of_law) const;

  GuidedPair pair;
  Chain chain;
  Transitions run;  ///< of the chain
  ChainLaw law;
  ValueGradient gradient;
};

}  // namespace plumbline
