// Cost of the exact law of a chain against N: chain_law() is to grow like N, the banded reference on a grid of S / 4
// like N^1.5. Google Benchmark prints the fitted growth of both. One core, case unit-pair, w = 1, error 1e-11.
#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/law/banded_law.hpp"
#include "theory/law/chain_law.hpp"

namespace plumbline {
namespace {

Chain chain_of(std::int64_t n_steps) {
  return {make_grid(Schedule::log_uniform, {n_steps}, {1e-4}, {1.0}), Scheme::exponential, Guidance{{1.0}},
          Start::exact};
}

void exact_law(benchmark::State& state) {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = chain_of(state.range(0));
  Value cost;
  for (auto _ : state) cost = chain_law(pair, chain).expected_cost();
  state.counters["relative error"] = cost.error / cost.value;
  state.SetComplexityN(state.range(0));
}
BENCHMARK(exact_law)
    ->RangeMultiplier(4)
    ->Range(1024, 65536)
    ->Unit(benchmark::kSecond)
    ->Complexity([](benchmark::IterationCount n) { return static_cast<double>(n); });

void banded_reference(benchmark::State& state) {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = chain_of(state.range(0));
  const std::vector<Step<double>> steps = make_steps<double>(chain, pair);
  const LineScores<double> scores(pair);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        banded_law<double>(scores, steps, Start::exact, 1e-4, {-10.0, 12.0, 0.25 * steps.front().S, 9.0}));
  }
  state.SetComplexityN(state.range(0));
}
BENCHMARK(banded_reference)
    ->RangeMultiplier(4)
    ->Range(256, 4096)
    ->Unit(benchmark::kSecond)
    ->Complexity([](benchmark::IterationCount n) { return std::pow(static_cast<double>(n), 1.5); });

}  // namespace
}  // namespace plumbline

BENCHMARK_MAIN();
