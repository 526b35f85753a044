#include "verify/statistics/alarm_budget.hpp"

#include <fmt/format.h>

#include "theory/base/input_error.hpp"

namespace plumbline {

namespace {

/// Equal shares are rounded numbers whose sum may pass the total by as much.
constexpr double rounding_slack = 1.0 + 1e-9;

}  // namespace

AlarmBudget::AlarmBudget(double total) : total_(total) {
  if (!(total > 0.0 && total < 1.0)) {
    throw InputError(fmt::format("false-alarm budget {} is not a probability", total), "AlarmBudget",
                     "give a number between 0 and 1");
  }
}

double AlarmBudget::take(const std::string& check, double rate) {
  if (!(rate > 0.0)) {
    throw InputError(fmt::format("false-alarm rate {} is not positive", rate), check, "declare the rate of the check");
  }
  if (spent() + rate > total_ * rounding_slack) {
    throw InputError(fmt::format("false-alarm rate {} exceeds what is left of the budget, {}", rate, total_ - spent()),
                     check, "declare a smaller rate and take more paths");
  }
  entries_.push_back({check, rate});
  return rate;
}

double AlarmBudget::take_share(const std::string& check, int n_checks) { return take(check, total_ / n_checks); }

double AlarmBudget::spent() const {
  double sum = 0.0;
  for (const Entry& entry : entries_) sum += entry.rate;
  return sum;
}

}  // namespace plumbline
