// Runs the benchmarks. With --out FILE.h5 keeps what they found in a results file (results/README.md, table
// `benchmark`); with --instruction-set AVX2 the kernels do without AVX-512. The other options are those of Google
// Benchmark; its JSON comes with --benchmark_out.

#include <benchmark/benchmark.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "results/store/file.hpp"
#include "sim/benchmarks/bench_table.hpp"
#include "theory/base/input_error.hpp"

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

/// Takes "--name value" out of the command line; empty if it is not there.
std::string take_option(int& argc, char** argv, std::string_view name) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (argv[i] != name) continue;
    const std::string value = argv[i + 1];
    std::copy(argv + i + 2, argv + argc + 1, argv + i);
    argc -= 2;
    return value;
  }
  return {};
}

/// Lets the kernels use the instruction set of that name, or if it is empty the best that they are compiled for and
/// this machine has; returns its name. Throws if there is none of that name.
std::string choose_instruction_set(const std::string& wanted) {
  std::int64_t best = 0;  // better ones have smaller numbers
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    if (wanted.empty() ? best == 0 || target < best : wanted == hwy::TargetName(target)) best = target;
  }
  if (best == 0) throw std::invalid_argument("no instruction set \"" + wanted + "\" here");
  hwy::SetSupportedTargetsForTest(best);
  return hwy::TargetName(best);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string command = plumbline::shell_line({argv, argv + argc});
  const std::string out = take_option(argc, argv, "--out");
  const std::string instruction_set = choose_instruction_set(take_option(argc, argv, "--instruction-set"));
  benchmark::AddCustomContext("instruction_set", instruction_set);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  Keeper keeper;
  benchmark::RunSpecifiedBenchmarks(&keeper);
  if (out.empty()) return 0;
  auto file = plumbline::ResultFile::create(out, plumbline::provenance_now(command, {}, {}));
  file.write(plumbline::bench_table(keeper.runs, instruction_set, command), "benchmark");
  file.finish();
  return 0;
} catch (const std::invalid_argument& error) {
  std::cerr << "sim_bench: " << error.what() << '\n';
  return 2;
} catch (const std::exception& error) {
  std::cerr << "sim_bench: " << error.what() << '\n';
  return 4;
}
