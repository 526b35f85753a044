#include "sim/path_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sim/ensemble.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

constexpr std::int64_t n_whole = 2 * paths_per_block + 452;
constexpr std::int64_t n_to_end = 7;
constexpr double t_start = 1e-3;
const NoiseSource source{{41}, 6, Fault::none};

/// Three components of full covariance in R^d, in both laws.
GuidedPair pair_in(Eigen::Index d) {
  GuidedPair pair;
  for (const double place : {-1.0, 0.2, 1.5}) {
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Constant(d, d, 0.1);
    covariance.diagonal() = Eigen::VectorXd::LinSpaced(d, 0.5, 1.5 + place * place);
    pair.components.push_back({Eigen::VectorXd::LinSpaced(d, place, 1.0 - place), Covariance::full(covariance)});
  }
  pair.base = Eigen::Vector3d{0.5, 0.3, 0.2};
  pair.reweighted = Eigen::Vector3d{0.1, 0.3, 0.6};
  return pair;
}

Transitions run_of(const GuidedPair& pair) {
  const TimeGrid grid = make_grid(Schedule::log_uniform, {n_to_end}, {t_start}, {1.0});
  return make_transitions({grid, Scheme::ddpm, {{0.7}}, Start::exact}, pair);
}

/// All states at the end of `run`, shape (d, n_whole), in one run from the start.
Eigen::MatrixXd whole_run(const GuidedPair& pair, const Transitions& run, int threads) {
  Eigen::MatrixXd all(pair.dimension(), n_whole);
  const EnsembleOptions options{.paths = n_whole, .seed = source.seed, .stream = source.stream, .threads = threads};
  sample_paths(pair, run, options, [&](std::int64_t first, const Eigen::MatrixXd& states) {
    all.middleCols(first, states.cols()) = states;
  });
  return all;
}

}  // namespace

TEST_CASE("any stretch of paths, taken up alone at any step, has the bits of the whole run", "[exact]") {
  // An odd dimension draws two steps at once; the kernels differ up to d = 3 and beyond.
  for (const Eigen::Index d : {1, 2, 3, 5}) {
    const GuidedPair pair = pair_in(d);
    const Transitions run = run_of(pair);
    const Eigen::MatrixXd end = whole_run(pair, run, 1);
    for (const int threads : {2, 7}) CHECK(whole_run(pair, run, threads) == end);
    for (std::int64_t step = 0; step <= n_to_end; ++step) {
      Transitions before = run;
      before.steps.resize(static_cast<std::size_t>(step));
      const auto after = std::span(run.steps).subspan(static_cast<std::size_t>(step));
      const Eigen::MatrixXd handed_over = step > 0 ? whole_run(pair, before, 1) : Eigen::MatrixXd();
      for (const auto& [first, n] : std::vector<std::pair<std::int64_t, std::int64_t>>{
               {0, 1}, {1, 31}, {37, 600}, {1000, 1024}, {1024, 1024}, {2499, 1}}) {
        INFO(fmt::format("d = {}, {} paths from {} on, from step {} on", d, n, first, step));
        PathBlock block;
        PathEngine(pair, source).start(block, first, n, Start::exact, {t_start});
        if (step > 0) {
          block = PathBlock(d, first, n);
          block.y().topRows(n) = handed_over.middleCols(first, n).transpose().array();
        }
        PathEngine(pair, source).advance(block, after, step);
        CHECK(block.states() == end.middleCols(first, n));
      }
    }
  }
}

TEST_CASE("an ensemble may begin at any path", "[exact]") {
  const GuidedPair pair = pair_in(2);
  const Transitions run = run_of(pair);
  const Eigen::MatrixXd all = whole_run(pair, run, 1);
  const EnsembleOptions options{
      .paths = 1500, .seed = source.seed, .stream = source.stream, .threads = 2, .first_path = 777};
  sample_paths(pair, run, options, [&](std::int64_t first, const Eigen::MatrixXd& states) {
    CHECK(states == all.middleCols(first, states.cols()));
  });
}
