// The exact law of the guided sampler on a mixture of one's own: law CASE.toml W STEPS.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "theory/cases/case.hpp"
#include "theory/law/chain_law.hpp"

int main(int argc, char** argv) try {
  using namespace plumbline;
  if (argc != 4) return std::fprintf(stderr, "usage: law CASE.toml W STEPS\n"), 2;
  const Case mine = load_case(argv[1]);
  const TimeGrid grid = make_grid(Schedule::log_uniform, {std::atol(argv[3])}, {1e-4}, {1.0});
  const ChainLaw law = chain_law(mine.pair, {grid, Scheme::ddpm, {{std::atof(argv[2])}}});
  const Value cost = law.expected_cost(), mean = law.mean();
  std::printf("expected cost %.17g error %.2g\n", cost.value, cost.error);
  std::printf("mean %.17g error %.2g\n", mean.value, mean.error);
} catch (const std::exception& error) {  // one line: what, where, the mend
  return std::fprintf(stderr, "law: %s\n", error.what()), 2;
}
