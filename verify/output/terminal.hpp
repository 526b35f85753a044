#pragma once

#include <string>

#include "theory/base/value.hpp"

namespace plumbline {

/// A value with as many digits as its error supports: "1.16941792(3)"; "inf" when infinite.
std::string format_value(const Value& value);

/// True when stdout is a terminal, so that colour and progress are welcome. NO_COLOR turns colour off.
bool stdout_is_terminal();
bool use_colour();

/// `text` with its verdicts in green, red and yellow if stdout is a terminal; as it is elsewhere.
std::string verdicts_in_colour(std::string text);

/// Prints lines on stderr, whatever names they quote (printable()). That it cannot be written changes nothing: neither
/// results nor the exit status.
void say(const std::string& text);

enum class ProgressMode {
  automatic,  ///< nothing before two seconds have passed; then a line that is rewritten on a terminal, elsewhere plain
              ///< lines, at most one in ten seconds
  each,       ///< a plain line for every unit, at once
  none
};

/// Progress of a long task on stderr, with the time that is left.
class Progress {
 public:
  /// `n_found` of the units need no work: they were done by an earlier run.
  Progress(std::string task, std::size_t n_units, ProgressMode mode, std::size_t n_found = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One more unit is done; `unit` says which.
  void advance(const std::string& unit);

 private:
  bool is_due(double now) const;

  std::string task_;
  std::size_t n_units_;
  std::size_t n_found_;
  std::size_t n_done_ = 0;
  ProgressMode mode_;
  bool rewrites_;  ///< one line, rewritten
  bool printed_ = false;
  double start_seconds_;
  double last_seconds_;
};

}  // namespace plumbline
