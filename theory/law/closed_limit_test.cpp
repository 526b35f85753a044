#include "theory/law/closed_limit.hpp"

#include <cmath>

#include "theory/cases/case.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/oracle/doob.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {

TEST_CASE("F1 and O4: limits that are one of the two mixtures", "[exact]") {
  const GuidedPair pair = load_case("narrow-rival").pair;
  const LimitSpec unguided{{1e-3}, {0.9}, {{0.0}}, Start::exact};
  const LimitLaw base = closed_limit_law(pair, unguided).value();
  const MixtureMoments exact = mixture_moments(pair, pair.base, {0.9});
  CHECK(std::abs(base.mean().value - exact.mean[0]) <= base.mean().error);
  CHECK(std::abs(base.expected_cost().value - pair.expected) <= base.expected_cost().error);  // F3
  CHECK(base.expected_cost().error <= 1e-11 * pair.expected);
  CHECK(base.is_finite(2.0) == fokker_planck_law(pair, unguided).is_finite(2.0));

  const LimitSpec doob{{1e-3}, {1.0}, {doob_scale(pair)}, Start::reweighted};
  const LimitLaw reweighted = closed_limit_law(pair, doob).value();
  const Value cost = doob_expected_cost(pair, {1.0});
  CHECK(std::abs(reweighted.expected_cost().value - cost.value) <= reweighted.expected_cost().error + cost.error);

  CHECK_FALSE(limit_is_closed(pair, {{1e-3}, {1.0}, {{0.0}}, Start::gaussian}));
  CHECK_FALSE(limit_is_closed(pair, {{1e-3}, {1.0}, {{1.0}}, Start::exact}));
  LimitSpec window = doob;
  window.guidance.from = Time{0.5};
  CHECK_FALSE(closed_limit_law(pair, window));
}

}  // namespace plumbline
