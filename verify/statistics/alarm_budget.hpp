#pragma once

#include <string>
#include <vector>

namespace plumbline {

/// The false-alarm ledger of a suite: every stochastic check takes its rate from here before it runs.
///
/// By the union bound (Boole) the probability that a suite of true claims raises any alarm is at most the sum of the
/// rates taken, whatever the dependence between the checks. `take` refuses to overspend, so the promise "a suite
/// raises a false alarm with probability at most `total`" cannot be broken by adding a check.
class AlarmBudget {
 public:
  struct Entry {
    std::string check;
    double rate = 0.0;
  };

  /// `total` in (0, 1). Throws InputError otherwise.
  explicit AlarmBudget(double total);

  /// Takes `rate` > 0 for the check and returns it. Throws InputError when the budget does not cover it.
  double take(const std::string& check, double rate);
  /// Takes an equal share for one of `n_checks` checks: total / n_checks.
  double take_share(const std::string& check, int n_checks);

  double total() const { return total_; }
  double spent() const;
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  double total_;
  std::vector<Entry> entries_;
};

/// The budget of a whole suite: one false alarm in a million runs.
inline constexpr double suite_false_alarm_rate = 1e-6;

}  // namespace plumbline
