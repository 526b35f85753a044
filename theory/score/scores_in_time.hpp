#pragma once

#include "theory/score/score_field.hpp"

namespace plumbline {

/// The same scores, best for many times on the same points; other points make it start anew.
///
/// For a field that is dear and smooth in time, as that of an arbitrary cost: thousands of steps then ask the field at
/// some hundred times only, and interpolate. A panel of log t, at first 1/2 long, gets its 20 Chebyshev nodes once it
/// has been asked a dozen times; it is halved until the field itself agrees at three times between the nodes to
/// 3e-14 (1 + |value|) in every value. Where halving does not help the field answers. Not for several threads at once.
ScoreField interpolated_in_time(ScoreField field);

}  // namespace plumbline
