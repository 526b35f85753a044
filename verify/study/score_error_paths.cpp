#include "verify/study/score_error_paths.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "sim/coupling/score_errors.hpp"
#include "theory/base/input_error.hpp"
#include "theory/imperfect/imperfect_law.hpp"
#include "theory/imperfect/plane_error.hpp"
#include "theory/imperfect/space_error.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/statistics/alarm_budget.hpp"
#include "verify/statistics/mean_check.hpp"

namespace plumbline {
namespace {

constexpr double size_tolerance = 1e-6;  ///< far below a standard error
const Value no_exact_value{std::numeric_limits<double>::quiet_NaN(), 0.0, "no exact value"};

/// What one kind of error does along the paths of one chain.
struct PathCell {
  double amplitude = 1.0;
  ErrorPaths paths;
  Value exact_size = no_exact_value;
  double apart = 0.0;  ///< standard error of the cost's change on independent paths
};

/// The root of a mean of squares.
Value root(const Moments& squares) {
  const double value = std::sqrt(squares.mean);
  return {value, value > 0.0 ? 0.5 * squares.standard_error() / value : 0.0, "coupled paths"};
}

class ErrorPathsRun {
 public:
  ErrorPathsRun(std::vector<Case> cases, ScoreErrorPaths parameters)
      : cases_(std::move(cases)), parameters_(std::move(parameters)) {
    if (!(parameters_.eps > 0.0 && parameters_.eps <= 1.0)) {
      throw InputError(fmt::format("eps = {}", parameters_.eps), "--eps", "give a size in (0, 1]");
    }
    if (parameters_.paths < 2)
      throw InputError(fmt::format("{} paths", parameters_.paths), "--paths", "give at least 2");
    for (const Case& problem : cases_) {
      for (const ErrorKind kind : parameters_.kinds) shape(problem.pair, kind);  // refuses before the work starts
    }
  }

  std::uint64_t seed() const { return parameters_.seed.value; }

  std::vector<std::string> units() const {
    std::vector<std::string> names;
    for (const Case& problem : cases_) {
      for (const double w : parameters_.scales) {
        for (const std::int64_t n : parameters_.steps)
          names.push_back(fmt::format("{} w = {:.3g} N = {}", problem.name, w, n));
      }
    }
    return names;
  }

  Row row(std::size_t unit, int n_threads) const {
    const std::int64_t n_steps = parameters_.steps[unit % parameters_.steps.size()];
    unit /= parameters_.steps.size();
    const double w = parameters_.scales[unit % parameters_.scales.size()];
    const GuidedPair& pair = cases_[unit / parameters_.scales.size()].pair;
    const Chain chain{
        make_grid(Schedule::log_uniform, {n_steps}, parameters_.t0, {1.0}), parameters_.scheme, {{w}}, Start::exact};
    Row row;
    for (const PathCell& cell : cells(pair, chain, n_threads)) {
      row.push_back(cell.amplitude);
      put(row, cell.paths.squared_size);
      put(row, cell.exact_size);
      for (const Moments* moments :
           {&cell.paths.path_kl, &cell.paths.cost, &cell.paths.cost_change, &cell.paths.squared_distance}) {
        put(row, *moments);
      }
      row.push_back(cell.apart);
    }
    return row;
  }

  Table table(const std::vector<Row>& rows) const;

 private:
  GuidedScoreError shape(const GuidedPair& pair, ErrorKind kind) const {
    return space_error({kind, parameters_.target, parameters_.seed}, pair, parameters_.t0, {1.0});
  }

  std::vector<PathCell> cells(const GuidedPair& pair, const Chain& chain, int n_threads) const {
    EnsembleOptions options;
    options.paths = parameters_.paths;
    options.seed = parameters_.seed;
    options.threads = n_threads;
    std::vector<PathCell> cells(parameters_.kinds.size());
    const auto run = [&] {
      std::vector<GuidedScoreError> errors(1);  // the true scores first
      for (std::size_t k = 0; k < cells.size(); ++k) {
        errors.push_back(scaled(shape(pair, parameters_.kinds[k]), cells[k].amplitude));
      }
      return run_score_errors(pair, chain, errors, options);
    };
    for (std::size_t k = 0; k < cells.size(); ++k) {
      if (!has_own_size(parameters_.kinds[k])) cells[k].amplitude = 1e-6;
    }
    // The size is linear in the amplitude but for what the error does to the law: twice corrected on the same paths.
    for (int attempt = 0; attempt < 3; ++attempt) {
      const std::vector<ErrorPaths> pilot = run();
      for (std::size_t k = 0; k < cells.size(); ++k) {
        const double size = root(pilot[k + 1].squared_size).value;
        if (!has_own_size(parameters_.kinds[k]) && size > 0.0) cells[k].amplitude *= parameters_.eps / size;
      }
    }
    const std::vector<ErrorPaths> paths = run();
    for (std::size_t k = 0; k < cells.size(); ++k) {
      cells[k].paths = paths[k + 1];
      cells[k].apart = std::hypot(paths[0].cost.standard_error(), paths[k + 1].cost.standard_error());
      cells[k].exact_size = exact_size(pair, chain, parameters_.kinds[k], cells[k].amplitude);
    }
    return cells;
  }

