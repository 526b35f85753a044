#include "verify/study/classifier_probability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "theory/base/input_error.hpp"
#include "verify/statistics/bounded_mean.hpp"
#include "verify/statistics/proportion.hpp"

namespace plumbline {
namespace {

constexpr double interval_alpha = 0.05;  ///< of one interval

/// The median of 1/p and an interval from order statistics: the number of draws below the median is binomial.
std::pair<double, Interval> median_cost(std::vector<double> probabilities) {
  std::sort(probabilities.begin(), probabilities.end(), std::greater<>());
  const auto n = static_cast<std::int64_t>(probabilities.size());
  const auto cost = [&](std::int64_t k) {
    if (k < 0) return 1.0;
    if (k >= n) return std::numeric_limits<double>::infinity();
    return 1.0 / probabilities[static_cast<std::size_t>(k)];
  };
  const CountRange range = binomial_range(n, 0.5, interval_alpha);
  return {0.5 * (cost((n - 1) / 2) + cost(n / 2)), {cost(range.least - 1), cost(range.most)}};
}

/// The mean of something within `range`; the interval reaches no further than that.
Interval mean_within(const Moments& moments, const Interval& range) {
  const Interval found = empirical_bernstein_interval(moments_of(moments), range, interval_alpha);
  return {std::max(found.lower, range.lower), std::min(found.upper, range.upper)};
}

/// Columns with both ends of an interval.
class Intervals {
 public:
  void add(double value, const Interval& interval) {
    values_.push_back(value);
    lower_.push_back(interval.lower);
    upper_.push_back(interval.upper);
  }
  void fill(Table& table, const std::string& name, const std::string& about) const {
    table.add({name, "1", about, {}, values_});
    table.add({name + "_lower", "1", "lower end of a 95 % interval", {}, lower_});
    table.add({name + "_upper", "1", "upper end of a 95 % interval", {}, upper_});
  }

 private:
  std::vector<double> values_, lower_, upper_;
};

}  // namespace

ProbabilitySums::ProbabilitySums(std::vector<double> scales, double largest_cost)
    : scales_(std::move(scales)), largest_cost_(largest_cost), sums_(scales_.size()) {
  if (scales_.size() < 2) throw InputError(fmt::format("{} scales", scales_.size()), "--w", "give two or more, 0 first");
  if (!(largest_cost > 1.0 && std::isfinite(largest_cost))) {
    throw InputError(fmt::format("cost {}", largest_cost), "--truncate", "give a number above 1");
  }
}

void ProbabilitySums::add(const Eigen::MatrixXd& probabilities, std::int64_t first) {
  for (Eigen::Index i = 0; i < probabilities.cols(); ++i) {
    const auto row = probabilities.col(i);
    if (row.minCoeff() < 0.0 || row.maxCoeff() > 1.0) {
      throw InputError(fmt::format("row {} has a number outside [0, 1]", first + i), "probabilities",
                       "give probabilities, one column a scale");
    }
    for (std::size_t k = 0; k < sums_.size(); ++k) {
      const double p = row[static_cast<Eigen::Index>(k)];
      OfScale& of_scale = sums_[k];
      of_scale.n_improved += p > row[0] ? 1 : 0;
      of_scale.n_worse += p < row[0] ? 1 : 0;
      of_scale.probability.add(p);
      of_scale.truncated_cost.add(std::min(1.0 / p, largest_cost_));
      of_scale.probabilities.push_back(p);
    }
  }
}

Table ProbabilitySums::table(const std::function<Value(double w)>& exact) const {
  Table table(fmt::format("Classifier probabilities of {} samples, guided and not", sums_.front().probability.n));
  table.add_axis({"w", "1", "guidance scale; rows are compared with the first", scales_});
  Intervals improved, worse, probability, median, truncated;
  std::vector<Value> costs;
  for (std::size_t k = 0; k < sums_.size(); ++k) {
    const OfScale& of_scale = sums_[k];
    const std::int64_t n = of_scale.probability.n;
    if (n < 2) throw InputError(fmt::format("{} rows", n), "probabilities", "give at least two");
    improved.add(Count{of_scale.n_improved, n}.rate(), clopper_pearson({of_scale.n_improved, n}, interval_alpha));
    worse.add(Count{of_scale.n_worse, n}.rate(), clopper_pearson({of_scale.n_worse, n}, interval_alpha));
    probability.add(of_scale.probability.mean, mean_within(of_scale.probability, {0.0, 1.0}));
    const auto [middle, interval] = median_cost(of_scale.probabilities);
    median.add(middle, interval);
    truncated.add(of_scale.truncated_cost.mean, mean_within(of_scale.truncated_cost, {1.0, largest_cost_}));
    costs.push_back(exact(scales_[k]));
  }
  improved.fill(table, "improved", "share of samples with a larger p(c|Y) than at the first scale");
  worse.fill(table, "worse", "share of samples with a smaller p(c|Y) than at the first scale");
  probability.fill(table, "probability", "mean of p(c|Y)");
  median.fill(table, "median_cost", "median of 1/p(c|Y)");
  truncated.fill(table, "truncated_cost", fmt::format("mean of min(1/p(c|Y), {})", largest_cost_));
  table.add_values("exact_cost", costs, "E 1/p(c|Y) of the chain, exact");
  return table;
}

}  // namespace plumbline
