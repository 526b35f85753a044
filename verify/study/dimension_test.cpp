#include "verify/study/dimension.hpp"

#include <cmath>

#include "theory/problem/chain.hpp"
#include "verify/study/testing/run_for_test.hpp"

namespace plumbline {

TEST_CASE("KL adds up over the dimensions", "[exact]") {
  // the directions across the line are equal Gaussians: KL = KL(1) + (d - 1) c, whatever c is
  DimensionStudy parameters;
  parameters.dimensions = {1, 2, 5};
  parameters.steps = {16};
  parameters.t0 = {0.1};
  parameters.kl = 0.05;
  const Table table = table_of(dimension_study({load_case("unit-pair")}, parameters));
  const std::vector<double>& kl = table.doubles("kl");
  CHECK(std::abs((kl[2] - kl[0]) - 4.0 * (kl[1] - kl[0])) < 1e-10);
  // across: V' = (A - B)^2 V + S^2 from V = 1 against 1, KL = (V - 1 - log V) / 2
  double variance = 1.0;
  const Chain chain{make_grid(Schedule::log_uniform, {16}, {0.1}, {1.0}), Scheme::ddpm, {{0.0}}};
  for (const auto& step : make_steps<double>(chain, load_case("unit-pair").pair)) {
    variance = std::pow(step.A - step.B, 2) * variance + step.S * step.S;
  }
  CHECK(std::abs(kl[1] - kl[0] - 0.5 * (variance - 1.0 - std::log(variance))) < 1e-10);
}

}  // namespace plumbline
