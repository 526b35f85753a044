#pragma once

#include <string>

#include "verify/cli/fuzz_tools.hpp"

namespace plumbline {

/// One run of the fuzzer: how many inputs, from which seeds.
struct FuzzRun {
  long n;
  std::string corpus;  ///< a folder with a folder of seeds for each kind; empty: built-in seeds alone
  Mutator mutator;
  Tally tally;
};

// Files, read in this process.
void fuzz_cases(FuzzRun& run);    ///< `cases --show F`, and on one accepted case in twenty `verify --claim S2`
void fuzz_points(FuzzRun& run);   ///< `cases --show F` with a mutated HDF5 file of points beside F
void fuzz_results(FuzzRun& run);  ///< show, report, compare or merge of a mutated results file
void fuzz_samples(FuzzRun& run);  ///< mutated samples in every form that `check` reads

/// Command lines of all commands on a case that does not exist, so that nothing is computed.
void fuzz_lines(FuzzRun& run);
/// Command lines that do a little work, each in a process of its own with closed, full or broken standard streams, odd
/// variables and little room: nothing but its outputs changes, and these stay whole.
void fuzz_processes(FuzzRun& run);

}  // namespace plumbline
