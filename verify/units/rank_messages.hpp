#pragma once

#include <string>

#include "results/store/seal.hpp"
#include "verify/units/ranks.hpp"

namespace plumbline {

/// What the hand of a worker says: the first number of a question.
///
///     ready    then what all must agree on, as text        -> a batch
///     more     while another batch is under way            -> a batch
///     done     then 1 if it wants more, seconds, how many units of the batch are done, how many are not, those that
///              are not, and for each that is done its place, the length of its row, and the row
///                                                          -> a batch, or kLater if it wants none
///     failed   then exit status and line                   -> kNoMore
///     goodbye                                              -> kNoMore
///
/// A batch is the places of the units to do next, or kNoMore where there are none.
enum class Says { ready, more, done, failed, goodbye };

constexpr double kNoMore = -1.0;
constexpr double kLater = -2.0;

/// Units shorter than this travel together, up to as many as take so long.
constexpr double kBatchSeconds = 0.02;
/// While units are shorter than this, a hand asks for more before it is done: it never waits for the leader, who may
/// look for questions once a millisecond.
constexpr double kAheadSeconds = 0.2;

inline double number_of(Says kind) { return static_cast<double>(kind); }
inline Says kind_of(const Ranks::Question& question) {
  return static_cast<Says>(static_cast<int>(question.row.front()));
}

/// What all ranks must agree on, or their rows do not belong together.
inline std::string agreement(const Units& work, const UnitRun& run) {
  std::string text = run.identity;
  for (const std::string& unit : work.units) text += '\n' + unit;
  return seal_of(text);
}

}  // namespace plumbline
