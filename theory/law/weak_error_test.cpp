#include "theory/law/weak_error.hpp"

#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "theory/oracle/gaussian_limit.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {}  // namespace

TEST_CASE("the leading weak error of an affine problem is that of O7 against O6", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  const double w = 1.0;
  const double tend = 0.6;  // ddpm-small has no noise at t = 1
  const GaussianLimit at_limit(pair, {w}, {1e-2});
  const double limit =
      affine_expected_cost<double>(pair, {{at_limit.mean({tend})[0], at_limit.variances({tend})[0]}}, {tend}, 1.0);
  const std::vector<Scheme> schemes{Ddpm{}, Exponential{}, Euler{}, DdpmLarge{}, DdpmSmall{}, Ddim{1.0}};
  const WeakErrorExpansion expansion(pair, limit_spec(chain_of(8, w, Scheme::ddpm, 1e-2, tend)), schemes);
  for (const Scheme& scheme : schemes) {
    const auto constant = [&](std::int64_t n) {
      const Chain chain = chain_of(n, w, scheme, 1e-2, tend);
      return static_cast<double>(n) *
             (affine_expected_cost(pair, affine_chain_law<double>(pair, chain), {tend}, 1.0) - limit);
    };
    const double expected = 2.0 * constant(8192) - constant(4096);
    const auto sum = [&](std::int64_t n) {
      return static_cast<double>(n) * expansion.leading_error(chain_of(n, w, scheme, 1e-2, tend)).value;
    };
    const double predicted = 2.0 * sum(8192) - sum(4096);
    INFO(name(scheme) << ": closed form " << expected << ", expansion " << predicted);
    CHECK(predicted == Approx(expected).epsilon(1e-5));
  }
}

TEST_CASE("D1: the leading errors of all schemes on all schedules are those of their expansions, and so differ",
          "[exact]") {
  const GuidedPair pair = load_case("narrow-rival").pair;
  struct Limit {
    double expected_cost;
    WeakErrorExpansion expansion;
  };
  std::map<double, Limit> limits;  // by the first time: `li` has its own ends at every N
  const auto errors = [&](Schedule schedule, Scheme scheme, std::int64_t n) {
    const Chain chain{make_grid(schedule, {n}, {1e-3}, {1.0}), scheme, {{1.0}}};
    const LimitSpec spec = limit_spec(chain);
    const double t0 = spec.t0.value;
    if (!limits.contains(t0)) {
      limits.emplace(t0, Limit{fokker_planck_law(pair, spec).expected_cost().value, WeakErrorExpansion(pair, spec)});
    }
    const auto& [cost, expansion] = limits.at(t0);
    return std::pair{chain_law(pair, chain).expected_cost().value - cost, expansion.leading_error(chain).value};
  };
  // What the leading term leaves is, relative to it, of first order: extrapolated away, as the leading term itself
  // shrinks.
  const auto check_constant = [](const double(&measured)[2], const double(&predicted)[2]) {
    const double coarse = measured[0] / predicted[0] - 1.0;
    const double fine = measured[1] / predicted[1] - 1.0;
    const double shrinks = predicted[1] / predicted[0];
    INFO("rest " << coarse << " at N = 512, " << fine << " at N = 1024");
    CHECK(std::abs(fine - shrinks * coarse) <= coarse * coarse * (1.0 - shrinks));
  };
  for (const Schedule schedule : all_schedules) {
    double measured[3][2];
    double predicted[3][2];
    for (const std::size_t i : {0U, 1U, 2U}) {
      for (const std::size_t k : {0U, 1U}) {
        std::tie(measured[i][k], predicted[i][k]) = errors(schedule, all_schemes[i], 512 << k);
      }
      INFO(name(schedule) << ", " << name(all_schemes[i]));
      check_constant(measured[i], predicted[i]);
    }
    for (const std::size_t i : {1U, 2U}) {  // the differences from ddpm: all that is common to the schemes has gone
      INFO(name(schedule) << ", " << name(all_schemes[i]) << " - ddpm");
      for (const std::size_t k : {0U, 1U}) {
        measured[i][k] -= measured[0][k];
        predicted[i][k] -= predicted[0][k];
      }
      check_constant(measured[i], predicted[i]);
    }
  }
}

TEST_CASE("the expansion refuses a window and an infinite cost", "[bad-input]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  CHECK_THROWS_AS(WeakErrorExpansion(pair, {{1e-3}, {1.0}, {{1.0}, {0.1}, {1.0}}}), InputError);
  CHECK_THROWS_AS(WeakErrorExpansion(pair, {{1e-3}, {1.0}, {{1.0}}}, {Ddim{0.5}}), InputError);
}

}  // namespace plumbline
