#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "sim/benchmarks/bench_problem.hpp"
#include "sim/ensemble.hpp"
#include "theory/cases/case.hpp"

using namespace plumbline;

namespace {

/// Wall time of an ensemble by the number of threads.
void ensemble_threads(benchmark::State& state) {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = bench_chain(1.0, 256);
  for (auto _ : state) {
    run_ensemble(pair, chain, {.paths = 1 << 19, .seed = {2}, .threads = static_cast<int>(state.range(0))});
  }
  state.counters["threads"] = static_cast<double>(state.range(0));
  state.counters["ours_per_second"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * 256.0 * (1 << 19), benchmark::Counter::kIsRate);
}

/// The experiment of LJ25, Figure 1: N = 4000, 25 scales from 0.01 to 10, 10^4 coupled trials each, two threads.
void lj25_experiment(benchmark::State& state) {
  const GuidedPair pair = load_case("unit-pair").pair;
  for (auto _ : state) {
    std::vector<Transitions> guided;
    for (int i = 0; i < 25; ++i) {
      guided.push_back(make_transitions(bench_chain(0.01 * std::pow(1000.0, i / 24.0), 4000), pair));
    }
    const auto unguided = make_transitions(bench_chain(0.0, 4000), pair);
    benchmark::DoNotOptimize(run_coupled(pair, guided, unguided, {.paths = 10000, .seed = {3}, .threads = 2}));
  }
  state.counters["threads"] = 2;
}

}  // namespace

BENCHMARK(ensemble_threads)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(lj25_experiment)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);
