#include "verify/study/strong_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "verify/claim/strong_errors.hpp"
#include "verify/statistics/alarm_budget.hpp"

namespace plumbline {
namespace {

class StrongOrderRun {
 public:
  StrongOrderRun(std::vector<Case> cases, StrongOrderStudy parameters)
      : cases_(std::move(cases)), parameters_(std::move(parameters)) {
    parameters_.w = guidance_scale(parameters_.w.value);
    if (parameters_.paths < 2) {
      throw InputError(fmt::format("{} paths", parameters_.paths), "--paths", "give at least 2");
    }
    for (std::size_t i = 1; i < parameters_.steps.size(); ++i) {
      const std::int64_t coarse = parameters_.steps[i - 1], fine = parameters_.steps[i];
      if (coarse < fine && fine % coarse == 0) continue;
      throw InputError(fmt::format("{} steps do not divide {} into equal parts", coarse, fine), "--steps",
                       "give ascending numbers, each a divisor of the next");
    }
  }

  std::vector<std::string> units() const {
    std::vector<std::string> names;
    for (const Case& problem : cases_) names.push_back(problem.name);
    return names;
  }

  std::uint64_t seed() const { return parameters_.seed.value; }

  /// By scheme the errors, coarsest grid first, then the order and its range; at last the error of the reference.
  Row row(std::size_t unit, int n_threads) const {
    StrongErrorPlan plan;
    plan.t0 = parameters_.t0.value;
    plan.guidance = {parameters_.w};
    plan.steps.assign(parameters_.steps.rbegin(), parameters_.steps.rend());
    plan.reference_steps = plan.steps.empty() ? 0 : 2 * plan.steps.front();
    EnsembleOptions options;
    options.paths = parameters_.paths;
    options.seed = parameters_.seed;
    options.threads = n_threads;
    const StrongErrors errors(cases_[unit].pair, plan, options);
    Row row;
    for (std::size_t s = 0; s < all_schemes.size(); ++s) {
      const std::vector<OrderPoint> points = errors.points(s);
      const Eigen::MatrixXd covariance = errors.covariance(s);
      for (std::size_t g = points.size(); g-- > 0;) {
        const auto i = static_cast<Eigen::Index>(g);
        put(row, Value{points[g].error, std::sqrt(covariance(i, i)), "coupled paths"});
      }
      const OrderFit fit = errors.fit(s, suite_false_alarm_rate);
      const double nan = std::numeric_limits<double>::quiet_NaN();
      const bool found = fit.is_found();
      put(row, fit.value());
      row.push_back(found ? fit.n_first : nan);
      row.push_back(found ? fit.n_last : nan);
    }
    row.push_back(errors.reference_error());
    return row;
  }

  Table table(const std::vector<Row>& rows) const {
    std::vector<std::string> schemes;
    for (const Scheme scheme : all_schemes) schemes.emplace_back(name(scheme));
    std::vector<Value> errors, orders;
    std::vector<double> first, last, reference;
    for (const Row& row : rows) {
      RowReader reader(row);
      for (std::size_t s = 0; s < schemes.size(); ++s) {
        for (std::size_t g = 0; g < parameters_.steps.size(); ++g) errors.push_back(reader.value());
        orders.push_back(reader.value());
        first.push_back(reader.number());
        last.push_back(reader.number());
      }
      reference.push_back(reader.number());
    }
    Table table(fmt::format("Strong error on shared Brownian paths, {} paths", parameters_.paths));
    table.add_axis({"case", "1", "data law", units()});
    table.add_axis({"scheme", "1", "discretisation", schemes});
    table.add_axis({"steps", "1", "number of transitions", parameters_.steps});
    const std::vector<std::string> by_scheme{"case", "scheme"};
    table.add_values("strong_error", errors, "root mean square distance from the reference at the end");
    table.add_values("strong_error_order", orders, "order in 1/N, with the half-width of its interval", "1", by_scheme);
    table.add({"strong_error_first", "1", "first N of the fit", by_scheme, first});
    table.add({"strong_error_last", "1", "last N of the fit", by_scheme, last});
    table.add(
        {"reference_error", "1", "strong error of the reference itself, from halving its steps", {"case"}, reference});
    return table;
  }

 private:
  std::vector<Case> cases_;
  StrongOrderStudy parameters_;
};

}  // namespace

Study strong_order_study(std::vector<Case> cases, StrongOrderStudy parameters) {
  const auto run = std::make_shared<const StrongOrderRun>(std::move(cases), std::move(parameters));
  Study study;
  study.units = run->units();
  study.seeds = {run->seed()};
  study.row = [run](std::size_t unit, int n_threads) { return run->row(unit, n_threads); };
  study.tables = [run](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{"strong_order", run->table(rows)}};
  };
  return study;
}

}  // namespace plumbline
