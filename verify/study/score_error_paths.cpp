#include "verify/study/score_error_paths.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "sim/coupling/score_errors.hpp"
#include "theory/base/input_error.hpp"
#include "theory/imperfect/imperfect_law.hpp"
#include "theory/imperfect/plane_error.hpp"
#include "theory/imperfect/space_error.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/statistics/alarm_budget.hpp"
#include "verify/statistics/mean_check.hpp"
#include "verify/study/require.hpp"

namespace plumbline {
namespace {

constexpr double size_tolerance = 1e-6;  ///< far below a standard error
const Value no_exact_value = Value::none("no exact value");

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

GuidedScoreError shape(const ScoreErrorPaths& parameters, const GuidedPair& pair, ErrorKind kind) {
  return space_error({kind, parameters.target, parameters.seed}, pair, parameters.t0, {1.0});
}

Value exact_size(const ScoreErrorPaths& parameters, const GuidedPair& pair, const Chain& chain, ErrorKind kind,
                 double amplitude) {
  if (has_own_size(kind) || pair.dimension() > 2) return no_exact_value;
  if (pair.dimension() == 2) {
    PlaneLawOptions options;
    options.tolerance = size_tolerance;
    options.cost_power = 0.0;
    options.n_threads = 1;
    return imperfect_plane_law(pair, chain, scaled(shape(parameters, pair, kind), amplitude), options).size;
  }
  LawOptions options;
  options.tolerance = size_tolerance;
  const ErrorSpec spec{kind, parameters.target, parameters.seed};
  return imperfect_law(Baseline(pair, chain, options), error_shape(spec, pair, parameters.t0, {1.0}), amplitude,
                       options)
      .size;
}

std::vector<PathCell> path_cells(const ScoreErrorPaths& parameters, const GuidedPair& pair, const Chain& chain,
                                 int n_threads) {
  EnsembleOptions options;
  options.paths = parameters.paths;
  options.seed = parameters.seed;
  options.threads = n_threads;
  std::vector<PathCell> cells(parameters.kinds.size());
  const auto run = [&] {
    std::vector<GuidedScoreError> errors(1);  // the true scores first
    for (std::size_t k = 0; k < cells.size(); ++k) {
      errors.push_back(scaled(shape(parameters, pair, parameters.kinds[k]), cells[k].amplitude));
    }
    return run_score_errors(pair, chain, errors, options);
  };
  for (std::size_t k = 0; k < cells.size(); ++k) {
    if (!has_own_size(parameters.kinds[k])) cells[k].amplitude = 1e-6;
  }
  // The size is linear in the amplitude but for what the error does to the law: twice corrected on the same paths.
  for (int attempt = 0; attempt < 3; ++attempt) {
    const std::vector<ErrorPaths> pilot = run();
    for (std::size_t k = 0; k < cells.size(); ++k) {
      const double size = root(pilot[k + 1].squared_size).value;
      if (!has_own_size(parameters.kinds[k]) && size > 0.0) cells[k].amplitude *= parameters.eps / size;
    }
  }
  const std::vector<ErrorPaths> paths = run();
  for (std::size_t k = 0; k < cells.size(); ++k) {
    cells[k].paths = paths[k + 1];
    cells[k].apart = std::hypot(paths[0].cost.standard_error(), paths[k + 1].cost.standard_error());
    cells[k].exact_size = exact_size(parameters, pair, chain, parameters.kinds[k], cells[k].amplitude);
  }
  return cells;
}

/// The size along the paths against the exact one, at a tenth of it.
std::string size_verdict(const Moments& squared_size, const Value& exact, double false_alarm) {
  if (!exact.is_known()) return "no exact value";
  const double square = exact.value * exact.value;
  return verdict_text(check_mean(estimate_mean(moments_of(squared_size)),
                                 {square, 2.0 * exact.value * exact.error, exact.how},
                                 {false_alarm, 0.1 * square, true}));
}

Value mean(const Moments& moments) { return {moments.mean, moments.standard_error(), "coupled paths"}; }

UnitCells measure(const ScoreErrorPaths& parameters, const GuidedPair& pair, const Chain& chain, int n_threads) {
  UnitCells cells;
  for (const auto& [amplitude, paths, exact, apart] : path_cells(parameters, pair, chain, n_threads)) {
    const Value path_kl = mean(paths.path_kl);
    cells.add("amplitude", amplitude)
        .add("size", root(paths.squared_size))
        .add("exact_size", exact)
        .add("path_kl", path_kl)
        .add("tv_bound", pinsker(path_kl))
        .add("cost", mean(paths.cost))
        .add("cost_change", mean(paths.cost_change))
        .add("change_error_apart", apart)
        .add("distance", root(paths.squared_distance))
        .add("squared_size", paths.squared_size);
  }
  return cells;
}

std::vector<StudyColumn> path_columns() {
  using enum StudyColumn::Kind;
  return {{"amplitude", "factor of the shape", number},
          {"size", "eps of E1 along the paths"},
          {"exact_size", "the same by quadrature, along the exact law with the error"},
          {"path_kl", "path KL from the chain with true scores: a bound of KL (E1)"},
          {"tv_bound", "Pinsker's bound of TV from it"},
          {"cost", "mean cost (or reward) with the error"},
          {"cost_change", "its change on the same Brownian path"},
          {"change_error_apart", "standard error of that change on independent paths", number},
          {"distance", "root mean square distance of the ends of the same Brownian path"},
          {"squared_size", "square of the size", moments, {}, "1", false}};
}

void add_size_verdicts(Table& table, const Columns& measured) {
  const std::vector<Moments>& sizes = measured.moments("squared_size");
  const double false_alarm = suite_false_alarm_rate / static_cast<double>(sizes.size());
  std::vector<std::string> verdicts;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    verdicts.push_back(size_verdict(sizes[i], measured.values("exact_size")[i], false_alarm));
  }
  table.add({"size_verdict", "1", "size = exact_size", {}, verdicts});
}

}  // namespace

Study score_error_paths_study(std::vector<Case> cases, ScoreErrorPaths parameters) {
  if (!(parameters.eps > 0.0 && parameters.eps <= 1.0)) {
    throw InputError(fmt::format("eps = {}", parameters.eps), "--eps", "give a size in (0, 1]");
  }
  require_at_least(parameters.paths, 2, "paths", "--paths");
  for (const Case& problem : cases) {
    for (const ErrorKind kind : parameters.kinds)
      shape(parameters, problem.pair, kind);  // refuses before the work starts
  }
  TableStudy study{"score_error_paths",
                   fmt::format("Errors of the {} score along {} paths", name(parameters.target), parameters.paths)};
  study.axes = {case_axis(cases), scale_axis(parameters.scales), steps_axis(parameters.steps)};
  study.inner = {named_axis("kind", "kind of score error", parameters.kinds)};
  study.columns = path_columns();
  study.seeds = {parameters.seed.value};
  study.measure = [cases = std::move(cases), parameters](const Place& at, int n_threads) {
    const TimeGrid grid = make_grid(Schedule::log_uniform, {parameters.steps[at["steps"]]}, parameters.t0, {1.0});
    const Chain chain{grid, parameters.scheme, {{parameters.scales[at["w"]]}}, Start::exact};
    return measure(parameters, cases[at["case"]].pair, chain, n_threads);
  };
  study.derive = add_size_verdicts;
  return study_of(std::move(study));
}

}  // namespace plumbline