  Value exact_size(const GuidedPair& pair, const Chain& chain, ErrorKind kind, double amplitude) const {
    if (has_own_size(kind) || pair.dimension() > 2) return no_exact_value;
    if (pair.dimension() == 2) {
      PlaneLawOptions options;
      options.tolerance = size_tolerance;
      options.cost_power = 0.0;
      options.n_threads = 1;
      return imperfect_plane_law(pair, chain, scaled(shape(pair, kind), amplitude), options).size;
    }
    LawOptions options;
    options.tolerance = size_tolerance;
    const ErrorSpec spec{kind, parameters_.target, parameters_.seed};
    return imperfect_law(Baseline(pair, chain, options), error_shape(spec, pair, parameters_.t0, {1.0}), amplitude,
                         options)
        .size;
  }

  std::vector<Case> cases_;
  ScoreErrorPaths parameters_;
};

/// The size along the paths against the exact one, at a tenth of it.
std::string size_verdict(const Moments& squared_size, const Value& exact, double false_alarm) {
  if (std::isnan(exact.value)) return "no exact value";
  const double square = exact.value * exact.value;
  return verdict_text(check_mean(estimate_mean(moments_of(squared_size)),
                                 {square, 2.0 * exact.value * exact.error, exact.how},
                                 {false_alarm, 0.1 * square, true}));
}

Table ErrorPathsRun::table(const std::vector<Row>& rows) const {
  std::vector<std::string> case_names, kind_names, verdicts;
  for (const Case& problem : cases_) case_names.push_back(problem.name);
  for (const ErrorKind kind : parameters_.kinds) kind_names.emplace_back(name(kind));
  std::vector<double> amplitude, apart;
  std::vector<Value> size, exact, path_kl, tv_bound, cost, change, distance;
  const double false_alarm = suite_false_alarm_rate / static_cast<double>(rows.size() * kind_names.size());
  const auto mean = [](const Moments& moments) {
    return Value{moments.mean, moments.standard_error(), "coupled paths"};
  };
  for (const Row& row : rows) {
    RowReader reader(row);
    for (std::size_t k = 0; k < kind_names.size(); ++k) {
      amplitude.push_back(reader.number());
      const Moments squared_size = reader.moments();
      size.push_back(root(squared_size));
      exact.push_back(reader.value());
      verdicts.push_back(size_verdict(squared_size, exact.back(), false_alarm));
      path_kl.push_back(mean(reader.moments()));
      tv_bound.push_back(pinsker(path_kl.back()));
      cost.push_back(mean(reader.moments()));
      change.push_back(mean(reader.moments()));
      distance.push_back(root(reader.moments()));
      apart.push_back(reader.number());
    }
  }
  Table table(fmt::format("Errors of the {} score along {} paths", name(parameters_.target), parameters_.paths));
  table.add_axis({"case", "1", "data law", case_names});
  table.add_axis({"w", "1", "guidance scale", parameters_.scales});
  table.add_axis({"steps", "1", "number of transitions", parameters_.steps});
  table.add_axis({"kind", "1", "kind of score error", kind_names});
  table.add({"amplitude", "1", "factor of the shape", {}, amplitude});
  table.add_values("size", size, "eps of E1 along the paths");
  table.add_values("exact_size", exact, "the same by quadrature, along the exact law with the error");
  table.add({"size_verdict", "1", "size = exact_size", {}, verdicts});
  table.add_values("path_kl", path_kl, "path KL from the chain with true scores: a bound of KL (E1)");
  table.add_values("tv_bound", tv_bound, "Pinsker's bound of TV from it");
  table.add_values("cost", cost, "mean cost (or reward) with the error");
  table.add_values("cost_change", change, "its change on the same Brownian path");
  table.add({"change_error_apart", "1", "standard error of that change on independent paths", {}, apart});
  table.add_values("distance", distance, "root mean square distance of the ends of the same Brownian path");
  return table;
}

}  // namespace

Study score_error_paths_study(std::vector<Case> cases, ScoreErrorPaths parameters) {
  const auto run = std::make_shared<const ErrorPathsRun>(std::move(cases), std::move(parameters));
  Study study;
  study.units = run->units();
  study.seeds = {run->seed()};
  study.row = [run](std::size_t unit, int n_threads) { return run->row(unit, n_threads); };
  study.tables = [run](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{"score_error_paths", run->table(rows)}};
  };
  return study;
}

}  // namespace plumbline
