#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/imperfect/imperfect_law.hpp"
#include "theory/law/richardson.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/order_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace e1 {

constexpr GuidanceScale w{1.0};
constexpr StepCount n_steps{64};
/// The prediction of the worst case is held against the exact law down to this size; the orders of the others need
/// less.
constexpr std::int64_t smallest_inverse = 1280;
constexpr double relative_resolution = 0.01;
constexpr int n_nodes = 24;  // of the value function, a step

/// How far E J / (J + E J) moves against the objective.
Value harm(const Baseline& baseline, const ImperfectLaw& imperfect) {
  const Value change = baseline.saturated_cost(imperfect.law) - baseline.saturated_cost(baseline.law);
  return named(baseline.pair.sign() * change, "exact laws");
}

/// The response of the worst case by fewer nodes a step: what it is off by, our own error may be.
double rough_response(const Workbench& bench) {
  const Baseline rough(bench.pair(), Workbench::chain(Scheme::ddpm, n_steps, w), bench.law_options(), 2 * n_nodes / 3);
  return ErrorSource(rough, {ErrorKind::worst_case, ErrorTarget::guided}).response();
}

/// Harm over its first-order prediction, as the size of the error is halved again and again: extrapolated, it is 1.
class FirstOrder {
 public:
  void add(const Value& harm, double predicted) {
    const Value ratio = harm / predicted;
    over_prediction_.push_back(ratio.value);
    error_ = std::max(error_, ratio.error);
  }
  /// `rough` is the prediction by fewer nodes over the prediction.
  Check check(double rough) const {
    // Where the error of the score moves what lies far out, the ratio may hardly have begun to settle.
    const Extrapolated<double> ratio = cautious_richardson(over_prediction_);
    return exactly_equal("harm / its first-order prediction, worst-case, as eps -> 0 = 1",
                         {ratio.best, error_of(ratio, error_), "exact laws, extrapolated in eps"},
                         {1.0, extrapolation_safety * std::abs(rough - 1.0), "gradient of the value function"},
                         relative_resolution);
  }

 private:
  std::vector<double> over_prediction_;
  double error_ = 0.0;
};

/// Bounds at every size, orders in eps, the ranking of harm and its prediction, for every kind of error.
std::vector<Check> check(Workbench& bench) {
  const Baseline baseline(bench.pair(), Workbench::chain(Scheme::ddpm, n_steps, w), bench.law_options(), n_nodes);
  std::vector<Check> checks;
  std::map<std::int64_t, Value> worst;  // by 1/eps
  static_assert(all_error_kinds.front() == ErrorKind::worst_case, "the others are compared with it");
  for (const ErrorKind kind : bench.error_kinds()) {
    const ErrorSource source(baseline, {kind, ErrorTarget::guided});
    OrderStudy tv(fmt::format("TV in eps, {}", name(kind)), "1/eps");
    OrderStudy kl(fmt::format("KL in eps, {}", name(kind)), "1/eps");
    FirstOrder first_order;
    // the response of fresh noise starts at eps^2: larger sizes keep it above rounding
    const std::int64_t largest_inverse = kind == ErrorKind::fresh_noise ? 4 : 20;
    const std::int64_t last_inverse =
        kind == ErrorKind::worst_case || bench.tier() != Tier::quick ? smallest_inverse : 320;
    for (std::int64_t inverse = largest_inverse; inverse <= last_inverse; inverse *= 2) {
      const double eps = 1.0 / static_cast<double>(inverse);
      const ImperfectLaw imperfect = source.of_size(eps, bench.law_options());
      const Divergences distance = divergences(imperfect.law, baseline.law);
      const std::string at = fmt::format("{}, eps = 1/{}", name(kind), inverse);
      tv.add({inverse}, distance.tv);
      kl.add({inverse}, distance.kl_forward);
      checks.push_back(at_most("KL <= path KL, " + at, distance.kl_forward, imperfect.path_kl));
      checks.push_back(at_most("TV <= Pinsker of the path KL, " + at, distance.tv, pinsker(imperfect.path_kl)));
      const Value harmed = harm(baseline, imperfect);
      if (kind != ErrorKind::worst_case) {
        if (worst.contains(inverse))
          checks.push_back(at_most("harm <= that of the worst case, " + at, harmed, worst.at(inverse)));
        continue;
      }
      worst[inverse] = harmed;
      first_order.add(harmed, std::abs(source.response() * imperfect.amplitude));
    }
    if (kind == ErrorKind::worst_case) checks.push_back(first_order.check(rough_response(bench) / source.response()));
    const double order = kind == ErrorKind::fresh_noise ? 2.0 : 1.0;
    checks.push_back(tv.check({OrderKind::equal, order, 0.02 * order}));
    checks.push_back(kl.check({OrderKind::equal, 2.0 * order, 0.04 * order}));
  }
  return checks;
}

}  // namespace e1

Claim claim_e1() {
  return {"E1",
          "with score errors of size eps, KL(law with Ghat, law with G) is at most the path KL, TV at most its Pinsker "
          "form; TV is "
          "linear and KL quadratic in eps (eps^2 and eps^4 for noise that is fresh at each step)",
          "Theorem 3",
          "exact laws with and without the error; the backward recursion for the worst case",
          needs_guidance,
          e1::check};
}

}  // namespace plumbline
