// Runs the benchmarks and, with --out FILE.h5, keeps what they found in a results file (results/README.md, table
// `benchmark`). The other options are those of Google Benchmark; its JSON comes with --benchmark_out.

#include <benchmark/benchmark.h>
#include <hwy/targets.h>

#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "results/file.hpp"
#include "sim/benchmarks/bench_table.hpp"
#include "theory/problem/input_error.hpp"

namespace {

/// Prints as usual, and keeps every run.
class Keeper : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& report) override {
    ConsoleReporter::ReportRuns(report);
    runs.insert(runs.end(), report.begin(), report.end());
  }
  std::vector<Run> runs;
};

/// The best instruction set that the kernels are compiled for and this machine has.
std::string instruction_set() {
  std::int64_t best = 0;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    if (best == 0 || target < best) best = target;
  }
  return hwy::TargetName(best);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  std::string out;
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::string_view(argv[i]) != "--out") continue;
    out = argv[i + 1];
    std::copy(argv + i + 2, argv + argc + 1, argv + i);
    argc -= 2;
  }
  benchmark::AddCustomContext("instruction_set", instruction_set());
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  Keeper keeper;
  benchmark::RunSpecifiedBenchmarks(&keeper);
  if (out.empty()) return 0;
  try {
    auto file = plumbline::ResultFile::create(out, plumbline::provenance_now(plumbline::shell_line(words), {}, {}));
    file.write(plumbline::bench_table(keeper.runs, instruction_set(), plumbline::shell_line(words)), "benchmark");
    file.finish();
  } catch (const std::exception& error) {
    std::cerr << "sim_bench: " << error.what() << '\n';
    return 4;
  }
  return 0;
}
