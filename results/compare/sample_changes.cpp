#include "results/compare/sample_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "results/table/number_text.hpp"
#include "theory/base/moments.hpp"

namespace plumbline {
namespace {

using Column = std::vector<double>;

/// A coordinate of all end states, or with none the numbers of a dataset that has one a path.
Column column_of(const Table& table, const std::string& dataset, std::size_t coordinate, std::size_t stride) {
  const std::vector<double>& all = table.doubles(dataset);
  Column column;
  column.reserve(all.size() / stride);
  for (std::size_t i = coordinate; i < all.size(); i += stride) {
    column.push_back(std::isfinite(all[i]) ? all[i] : std::numeric_limits<double>::infinity());
  }
  return column;
}

/// Largest distance of the two empirical distribution functions; sorts both.
double ks_distance(Column& a, Column& b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double distance = 0.0;
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    const double x = std::min(a[i], b[k]);
    while (i < a.size() && a[i] == x) ++i;
    while (k < b.size() && b[k] == x) ++k;
    const double below_a = static_cast<double>(i) / static_cast<double>(a.size());
    const double below_b = static_cast<double>(k) / static_cast<double>(b.size());
    distance = std::max(distance, std::abs(below_a - below_b));
  }
  return distance;
}

Moments moments_of(const Column& column) {
  Moments moments;
  for (const double x : column) moments.add(x);
  return moments;
}

std::string mean_text(const Moments& moments) { return "mean " + value_text(moments.mean, moments.standard_error()); }

/// Tests of two samples that share a false alarm.
class SampleTests {
 public:
  explicit SampleTests(std::size_t n) : alarm_(kComparisonFalseAlarm / static_cast<double>(n)) {}

  void distributions(const std::string& dataset, const std::string& row, Column a, Column b) {
    const double root = 1.0 / std::sqrt(static_cast<double>(a.size())) + 1.0 / std::sqrt(static_cast<double>(b.size()));
    const double allowance = std::sqrt(std::log(4.0 / alarm_) / 2.0) * root;
    const std::string old_text = mean_text(moments_of(a)), new_text = mean_text(moments_of(b));
    judge({.kind = Change::Kind::law, .row = row, .dataset = dataset, .old_text = old_text, .new_text = new_text},
          "distribution functions", ks_distance(a, b), allowance);
    n_able_ += allowance < 1.0 ? 1 : 0;
  }

  void means(const std::string& dataset, const std::string& row, const Column& a, const Column& b) {
    const Moments before = moments_of(a), after = moments_of(b);
    if (before.not_finite + after.not_finite > 0 || before.n < 2 || after.n < 2) return;
    const double z = boost::math::quantile(boost::math::complement(boost::math::normal_distribution<>(), alarm_ / 2.0));
    judge({.kind = Change::Kind::law,
           .row = row,
           .dataset = dataset,
           .old_text = mean_text(before),
           .new_text = mean_text(after)},
          "means", std::abs(before.mean - after.mean), z * std::hypot(before.standard_error(), after.standard_error()));
    ++n_able_;
  }

  std::size_t n_able() const { return n_able_; }
  std::vector<Change> changes() && { return std::move(changes_); }

 private:
  void judge(Change change, const char* what, double distance, double allowance) {
    if (distance <= allowance) return;
    change.n_errors = distance / allowance;
    change.detail = fmt::format("{} {:.3g} apart, {:.3g} allowed", what, distance, allowance);
    change.regression = true;
    changes_.push_back(std::move(change));
  }

  double alarm_;
  std::size_t n_able_ = 0;
  std::vector<Change> changes_;
};

std::size_t dimension_of(const Table& table) { return values_size(table.find_axis("coordinate")->values); }

bool has_costs(const Table& table) {
  const Dataset* cost = table.find("cost");
  return cost != nullptr && cost->axes == std::vector<std::string>{"path"} &&
         std::holds_alternative<std::vector<double>>(cost->values);
}

}  // namespace

bool is_sample(const Table& table) {
  const Dataset* states = table.find("end_state");
  return states != nullptr && states->axes == std::vector<std::string>{"path", "coordinate"} &&
         std::holds_alternative<std::vector<double>>(states->values);
}

std::vector<Change> sample_changes(const Table& before, const Table& after, std::size_t& n_tests) {
  const std::size_t d = dimension_of(before);
  const auto missing = [](const std::string& dataset, const std::string& was, const std::string& is) {
    return Change{
        .kind = Change::Kind::missing, .dataset = dataset, .old_text = was, .new_text = is, .regression = true};
  };
  if (dimension_of(after) != d) {
    return {missing("coordinate", fmt::format("{}", d), fmt::format("{}", dimension_of(after)))};
  }
  SampleTests tests(2 * d + 1);
  for (std::size_t j = 0; j < d; ++j) {
    const std::string row = fmt::format("coordinate {}", j);
    Column a = column_of(before, "end_state", j, d), b = column_of(after, "end_state", j, d);
    tests.means("end_state", row, a, b);
    tests.distributions("end_state", row, std::move(a), std::move(b));
  }
  const bool costs = has_costs(before) && has_costs(after);
  if (costs) tests.distributions("cost", "", column_of(before, "cost", 0, 1), column_of(after, "cost", 0, 1));
  n_tests += tests.n_able();
  std::vector<Change> changes = std::move(tests).changes();
  if (has_costs(before) && !costs) changes.push_back(missing("cost", "", ""));
  return changes;
}

}  // namespace plumbline
