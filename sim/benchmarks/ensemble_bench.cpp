#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
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

/// An ensemble of one rule, and of ddpm with as many evaluations of the score, in turn: how much longer an evaluation
/// takes.
void rule_evaluations(benchmark::State& state, const Scheme& scheme) {
  constexpr std::int64_t n_steps = 128;
  const GuidedPair pair = load_case("unit-pair").pair;
  const std::int64_t n_evaluations =
      n_steps * scheme.visit([](const auto& rule) { return std::int64_t{rule.n_evaluations}; });
  Chain chain = bench_chain(1.0, n_steps);
  chain.scheme = scheme;
  const Chain ddpm = bench_chain(1.0, n_evaluations);
  const EnsembleOptions options{.paths = 1 << 16, .seed = {4}, .threads = 1};
  double of_rule = 1e300, of_ddpm = 1e300;
  for (auto _ : state) {
    const double now = processor_seconds([&] { run_ensemble(pair, chain, options); });
    of_rule = std::min(of_rule, now);
    of_ddpm = std::min(of_ddpm, processor_seconds([&] { run_ensemble(pair, ddpm, options); }));
    state.SetIterationTime(now);
  }
  state.counters["threads"] = 1;
  state.counters["ours_per_second"] = static_cast<double>(n_evaluations) * static_cast<double>(options.paths) / of_rule;
  state.counters["times_ddpm"] = of_rule / of_ddpm;
}

}  // namespace

BENCHMARK_CAPTURE(rule_evaluations, ddim_half, Ddim{0.5})->UseManualTime()->Iterations(20);
BENCHMARK_CAPTURE(rule_evaluations, heun, Heun{})->UseManualTime()->Iterations(20);
BENCHMARK_CAPTURE(rule_evaluations, heun_churn, HeunChurn{4.0})->UseManualTime()->Iterations(20);
BENCHMARK_CAPTURE(rule_evaluations, dpmpp_2m, Dpmpp2m{})->UseManualTime()->Iterations(20);
BENCHMARK_CAPTURE(rule_evaluations, sde_dpmpp_2m, SdeDpmpp2m{})->UseManualTime()->Iterations(20);
BENCHMARK_CAPTURE(rule_evaluations, dpmpp_sde, DpmppSde{})->UseManualTime()->Iterations(20);
BENCHMARK(ensemble_threads)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(lj25_experiment)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);
