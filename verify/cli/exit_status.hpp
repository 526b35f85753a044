#pragma once

#include "verify/statistics/verdict.hpp"

namespace plumbline {

/// Exit statuses of the command.
enum class ExitStatus : int {
  holds = 0,         ///< every claim holds; or the command did what was asked
  violated = 1,      ///< a claim is violated, or a comparison found a regression
  bad_input = 2,     ///< bad usage or bad input: one line on stderr
  inconclusive = 3,  ///< nothing is violated, but something could not be decided, or not be computed: never a pass
  output = 4         ///< input/output failed: one line on stderr
};

/// What a run that came to this verdict exits with.
inline ExitStatus exit_status_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return ExitStatus::holds;
    case Verdict::violated:
      return ExitStatus::violated;
    case Verdict::inconclusive:
      break;
  }
  return ExitStatus::inconclusive;
}

}  // namespace plumbline
