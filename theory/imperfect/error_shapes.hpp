#pragma once

#include "theory/base/quantities.hpp"
#include "theory/problem/error_kind.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/score/estimated_scores.hpp"

namespace plumbline {

/// What decides the shape of an injected error besides its kind.
struct ErrorSpec {
  ErrorKind kind = ErrorKind::constant;
  ErrorTarget target = ErrorTarget::guided;
  Seed seed{20260101};  ///< of the smooth random field
};

/// The error field of that kind for a pair on the line, between the times t0 and tend, amplitude 1 (its size is not 1:
/// imperfect_law() scales it). An error of the guided score itself is one that s and s^J share: G = s + omega (s - s^J)
/// then moves by just that, whatever omega is.
/// Throws InputError for worst_case, which needs the chain (worst_case.hpp), for fresh_noise, which is no field, and
/// for rounding, whose steps no grid resolves (space_error.hpp).
ScoreError error_shape(const ErrorSpec& spec, const GuidedPair& pair, Time t0, Time tend);

/// Whether an error of the score named `score` is meant: the guided score is hit through both.
bool is_wrong(ErrorTarget target, ErrorTarget score);

/// Parts of these shapes that do not depend on the dimension.

/// 1 on part number `part` of three equal parts of log t from t0 to tend, else 0.
double in_third(int part, double t, Time t0, Time tend);
/// 1 / (1 + p_t / (c peak)): 1/2 where p_t is c = 1/20 of the peak of the isotropic normal law of the same variance,
/// that of base_variance() a coordinate at t = 1.
Column<double> thinness(const Column<double>& log_density, double t, double variance, Eigen::Index dimension);
/// The mean over the coordinates of their variances under the base law.
double base_variance(const GuidedPair& pair);

/// The error field e(t, y) put on the scores that `target` names.
using PlainField = std::function<Column<double>(double t, const Column<double>& y, const NoisedScores<double>& exact)>;
ScoreError error_on(ErrorTarget target, const PlainField& field);

}  // namespace plumbline
