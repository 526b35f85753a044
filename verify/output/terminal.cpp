#include "verify/output/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "results/table/number_text.hpp"
#include "theory/base/printable.hpp"

namespace plumbline {
namespace {

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void to_stderr(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

constexpr char kClearLine[] = "\r\033[K";
constexpr double quiet_seconds = 2.0;
constexpr double terminal_interval_seconds = 0.2;
constexpr double plain_interval_seconds = 10.0;

}  // namespace

std::string format_value(const Value& value) { return value_text(value.value, value.error); }

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) != 0; }

bool use_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return stdout_is_terminal() && (no_colour == nullptr || *no_colour == '\0');
}

std::string verdicts_in_colour(std::string text) {
  if (!use_colour()) return text;
  for (const auto& [word, colour] :
       {std::pair<std::string, int>{"HOLDS", 32}, {"VIOLATED", 31}, {"ESCAPED", 31}, {"INCONCLUSIVE", 33}}) {
    const std::string painted = fmt::format("\033[{}m{}\033[0m", colour, word);
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + painted.size())) {
      text.replace(at, word.size(), painted);
    }
  }
  return text;
}

void say(const std::string& text) { to_stderr(printable(text, "\n")); }

Progress::Progress(std::string task, std::size_t n_units, ProgressMode mode, std::size_t n_found)
    : task_(std::move(task)),
      n_units_(n_units),
      n_found_(n_found),
      mode_(mode),
      rewrites_(mode == ProgressMode::automatic && isatty(STDERR_FILENO) != 0),
      start_seconds_(now_seconds()),
      last_seconds_(start_seconds_) {}

Progress::~Progress() {
  if (printed_ && rewrites_) to_stderr(kClearLine);
}

bool Progress::is_due(double now) const {
  if (mode_ != ProgressMode::automatic) return mode_ == ProgressMode::each;
  const double interval = rewrites_ ? terminal_interval_seconds : plain_interval_seconds;
  return now - start_seconds_ >= quiet_seconds && (now - last_seconds_ >= interval || !printed_);
}

void Progress::advance(const std::string& unit) {
  ++n_done_;
  const double now = now_seconds();
  if (!is_due(now)) return;
  last_seconds_ = now;
  printed_ = true;
  const std::size_t n_left = n_units_ - n_found_ - n_done_;
  const double eta = (now - start_seconds_) / static_cast<double>(n_done_) * static_cast<double>(n_left);
  const std::string line =
      fmt::format("{}: {} of {} ({}), {:.0f} s left", task_, n_found_ + n_done_, n_units_, unit, eta);
  if (rewrites_) to_stderr(kClearLine);
  say(rewrites_ ? line : line + "\n");
}

}  // namespace plumbline
