#pragma once

#include <string>

#include "theory/problem/value.hpp"

namespace plumbline {

/// A value with as many digits as its error supports: "1.16941792(3)"; "inf" when infinite.
std::string format_value(const Value& value);

/// True when stdout is a terminal, so that colour and progress are welcome. NO_COLOR turns colour off.
bool stdout_is_terminal();
bool use_colour();

/// Progress of a long task on stderr: a line that is rewritten with an ETA on a terminal, plain lines elsewhere
/// (at most one in ten seconds), nothing at all before two seconds have passed.
class Progress {
 public:
  Progress(std::string task, std::size_t n_units);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One more unit is done; `unit` says which.
  void advance(const std::string& unit);

 private:
  std::string task_;
  std::size_t n_units_;
  std::size_t n_done_ = 0;
  bool on_terminal_;
  bool printed_ = false;
  double start_seconds_;
  double last_seconds_;
};

}  // namespace plumbline
