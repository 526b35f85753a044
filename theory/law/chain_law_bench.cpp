// Cost of the exact law of a chain against N: chain_law() is to grow like N, the banded reference on a grid of S / 4
// like N^1.5. Prints the fitted exponent of both. One core, case unit-pair, w = 1, error 1e-11; the schedules whose
// last steps are very small beside it.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/law/banded_law.hpp"
#include "theory/law/chain_law.hpp"

namespace plumbline {
namespace {

Chain chain_of(std::int64_t n_steps, Schedule schedule = Schedule::log_uniform) {
  return {make_grid(schedule, {n_steps}, {1e-4}, {1.0}), Scheme::exponential, Guidance{{1.0}}, Start::exact};
}

void exact_law(benchmark::State& state, Schedule schedule) {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = chain_of(state.range(0), schedule);
  Value cost;
  for (auto _ : state) cost = chain_law(pair, chain).expected_cost();
  state.counters["relative error"] = cost.error / cost.value;
}
BENCHMARK_CAPTURE(exact_law, log_uniform, Schedule::log_uniform)
    ->RangeMultiplier(4)
    ->Range(1024, 65536)
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(exact_law, li, Schedule::li)->RangeMultiplier(4)->Range(1024, 16384)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(exact_law, logit_uniform, Schedule::logit_uniform)
    ->RangeMultiplier(4)
    ->Range(1024, 16384)
    ->Unit(benchmark::kSecond);

void banded_reference(benchmark::State& state) {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = chain_of(state.range(0));
  const std::vector<Step<double>> steps = make_steps<double>(chain, pair);
  const LineScores<double> scores(pair);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        banded_law<double>(scores, steps, Start::exact, 1e-4, {-10.0, 12.0, 0.25 * steps.front().S, 9.0}));
  }
}
BENCHMARK(banded_reference)->RangeMultiplier(4)->Range(256, 4096)->Unit(benchmark::kSecond);

/// Prints the table, and keeps the CPU time of every family of runs against its N.
class Growth : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      times_[run.run_name.function_name].emplace_back(std::log(std::stod(run.run_name.args)),
                                                      std::log(run.GetAdjustedCPUTime()));
    }
  }

  /// The slope of log time against log N, by least squares.
  void print() const {
    for (const auto& [family, points] : times_) {
      double n = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
      for (const auto& [log_n, log_time] : points) {
        n += 1.0;
        x += log_n;
        y += log_time;
        xx += log_n * log_n;
        xy += log_n * log_time;
      }
      std::printf("%-32s time grows like N^%.2f\n", family.c_str(), (n * xy - x * y) / (n * xx - x * x));
    }
  }

 private:
  std::map<std::string, std::vector<std::pair<double, double>>> times_;
};

}  // namespace
}  // namespace plumbline

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  plumbline::Growth growth;
  benchmark::RunSpecifiedBenchmarks(&growth);
  growth.print();
}
