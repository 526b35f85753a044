#include "verify/study/error_vs_n.hpp"

#include <cmath>

#include "verify/study/testing/run_for_test.hpp"
#include "verify/testing/gaussian_tilt.hpp"

namespace plumbline {

TEST_CASE("error_vs_n of a Gaussian is that of its affine chain", "[exact]") {
  const Case problem = load_case("gaussian-tilt");
  ErrorVsN parameters{{4, 8}};
  parameters.t0 = {0.2};
  const Table table = table_of(error_vs_n_study({problem}, parameters));
  std::size_t i = 0;
  for (const Scheme scheme : all_schemes) {
    for (const std::int64_t n : {4, 8}) {
      const Chain chain{make_grid(Schedule::log_uniform, {n}, {0.2}, {1.0}), scheme, {{1.0}}};
      const GaussianTilt::State end = GaussianTilt::end_of(make_transitions(chain, problem.pair));
      CHECK(std::abs(table.doubles("w2")[i] - GaussianTilt::w2(end, GaussianTilt::limit(1.0, 0.2))) < 1e-8);
      CHECK(std::abs(table.doubles("kl")[i] - GaussianTilt::kl(end, GaussianTilt::limit(1.0, 0.2))) < 1e-9);
      ++i;
    }
  }
  REQUIRE(table.doubles("tv_order").size() == 3);
}

}  // namespace plumbline
