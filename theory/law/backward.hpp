#pragma once

#include <functional>
#include <span>

#include "theory/law/chain_law.hpp"

namespace plumbline {

/// Called for n = N .. 1, on the points of the grid: log v_{n-1}, and the logarithmic derivative d/dm log E v_n(m + S_n
/// x) at m = m_n(y), by which an error of the mean of step n moves E f(Y_N).
using ValueObserver = std::function<void(std::size_t n, const Column<double>& log_value, const Column<double>& slope)>;

struct BackwardOptions {
  int n_nodes = 24;  ///< Gauss-Hermite nodes a step: rounding for S up to the scale on which log v bends
  ValueObserver on_step{};
};

/// log v_0, v_n(y) = E[ f(Y_N) | Y_n = y ], on the points of `grid`, shape (n): the backward twin of the forward law,
///   v_{n-1}(y) = E[ v_n(m_n(y) + S_n x) ],  x ~ N(0, 1),
/// by Gauss-Hermite nodes on local interpolations of log v (quadratic continuation beyond the ends). log_f is the
/// logarithm of a positive f. E f(Y_N) = Int q_0 v_0 must equal the forward value: neither uses the other's kernel.
/// No error estimate of its own.
Column<double> backward_log_value(const GuidedPair& pair, std::span<const Step<double>> steps, const LineGrid& grid,
                                  const std::function<Column<double>(const Column<double>&)>& log_f,
                                  const BackwardOptions& options = {});

}  // namespace plumbline
