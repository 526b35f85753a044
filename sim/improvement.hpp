#pragma once

#include <optional>
#include <vector>

#include "sim/path_engine.hpp"

namespace plumbline {

/// What guidance made of one path: a lower cost or a higher reward, the other way, or no difference beyond rounding.
enum class Outcome { better, worse, tied };

/// Compares the costs h_t of two end states, also where they are so near to a bound of h that h itself rounds to it.
///
/// h = sum E b_k N_k / sum a_k N_k lies between the least and the largest E b_k / a_k, low and high (for
/// classifier-free guidance h = 1/p(c|y), low = 1). What is compared is log(h - low), which rises with h and has all
/// its digits near low; where that ties, log(high - h). Both are log ratios of mixtures with other weights. For an
/// arbitrary cost on the line it is log h.
class CostOrder {
 public:
  explicit CostOrder(const GuidedPair& pair);
  CostOrder(const CostOrder&) = delete;
  CostOrder& operator=(const CostOrder&) = delete;

  /// What is compared, for every path of a block at time t.
  struct Levels {
    std::vector<double> above_low;   ///< log(h - low); empty where h is constant
    std::vector<double> below_high;  ///< log(high - h); empty where h has no bound
  };
  Levels levels(const PathBlock& block, double t) const;
  Outcome compare(const Levels& guided, const Levels& unguided, std::size_t path) const;

 private:
  bool lower_is_better_;
  GuidedPair above_;  ///< its h is h - low; without components where h is constant
  GuidedPair below_;  ///< its h is high - h; without components where h has no bound
  std::optional<PathEngine> above_engine_;
  std::optional<PathEngine> below_engine_;
};

}  // namespace plumbline
