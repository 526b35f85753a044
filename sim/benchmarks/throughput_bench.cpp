#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "sim/benchmarks/floor.hpp"
#include "sim/ensemble.hpp"
#include "sim/path_engine.hpp"
#include "sim/simd/kernels.hpp"
#include "theory/cases/case.hpp"

using namespace plumbline;

namespace {

constexpr int n_steps = 16;

template <class F>
double seconds(const F& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// K components in d dimensions, the first half of them the class to guide toward.
GuidedPair bench_pair(Eigen::Index d, int n_components, Shape shape) {
  std::vector<Component> components;
  for (int k = 0; k < n_components; ++k) {
    Component component{1.0 / n_components, {Eigen::VectorXd(d), Covariance::isotropic(d, 0.4)}, 0};
    Eigen::VectorXd variances(d);
    for (Eigen::Index j = 0; j < d; ++j) {
      component.gaussian.mean[j] = 1.5 * std::sin(3.1 * k + static_cast<double>(j));
      variances[j] = 0.3 + 0.1 * (k % 3) + 0.05 * static_cast<double>(j % 4);
    }
    if (shape == Shape::diagonal) component.gaussian.covariance = Covariance::diagonal(variances);
    if (shape == Shape::full) {
      Eigen::MatrixXd matrix = variances.asDiagonal();
      matrix.array() += 0.1;
      component.gaussian.covariance = Covariance::full(matrix);
    }
    component.label = k < (n_components + 1) / 2 ? 1 : 2;
    components.push_back(component);
  }
  return classifier_free_pair(Mixture(components), 1);
}

Chain bench_chain(double w, std::int64_t steps) {
  return {make_grid(Schedule::log_uniform, {steps}, {1e-3}, {1.0}), Scheme::ddpm, {{w}}, Start::exact};
}

/// One block of paths through n_steps steps, and the floor under it: K exponentials and d normals a path-step, from the
/// same functions, in turn with it. Counters in ns a path-step are the best of all turns.
void path_step(benchmark::State& state, Shape shape) {
  const Eigen::Index d = state.range(0);
  const int K = static_cast<int>(state.range(1));
  const GuidedPair pair = bench_pair(d, K, shape);
  const auto steps = make_steps<double>(bench_chain(1.0, n_steps), pair);
  const NoiseSource noise{.seed = {1}};
  const PathEngine engine(pair, noise);
  const StepTables::Steps chain = steps;
  const StepTables tables = engine.lay_out({&chain, 1});
  PathBlock block;
  // Exponentials within the first-level cache: 64 paths at a time.
  std::vector<double> exponents(static_cast<std::size_t>(64 * K), -3.3), powers(exponents.size());
  const double per_step = 1e9 / (n_steps * static_cast<double>(paths_per_block));
  double best_step = 1e9, best_normals = 1e9, best_exponentials = 1e9;
  for (auto _ : state) {
    engine.start(block, 0, paths_per_block, Start::exact, 1e-3);
    const double whole = seconds([&] { engine.advance({&block, 1}, tables, 0); });
    NoiseWindow window(noise, 0, paths_per_block, d);
    const double normals = seconds([&] {
      for (int n = 0; n < n_steps; ++n) benchmark::DoNotOptimize(window.at(n));
    });
    const double exponentials = seconds([&] {
      for (std::int64_t i = 0; i < n_steps * paths_per_block / 64; ++i) {
        exponentials_alone(exponents.data(), powers.data(), exponents.size());
        benchmark::ClobberMemory();
      }
    });
    state.SetIterationTime(whole);
    best_step = std::min(best_step, whole * per_step);
    best_normals = std::min(best_normals, normals * per_step);
    best_exponentials = std::min(best_exponentials, exponentials * per_step);
  }
  state.counters["step_ns"] = best_step;
  state.counters["normals_ns"] = best_normals;
  state.counters["exponentials_ns"] = best_exponentials;
  state.counters["floor_share"] = (best_normals + best_exponentials) / best_step;
}

/// A step in float against one in double, noise not included.
void float_step(benchmark::State& state) {
  const Eigen::Index d = state.range(0);
  const TableMaker maker(bench_pair(d, static_cast<int>(state.range(1)), Shape::diagonal));
  ComponentTable<float> table;
  maker.make(0.5, table);
  std::vector<float> z(static_cast<std::size_t>(d * paths_per_block), 0.3f), y(z.size(), 0.1f);
  for (auto _ : state) {
    take_step(table, {0.9f, 0.01f, 0.1f, 1.0f, paths_per_block, paths_per_block, paths_per_block}, z.data(), y.data());
  }
  state.counters["step_ns"] = benchmark::Counter(1e-9 * static_cast<double>(state.iterations() * paths_per_block),
                                                 benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// Wall time of an ensemble by the number of threads.
void ensemble_threads(benchmark::State& state) {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = bench_chain(1.0, 256);
  for (auto _ : state) {
    run_ensemble(pair, chain, {.paths = 1 << 17, .seed = {2}, .threads = static_cast<int>(state.range(0))});
  }
  state.counters["path_steps_per_second"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * 256.0 * (1 << 17), benchmark::Counter::kIsRate);
}

/// The experiment of LJ25, Figure 1: N = 4000, 25 scales from 0.01 to 10, 10^4 coupled trials each.
void lj25_experiment(benchmark::State& state) {
  const GuidedPair pair = load_case("unit-pair").pair;
  for (auto _ : state) {
    std::vector<std::vector<Step<double>>> guided;
    for (int i = 0; i < 25; ++i) {
      guided.push_back(make_steps<double>(bench_chain(0.01 * std::pow(1000.0, i / 24.0), 4000), pair));
    }
    const auto unguided = make_steps<double>(bench_chain(0.0, 4000), pair);
    benchmark::DoNotOptimize(
        run_coupled(pair, guided, unguided, Start::exact, 1e-3, 1.0, {.paths = 10000, .seed = {3}}));
  }
}

}  // namespace

BENCHMARK_CAPTURE(path_step, shared, Shape::shared)
    ->Args({1, 2})
    ->Args({2, 4})
    ->Args({2, 16})
    ->Args({16, 8})
    ->Args({64, 100})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(path_step, diagonal, Shape::diagonal)
    ->Args({1, 2})
    ->Args({2, 4})
    ->Args({2, 16})
    ->Args({16, 8})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(path_step, full, Shape::full)
    ->Args({2, 4})
    ->Args({2, 16})
    ->Args({2, 2000})
    ->Args({16, 8})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(float_step)->Args({1, 2})->Args({2, 4})->Args({2, 16});
BENCHMARK(ensemble_threads)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(lj25_experiment)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);
BENCHMARK_MAIN();
