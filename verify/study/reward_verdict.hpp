#pragma once

#include <span>
#include <string>
#include <vector>

#include "theory/base/value.hpp"
#include "verify/study/reward_cell.hpp"

namespace plumbline {

/// Up to which guidance scale there is a gain, and what comes after.
struct Improvement {
  double up_to = 0.0;    ///< the largest w up to which every w > 0 gains
  double best_at = 0.0;  ///< among these, the w with the largest gain; 0 without any
  double lost_at;        ///< the first w without a finite gain beyond three errors; NaN if all gain
  std::string in_words;
};

/// From the gains over w = 0 at `scales`, which begin with 0. All numbers are NaN where the gains are.
Improvement improvement_of(const std::vector<double>& scales, std::span<const Value> gains);

/// gain - R2 in the limit of many steps. Its error is the statistical one, and what the extrapolation may be off by.
Value extrapolated(const RewardDefect& defect);

/// Whether defect = 0, told with a tenth of R2 as the resolution: of exact values, or of means at that false-alarm
/// rate.
std::string exact_verdict(const RewardDefect& defect, const Value& r2);
std::string monte_carlo_verdict(const RewardDefect& defect, const Value& r2, double false_alarm);

}  // namespace plumbline
