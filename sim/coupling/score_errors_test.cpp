#include "sim/coupling/score_errors.hpp"

#include <cmath>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

Chain guided_chain(double w) {
  return {make_grid(Schedule::log_uniform, {24}, {1e-2}, {1.0}), Scheme::exponential, {{w}}, Start::exact};
}

GuidedScoreError everywhere(double value) {
  return [value](const Step<double>&, const Eigen::Ref<const Eigen::ArrayXXd>& states) -> Eigen::ArrayXXd {
    return Eigen::ArrayXXd::Constant(states.rows(), states.cols(), value);
  };
}

/// -y, larger late.
Eigen::ArrayXXd shrinking(const Step<double>& step, const Eigen::Ref<const Eigen::ArrayXXd>& states) {
  return -0.1 * step.time * states;
}

}  // namespace

TEST_CASE("a constant error of an affine score moves every path by the same recursion", "[exact]") {
  // unit-pair at w = 0 has G = -(y - sqrt(t)): an error e shifts all paths, by x' = (A - B) x + B e.
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = guided_chain(0.0);
  const double e = 0.3;
  double shift = 0.0;
  double path_kl = 0.0;
  for (const Step<double>& step : make_steps<double>(chain, pair)) {
    shift = (step.A - step.B) * shift + step.B * e;
    path_kl += 0.5 * std::pow(step.B * e / step.S, 2);
  }
  const std::vector<GuidedScoreError> errors{{}, everywhere(e)};
  const std::vector<ErrorPaths> paths = run_score_errors(pair, chain, errors, {.paths = 3000, .seed = {2}});
  CHECK(paths[0].squared_distance.max == 0.0);
  CHECK(paths[0].squared_size.max == 0.0);
  CHECK(paths[0].cost_change.max == 0.0);
  CHECK(std::sqrt(paths[1].squared_distance.min) == Approx(shift).epsilon(1e-10));
  CHECK(std::sqrt(paths[1].squared_distance.max) == Approx(shift).epsilon(1e-10));
  CHECK(paths[1].coordinate[0].mean - paths[0].coordinate[0].mean == Approx(shift).epsilon(1e-10));
  CHECK(paths[1].squared_size.mean == Approx(e * e).epsilon(1e-12));
  CHECK(paths[1].path_kl.mean == Approx(path_kl).epsilon(1e-12));
  CHECK(paths[1].cost_change.mean == Approx(paths[1].cost.mean - paths[0].cost.mean).epsilon(1e-9));
}

TEST_CASE("without an error the paths are those of the ensemble", "[exact]") {
  const GuidedPair pair = load_case("triad").pair;
  const EnsembleOptions options{.paths = 2500, .seed = {9}};
  const std::vector<GuidedScoreError> errors(1);
  const ErrorPaths paths = run_score_errors(pair, guided_chain(1.0), errors, options).front();
  const EnsembleSummary ensemble = run_ensemble(pair, guided_chain(1.0), options);
  CHECK(paths.cost.mean == ensemble.cost.mean);
  CHECK(paths.coordinate[1].mean == ensemble.coordinate[1].mean);
}

TEST_CASE("two errors are told apart on one Brownian path far better than on two, on any number of threads", "[stat]") {
  const GuidedPair pair = load_case("triad").pair;
  const std::vector<GuidedScoreError> errors{everywhere(0.02), shrinking};
  EnsembleOptions options{.paths = 4000, .seed = {3}, .threads = 1};
  const auto on_one_path = run_score_errors(pair, guided_chain(1.0), errors, options);
  options.threads = 7;
  const auto again = run_score_errors(pair, guided_chain(1.0), errors, options);
  CHECK(again[1].cost_change.mean == on_one_path[1].cost_change.mean);
  CHECK(again[1].path_kl.m2 == on_one_path[1].path_kl.m2);
  // On independent paths the variances add.
  const double apart = on_one_path[0].cost.variance() + on_one_path[1].cost.variance();
  CHECK(on_one_path[1].cost_change.variance() < 0.02 * apart);
  CHECK(on_one_path[1].cost_change.variance() > 0.0);
}

TEST_CASE("coupled score errors refuse what they cannot run", "[bad-input]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  CHECK_THROWS_AS(run_score_errors(pair, guided_chain(1.0), {}, {.paths = 1}), InputError);
  const std::vector<GuidedScoreError> errors(1);
  CHECK_THROWS_AS(run_score_errors(pair, guided_chain(1.0), errors, {.paths = 0}), InputError);
}
