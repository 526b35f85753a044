#pragma once

#include <span>

#include "theory/problem/line_cost.hpp"
#include "theory/score/column.hpp"

namespace plumbline {

/// One component of a mixture on the line.
template <class Real>
struct LineComponent {
  Real weight;
  Real mean;
  Real variance;
};

/// log h_t(y) = log E[J(X_0) | X_{1-t} = y] and its derivative s^J_t - s_t, both of shape (n), for an arbitrary cost on
/// the line.
///
/// Given y, X_0 is in component k with probability pi_k(y), and then N((sqrt(t) v y + (1 - t) m) / V, v (1 - t) / V), V
/// = t v + 1 - t. So h_t is a sum of Gaussian means of J, by quadrature (gaussian_means), and h_1 = J. Error: about
/// 1e-14 relative.
struct LogCost {
  Column<double> log_h;
  Column<double> slope;
};
LogCost log_cost_given_state(const LineCost& cost, std::span<const LineComponent<double>> base, double t,
                             const Column<double>& y);

}  // namespace plumbline
