// What handing out units costs: ranks_bench UNITS MILLISECONDS [NUMBERS A ROW] [OUT.h5]
//
// Units that only sleep, so that more ranks than cores are as fast as they would be on cores of their own; with
// OUT.h5 each row is stored as well. Prints one line of JSON: ranks, units, seconds, what a unit costs a worker beyond
// its sleep, and the processor time of the leader a unit.

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <thread>

#include "results/store/provenance.hpp"
#include "verify/cli/start_ranks.hpp"
#include "verify/units/clock.hpp"
#include "verify/units/units.hpp"

namespace {

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Units that take this long, spun to the end: a sleep alone wakes up 50 microseconds late.
plumbline::Units sleeping_units(int n, double seconds, std::size_t width) {
  plumbline::Units units;
  for (int i = 0; i < n; ++i) units.units.push_back(fmt::format("unit {}", i));
  units.row = [seconds, width](std::size_t, int) {
    const auto start = plumbline::Clock::now();
    if (seconds > 2e-4) std::this_thread::sleep_for(std::chrono::duration<double>(seconds - 1.5e-4));
    while (plumbline::seconds_since(start) < seconds) {
    }
    return plumbline::Row(width, 1.0);
  };
  return units;
}

}  // namespace

int main(int argc, char** argv) {
  const int n_units = argc > 1 ? std::atoi(argv[1]) : 1000;
  const double seconds = 1e-3 * (argc > 2 ? std::atof(argv[2]) : 1.0);
  const auto width = static_cast<std::size_t>(argc > 3 ? std::atoi(argv[3]) : 16);
  const std::unique_ptr<plumbline::Ranks> ranks = plumbline::start_ranks();
  const plumbline::Units units = sleeping_units(n_units, seconds, width);
  std::optional<plumbline::StudyJournal> journal;
  if (argc > 4 && (ranks == nullptr || ranks->leads())) {
    journal.emplace(argv[4], "bench", plumbline::provenance_now("bench", {}, {}));
  }
  plumbline::UnitRun run;
  run.threads = 1;
  run.ranks = ranks.get();
  run.journal = journal ? &*journal : nullptr;
  const auto start = plumbline::Clock::now();
  const double processor_start = processor_seconds();
  try {
    run_units(units, run);
  } catch (const plumbline::Dismissed&) {
    return 0;
  }
  const double elapsed = plumbline::seconds_since(start);
  const int n_ranks = ranks == nullptr ? 1 : ranks->size();
  const int n_workers = n_ranks == 1 ? 1 : n_ranks - 1;
  if (journal) journal->remove();
  fmt::print(R"({{"ranks": {}, "units": {}, "unit_seconds": {}, "seconds": {:.6f}, "beyond_sleep": {:.3e}, )"
             R"("leader_processor_seconds": {:.3e}}})" "\n",
             n_ranks, n_units, seconds, elapsed, elapsed * n_workers / n_units - seconds,
             (processor_seconds() - processor_start) / n_units);
  return 0;
}
