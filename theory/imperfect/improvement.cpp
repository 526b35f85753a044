#include "theory/imperfect/improvement.hpp"

#include <boost/math/tools/roots.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

namespace plumbline {

Value cost_gap_bound(const ResolvedLaw& p, const ResolvedLaw& q, const Value& kl) {
  const Value centre = q.expected_cost();
  const auto spread = [&](const ResolvedLaw& law) {
    const Value second = law.expected_cost(2.0);
    const Value first = law.expected_cost();
    return Value{second.value - centre.value * (2.0 * first.value - centre.value),
                 second.error + 2.0 * centre.value * (first.error + centre.error), ""};
  };
  const Value of_p = spread(p);
  const Value of_q = spread(q);
  const double square = 2.0 * kl.value * (of_p.value + of_q.value);
  if (!std::isfinite(square)) return {std::numeric_limits<double>::infinity(), 0.0, "infinite second moment"};
  const double bound = std::sqrt(square);
  if (bound == 0.0) return {0.0, 0.0, "no score error"};
  const double square_error = 2.0 * (kl.error * (of_p.value + of_q.value) + kl.value * (of_p.error + of_q.error));
  return {bound, 0.5 * square_error / bound, "path KL and second moments"};
}

LostImprovement eps_where_improvement_is_lost(const Baseline& baseline, const ErrorSource& source, double unguided,
                                              double largest, const LawOptions& options) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const double sign = baseline.pair.objective == Objective::lower_cost ? 1.0 : -1.0;
  const LostImprovement never{{nan, 0.0, "not lost"}, {nan, 0.0, "not lost"}};
  const auto lost = [&](double amplitude) {
    return sign * (source.of_amplitude(amplitude, options).law.expected_cost().value - unguided);
  };
  const double gained = -sign * (baseline.law.expected_cost().value - unguided);
  if (!(gained > 0.0)) return never;
  const auto size = [&](double amplitude) {
    return source.of_amplitude(amplitude, options).size.value / source.amplification();
  };
  double high = 0.01 * largest / (size(1e-6) / 1e-6);
  double low = 0.0;
  double at_low = -gained;
  double at_high = lost(high);
  while (at_high < 0.0) {
    if (size(high) > largest) return never;
    low = high;
    at_low = at_high;
    high *= 2.0;
    at_high = lost(high);
  }
  if (!std::isfinite(at_high)) at_high = 1e6 * gained;  // an infinite cost is a lost improvement too
  const auto capped = [&](double amplitude) {
    const double value = lost(amplitude);
    return std::isfinite(value) ? value : 1e6 * gained;
  };
  std::uintmax_t most_evaluations = 60;
  const auto close = [](double a, double b) { return std::abs(a - b) <= 1e-8 * std::abs(b); };
  const auto [left, right] =
      boost::math::tools::toms748_solve(capped, low, high, at_low, at_high, close, most_evaluations);
  const ImperfectLaw there = source.of_amplitude(0.5 * (left + right), options);
  const Value cost = there.law.expected_cost();
  const double scale = 1.0 / source.amplification();
  const double slope = (at_high - at_low) / (high - low);  // of the cost against the amplitude
  const double relative = (right - left) / right + cost.error / (slope * right);
  return {{scale * there.size.value, scale * (there.size.error + relative * there.size.value), "root of the exact law"},
          cost};
}

}  // namespace plumbline
