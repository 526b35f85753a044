#pragma once

#include "theory/imperfect/error_shapes.hpp"
#include "theory/problem/guided_score_error.hpp"

namespace plumbline {

/// The error of the guided score of that kind in any dimension, between the times t0 and tend, amplitude 1; on the line
/// that of error_shape(). For Monte Carlo and for laws in the plane; exact scores at one point at a time beyond the
/// line.
///
/// Constant, early, middle, late and low-density errors point along (1, .., 1) / sqrt(d); coordinate j of a smooth one
/// is 1/sqrt(d) times its own random field of (log t, y_j). Rounding has no free amplitude: its size is what the number
/// of bits makes it. Both scores (or the one that `target` names) are rounded to nearest, as those of a network that
/// computes in that precision would be. It jumps from one multiple of the last bit to the next, thousands of times
/// across the law, so no grid resolves its law: it is measured along paths. Throws InputError for worst_case and
/// fresh_noise.
GuidedScoreError space_error(const ErrorSpec& spec, const GuidedPair& pair, Time t0, Time tend);

/// The same, `factor` times as large.
GuidedScoreError scaled(const GuidedScoreError& error, double factor);

/// Whether the kind has a size of its own, so that it is not scaled.
bool has_own_size(ErrorKind kind);

}  // namespace plumbline
