#include "theory/imperfect/improvement.hpp"

#include <boost/math/tools/roots.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include "theory/base/out_of_reach.hpp"
#include "theory/base/value_arithmetic.hpp"

namespace plumbline {

Value cost_gap_bound(const ResolvedLaw& p, const ResolvedLaw& q, const Value& kl) {
  const Value centre = q.expected_cost();
  const auto spread = [&](const ResolvedLaw& law) {
    const Value second = law.expected_cost(2.0);
    const Value first = law.expected_cost();
    return second - centre * (2.0 * first - centre);
  };
  const Value of_p = spread(p);
  const Value of_q = spread(q);
  const Value spreads = of_p + of_q;
  if (!std::isfinite(spreads.value)) return {std::numeric_limits<double>::infinity(), 0.0, "infinite second moment"};
  if (kl.value == 0.0) return named(sqrt(2.0 * kl * spreads), "no score error");
  return named(sqrt(2.0 * kl * spreads), "path KL and second moments");
}

Value eps_where_improvement_is_lost(const Baseline& baseline, const ErrorSource& source, double unguided,
                                    double largest, const LawOptions& options) {
  const double sign = baseline.pair.sign();
  const double gain = sign * (unguided - baseline.law.expected_cost().value);
  if (!(gain > 0.0)) return Value::none("no improvement to lose");
  const double as_good_as_infinite = 1e6 * gain;
  const auto loss = [&](double amplitude) {  // negative as long as there is an improvement
    try {
      const double cost = source.law_of_amplitude(amplitude, options).expected_cost().value;
      return std::isfinite(cost) ? sign * (cost - unguided) : as_good_as_infinite;
    } catch (const OutOfReach&) {  // the sampler with this error spreads over a line that no grid resolves
      return std::numeric_limits<double>::quiet_NaN();
    }
  };
  constexpr double small = 1e-6;
  const double size_of_one = source.of_amplitude(small, options).size.value / (small * source.amplification());
  double low = 0.0;
  double high = 0.01 * largest / size_of_one;
  double at_low = -gain;
  double at_high = loss(high);
  while (at_high < 0.0) {
    if (high * size_of_one > largest) return Value::none("still there at the largest size");
    low = high;
    at_low = at_high;
    high *= 1.4;
    at_high = loss(high);
  }
  if (std::isnan(at_high)) return Value::none("the law beyond spreads too wide to resolve");
  std::uintmax_t most_evaluations = 20;
  const auto close = [](double a, double b) { return std::abs(a - b) <= 1e-4 * std::abs(b); };
  const double slope = (at_high - at_low) / (high - low);
  const auto [left, right] =
      boost::math::tools::toms748_solve(loss, low, high, at_low, at_high, close, most_evaluations);
  const ImperfectLaw there = source.of_amplitude(0.5 * (left + right), options);
  if (there.size.value > largest * source.amplification()) return Value::none("still there at the largest size");
  const double relative = (right - left) / right + there.law.expected_cost().error / (slope * right);
  const double error = there.size.error + relative * there.size.value;
  if (!std::isfinite(error)) return Value::none("the law there is not resolved");
  return {there.size.value / source.amplification(), error / source.amplification(), "root of the exact law"};
}

}  // namespace plumbline
