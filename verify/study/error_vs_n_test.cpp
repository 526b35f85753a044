#include "verify/study/error_vs_n.hpp"

#include <cmath>

#include "theory/problem/chain.hpp"
#include "verify/study/testing/run_for_test.hpp"

namespace plumbline {

TEST_CASE("error_vs_n of a Gaussian is that of its affine chain") {
  // p = N(m, v), J = exp(a x): every law is Gaussian, and W2^2 = (difference of means)^2 + (difference of deviations)^2
  const Case problem = load_case("gaussian-tilt");
  ErrorVsN parameters{{4, 8}};
  parameters.t0 = {0.2};
  const Table table = table_of(error_vs_n_study({problem}, parameters));
  const GuidedPair& pair = problem.pair;
  const double m = pair.components[0].mean[0];
  const double v = pair.components[0].covariance.max_variance();
  const double shift = (pair.components[1].mean[0] - m) / v;  // a, as the tilted mean is m + v a
  const auto moments = [&](Scheme scheme, std::int64_t n_steps) {
    const Chain chain{make_grid(Schedule::log_uniform, {n_steps}, {0.2}, {1.0}), scheme, {{1.0}}};
    double mean = std::sqrt(0.2) * m;
    double variance = 0.2 * v + 0.8;
    for (const auto& [t, A, B, S, omega] : make_steps<double>(chain, pair)) {
      const double total = t * v + 1.0 - t;
      // s = -(y - sqrt(t) m) / V and s^J = s + sqrt(t) a v / V
      mean = A * mean + B * (-(mean - std::sqrt(t) * m) - omega * std::sqrt(t) * shift * v) / total;
      variance = std::pow(A - B / total, 2) * variance + S * S;
    }
    return std::pair{mean, variance};
  };
  // O6 at t = 1: mean m - w a v (1 - t0 v / V_t0), variance v
  const double limit_mean = m - shift * v * (1.0 - 0.2 * v / (0.2 * v + 0.8));
  std::size_t i = 0;
  for (const Scheme scheme : all_schemes) {
    for (const std::int64_t n : {4, 8}) {
      const auto [mean, variance] = moments(scheme, n);
      const double w2 = std::hypot(mean - limit_mean, std::sqrt(variance) - std::sqrt(v));
      const double ratio = variance / v;
      const double kl = 0.5 * (ratio - 1.0 - std::log(ratio) + std::pow(mean - limit_mean, 2) / v);
      CHECK(std::abs(table.doubles("w2")[i] - w2) < 1e-8);
      CHECK(std::abs(table.doubles("kl")[i] - kl) < 1e-9);
      ++i;
    }
  }
  REQUIRE(table.doubles("tv_order").size() == 3);
}

}  // namespace plumbline
