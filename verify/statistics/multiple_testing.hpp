#pragma once

#include <span>
#include <vector>

namespace plumbline {

/// Several checks at once, whatever their dependence.

/// The p-value of "all claims are true" by the union bound: min(1, n min p).
double union_p_value(std::span<const double> p_values);

/// Which claims are refused at family-wise rate alpha: Holm, "A simple sequentially rejective multiple test procedure"
/// (Scand. J. Statist. 6, 1979). Refuses at least what the union bound refuses, at the same guarantee.
std::vector<bool> holm(std::span<const double> p_values, double alpha);

}  // namespace plumbline
