// The exact law of the guided sampler on a mixture of one's own: law CASE.toml W STEPS.
#include <cstdio>
#include <cstdlib>

#include "theory/cases/case.hpp"
#include "theory/law/chain_law.hpp"

int main(int, char** argv) {
  using namespace plumbline;
  const Case mine = load_case(argv[1]);
  const TimeGrid grid = make_grid(Schedule::log_uniform, {std::atol(argv[3])}, {1e-4}, {1.0});
  const ChainLaw law = chain_law(mine.pair, {grid, Scheme::ddpm, {{std::atof(argv[2])}}});
  const Value cost = law.expected_cost(), mean = law.mean();
  std::printf("expected cost %.17g error %.2g\nmean %.17g error %.2g\n", cost.value, cost.error, mean.value, mean.error);
}
