#pragma once

#include <optional>
#include <string>
#include <vector>

#include "theory/problem/transitions.hpp"
#include "theory/score/estimated_scores.hpp"

namespace plumbline {

/// The far field of the law of a chain on one side of the line: there it decays like N(mean, variance), because all
/// scores are affine up to exponentially small terms (theory/README.md, H1):
///   mean' = (A + B kappa) mean + B c,   variance' = (A + B kappa)^2 variance + S^2,   G(y) = kappa y + c far out.
struct LineTail {
  double mean = 0.0;
  double variance = 1.0;
};

/// log h_t = growth y^2 + slope y + constant far out on one side, the constant up to the weights of the components.
struct CostTail {
  double growth = 0.0;
  double slope = 0.0;
  double constant = 0.0;
};

/// Whether E h^power is finite for a law that decays like exp(-y^2 / (2 variance)) and a cost that grows like
/// exp(growth y^2) (H1).
inline bool has_finite_cost(double power, double growth, double variance) { return power * growth < 0.5 / variance; }

/// "E J^2 is finite: J grows like exp(0.1 y^2), the law decays like exp(-0.5 y^2)".
std::string why_cost_finite(double power, bool is_finite, double growth, double variance);

/// The far field of q h^power, again a Gaussian: tilted by the cost. Nothing where E h^power is infinite.
std::optional<LineTail> tilted_tail(const LineTail& tail, const CostTail& cost, double power);

/// Whether E h^power may be a double, by what the far fields on both sides alone contribute to it. Where it is not,
/// no grid need reach for it.
bool within_doubles(const EstimatedScores& scores, const Transitions& run, double power);

CostTail cost_tail(const LineScores<double>& scores, double t, Side side);

/// The far field of log E[h^power(Y_N) | Y_n = y] for n = 0, 1, ..., N, by Gaussian integrals backward through the
/// steps y' = (A + B kappa) y + B c + S z. Empty where one of them is infinite.
std::vector<CostTail> expected_cost_tails(const EstimatedScores& scores, const Transitions& run, Side side,
                                          double power);

/// The tail at Y_0, Y_1, ..., Y_N: N + 1 entries. The start is that of the true scores.
std::vector<LineTail> line_tails(const EstimatedScores& scores, const Transitions& run, Side side);

}  // namespace plumbline
