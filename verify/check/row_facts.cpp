#include "verify/check/row_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string_view>

#include "verify/statistics/mean_check.hpp"

namespace plumbline {
namespace {

constexpr std::int64_t rows_remembered = 1 << 16;  ///< repeats are sought among the first so many

bool fits_half(double x) { return static_cast<double>(static_cast<float>(Eigen::half(static_cast<float>(x)))) == x; }

bool fits_single(double x) { return static_cast<double>(static_cast<float>(x)) == x; }

}  // namespace

RowFacts::RowFacts(const Projection& projection)
    : direction_(projection.direction),
      mean_(projection.moment(1).value),
      deviation_(projection.deviation()),
      least_(std::numeric_limits<double>::infinity()),
      most_(-std::numeric_limits<double>::infinity()) {}

void RowFacts::note_repeats(const Eigen::MatrixXd& states) {
  for (Eigen::Index i = 0; i < states.cols() && static_cast<std::int64_t>(seen_.size()) + n_repeats_ < rows_remembered;
       ++i) {
    const std::string_view bytes(reinterpret_cast<const char*>(states.col(i).data()),
                                 static_cast<std::size_t>(states.rows()) * sizeof(double));
    if (!seen_.insert(std::hash<std::string_view>{}(bytes)).second) ++n_repeats_;
  }
}

void RowFacts::add(const Eigen::MatrixXd& states) {
  note_repeats(states);
  const Eigen::VectorXd values = states.transpose() * direction_;
  for (Eigen::Index i = 0; i < states.cols(); ++i) {
    const double z = (values[i] - mean_) / deviation_;
    deviations_.add(z);
    if (n_ > 0) products_.add(last_ * z);
    last_ = z;
    ++n_;
    const auto row = states.col(i);
    if (std::all_of(row.begin(), row.end(), fits_half)) ++n_half_;
    if (std::all_of(row.begin(), row.end(), fits_single)) ++n_single_;
    for (const double x : row) {
      if (x < least_) n_least_ = 0;
      if (x > most_) n_most_ = 0;
      least_ = std::min(least_, x);
      most_ = std::max(most_, x);
      n_least_ += x == least_ ? 1 : 0;
      n_most_ += x == most_ ? 1 : 0;
    }
  }
}

Check RowFacts::independence_check(const ShiftRule& rule) const {
  MeanEstimate mean = estimate_mean(moments_of(products_));
  mean.value -= deviations_.mean * deviations_.mean;  // another mean than the law's is not a correlation
  const Value none{0.0, 0.0, "independent rows"};
  return {"correlation of neighbouring rows",
          {mean.value, mean.standard_error, fmt::format("{} pairs", products_.n)},
          Relation::equal,
          none,
          check_mean(mean, none, {rule.false_alarm, std::max(rule.shift, 0.05), true}),
          rule.false_alarm};
}

std::vector<std::string> RowFacts::oddities() const {
  std::vector<std::string> found;
  const auto numbers = static_cast<double>(n_ * direction_.size());
  if (n_repeats_ > 0 && n_single_ < n_) {
    found.push_back(fmt::format("{} of the first {} rows repeat an earlier one: are seeds used twice?", n_repeats_,
                                std::min(n_, rows_remembered)));
  }
  if (n_half_ == n_) found.emplace_back("every number fits float16: was the state kept in half precision?");
  constexpr double at_bound = 1e-3;  // of all numbers; a continuous law puts one there
  const bool low = static_cast<double>(n_least_) > std::max(2.0, at_bound * numbers);
  const bool high = static_cast<double>(n_most_) > std::max(2.0, at_bound * numbers);
  if ((low || high) && n_half_ < n_) {
    found.push_back(fmt::format("{} numbers stand exactly at {} and {} at {}: are states clamped?", n_least_, least_,
                                n_most_, most_));
  }
  return found;
}

}  // namespace plumbline
