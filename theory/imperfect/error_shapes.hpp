#pragma once

#include "theory/problem/error_kind.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/problem/quantities.hpp"
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
/// Throws InputError for worst_case, which needs the chain (worst_case.hpp), and fresh_noise, which is no field.
ScoreError error_shape(const ErrorSpec& spec, const GuidedPair& pair, Time t0, Time tend);

/// The error field e(t, y) put on the scores that `target` names.
using PlainField = std::function<Column<double>(double t, const Column<double>& y, const NoisedScores<double>& exact)>;
ScoreError error_on(ErrorTarget target, const PlainField& field);

}  // namespace plumbline
