#pragma once

namespace plumbline {

/// What one step of the recursion rounds, relative to the mass of the law.
inline constexpr double rounding_per_step = 1e-15;

/// The same in the tails that E J^q weighs, where it does not average out: twice as much. It is held, like the safety
/// of the extrapolation, against the identity O1, which knows the answer.
inline constexpr double rounding_in_tails = 2.0 * rounding_per_step;

}  // namespace plumbline
