#pragma once

#include "theory/base/quantities.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// An interval that is proved to contain the number: low <= truth <= high, both rounded outward.
struct Enclosure {
  double low;
  double high;
  bool contains(double x) const { return low <= x && x <= high; }
};

/// Certified enclosures by ball arithmetic (Arb), 1-D pairs: rigorous integration of the analytic integrand over a
/// finite interval (adaptive Gauss-Legendre with proved error), plus a proved bound of both tails. The doubles that
/// describe the pair are exact inputs, as they are for the other rules of this folder. Built only where Arb is found;
/// slow (a second), and only for these constants.
Enclosure certified_expected_cost(const GuidedPair& pair);
/// E[h_t log h_t].
Enclosure certified_h_log_h(const GuidedPair& pair, Time t);
/// Ent(J) = E[J log J] - E J log E J.
Enclosure certified_cost_entropy(const GuidedPair& pair);
/// -2 (E[J log J] - E[h_{t0} log h_{t0}]), claim O3.
Enclosure certified_initial_slope(const GuidedPair& pair, Time t0);

}  // namespace plumbline
