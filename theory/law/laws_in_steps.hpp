#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "theory/law/chain_law.hpp"

namespace plumbline {

/// Chains of one kind with N, 2 N, 4 N .. steps: where the times are smooth functions of n / N, log q_N(y) has an
/// expansion in powers of 1/N at every y.
struct LawsInSteps {
  std::function<Transitions(std::int64_t n_steps)> run;
  std::int64_t coarsest;
  std::size_t n_levels;
  std::size_t most_levels;  ///< added one by one while the extrapolation is what limits the error
  double tail_variance;     ///< of the law that is wanted (H1)
};

/// The law at N = n_steps, which may be infinite, from the polynomial in 1/N through log q of the levels, point by point
/// on one grid. The second resolution is one order less; the error is four times their difference, plus the error of the
/// finest law and the rounding of its steps.
ResolvedLaw::Parts law_at(double n_steps, const GuidedPair& pair, const LawsInSteps& laws, const LawOptions& options);

/// The law of a chain whose own error is what the grid adds to an extrapolation: the interpolation error of its coarser
/// grid is 1.25^12 = 15 times its own, more than the weights of the extrapolation, which add up to about 8.
ChainLaw law_to_extrapolate(const GuidedPair& pair, const Transitions& run, const LawOptions& options);

/// The rounding of n_steps steps, relative, in the tails that E J^q weighs.
double rounding_of_steps(const ResolvedLaw& law, double cost_power, std::int64_t n_steps);

/// Chains of more steps than this are read off shorter ones, where they can be.
inline constexpr std::int64_t most_direct_steps = 16384;

/// The law of a long chain from those of 256 to 8192 steps (up to 32768): a million steps in the time of sixteen
/// thousand. Nothing where that is not to be had: a chain of most_direct_steps or fewer, times that are no smooth
/// function of n / N, a window of guidance, an error above options.tolerance and above what the steps round.
std::optional<ChainLaw> long_chain_law(const GuidedPair& pair, const Chain& chain, const LawOptions& options);

/// A quantity of order 1/N of such a chain, of relative error 1e-8 at most, from its values at 64 to 2048 steps.
std::optional<Value> long_chain_value(const Chain& chain, const std::function<Value(const Chain& shorter)>& quantity);

}  // namespace plumbline
