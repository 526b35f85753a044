#pragma once

#include <cstdint>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// The experiment of LJ25, Figure 1 (its set-up as told by the caption; mixtures, scheme and start are our choice):
/// coupled guided and unguided trials at many guidance scales.
struct GuidanceScaleTrials {
  StepCount steps{4000};
  std::int64_t n_trials = 10'000;
  std::vector<double> scales;  ///< values of w; default_scales() unless given
  Scheme scheme = Scheme::ddpm;
  Time t0{1e-4};
  Seed seed{20260101};
};

/// 25 scales, log-spaced in [0.01, 10].
std::vector<double> default_scales();

/// The table `guidance_scale` over (case, w): the fraction of trials with a lower cost (for classifier-free guidance a
/// higher classifier probability 1/J) or a higher reward than the unguided one, the fraction that ties with it to
/// rounding (sim/improvement.hpp), the mean of -J with its standard error, and in one dimension the exact mean of the
/// same chain beside it (NaN elsewhere) with a verdict on the two by Catoni's truncated mean, which takes the variance
/// of J from the exact law. `allowance` is how far the truncated mean may be from the exact one, known before the
/// trials: what they can tell apart. HOLDS means agreement within an allowance of at most a tenth of the exact value;
/// INCONCLUSIVE(noise floor) a wider one, which more trials narrow; INCONCLUSIVE(infinite moment) that J has no
/// variance (H1). The verdicts of one table raise a false alarm with probability at most suite_false_alarm_rate. All
/// scales of a case share their starts, the noise and the unguided path of every trial. A unit is one scale; the first
/// of a case to be computed runs the trials of all. Deterministic for any number of threads.
Study guidance_scale_study(std::vector<Case> cases, GuidanceScaleTrials trials);

}  // namespace plumbline
