#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "results/table/table.hpp"

namespace plumbline {

/// The table `benchmark` [benchmark] of results/README.md: one row per run, one dataset per counter (NaN where a
/// benchmark does not have it). Runs that failed have no numbers, but the reason in `error`.
Table bench_table(const std::vector<benchmark::BenchmarkReporter::Run>& runs, const std::string& instruction_set,
                  const std::string& command);

}  // namespace plumbline
