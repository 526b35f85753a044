// Mutated case files, points, samples, results files, command lines and surroundings, fed to the command: in one process
// where that can be, through run_command(), because a hundred thousand starts of a process under the sanitizers (preset
// debug) would take a day. The alternatives to an exit status of 0 .. 4, with one line if it is 2 or 4, end the fuzzer: a
// crash, five minutes without an answer, or an internal error.
//
// usage: plumbline_fuzz KIND N SEED [CORPUS]; fuzz_kinds.hpp says what each KIND does
#include <iostream>

#include "verify/cli/fuzz_kinds.hpp"

#if defined(__SANITIZE_ADDRESS__)
// HDF5 1.10 itself leaks a few blocks when it gives up on a damaged file.
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }
// An exit status of 1 would pass for a verdict.
extern "C" const char* __asan_default_options() { return "abort_on_error=1"; }
extern "C" const char* __ubsan_default_options() { return "abort_on_error=1:print_stacktrace=1"; }
#endif

int main(int argc, char** argv) {
  using namespace plumbline;
  const std::map<std::string, void (*)(FuzzRun&)> kinds = {
      {"cases", fuzz_cases},     {"points", fuzz_points}, {"results", fuzz_results},
      {"samples", fuzz_samples}, {"lines", fuzz_lines},   {"processes", fuzz_processes}};
  const auto kind = kinds.find(argc > 1 ? argv[1] : "");
  if (argc < 4 || kind == kinds.end()) {
    fmt::print(stderr, "usage: plumbline_fuzz cases|points|results|samples|lines|processes N SEED [CORPUS]\n");
    return 2;
  }
  FuzzRun run{std::strtol(argv[2], nullptr, 10), argc > 4 ? argv[4] : "",
              Mutator(std::strtoull(argv[3], nullptr, 10)), {}};
  FILE* const output = std::exchange(stdout, std::fopen("/dev/null", "w"));
  std::cout.rdbuf(nullptr);  // help pages
  kind->second(run);
  std::fclose(std::exchange(stdout, output));
  fmt::print("{}no crash, no hang\n", run.tally.text());
  return 0;
}
