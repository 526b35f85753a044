#include "verify/reference/cost_mean.hpp"

#include <boost/math/constants/constants.hpp>

#include <algorithm>

namespace plumbline::reference {
namespace {

Fifty widest(const Problem& problem, double Part::*weight, const Fifty& t) {
  double variance = 0.0;
  for (const Part& part : problem.parts) {
    if (part.*weight > 0.0) variance = std::max(variance, part.variance);
  }
  return t * variance + (1 - t);
}

}  // namespace

std::optional<Fifty> cost_mean(const Problem& problem, const Normal& law, const Fifty& t, double power) {
  const Fifty growth = (1 / widest(problem, &Part::base, t) - 1 / widest(problem, &Part::reweighted, t)) / 2;
  const Fifty precision = 1 / law.variance - 2 * power * growth;
  if (precision <= 0) return std::nullopt;
  const Fifty log_factor = -log(Fifty(2 * boost::math::constants::pi<Fifty>() * law.variance)) / 2;
  const Fifty log_expected = log(Fifty(problem.expected));
  const NoisedMixture<Fifty> base(problem.parts, &Part::base, t);
  const NoisedMixture<Fifty> reweighted(problem.parts, &Part::reweighted, t);
  const auto exponent = [&](const Fifty& y) -> Fifty {
    const Fifty z = y - law.mean;
    const Fifty log_h = log_expected + reweighted(y).value - base(y).value;
    return log_factor - z * z / (2 * law.variance) + power * log_h;
  };
  // The interval: wider until both ends lie 1e-50 below the largest value seen.
  const Fifty deviation = std::max<Fifty>(sqrt(law.variance), 1 / sqrt(precision));
  Fifty low = law.mean - 12 * deviation;
  Fifty high = law.mean + 12 * deviation;
  for (int attempt = 0; attempt < 60; ++attempt) {
    Fifty largest = exponent(low);
    for (int i = 1; i <= 200; ++i) largest = std::max<Fifty>(largest, exponent(low + (high - low) * i / 200));
    const bool left = exponent(low) > largest - 115;
    const bool right = exponent(high) > largest - 115;
    if (!left && !right) break;
    const Fifty more = (high - low) / 2;
    if (left) low -= more;
    if (right) high += more;
  }
  Fifty last = 0;
  for (int n = 512; n <= 65536; n *= 2) {
    const Fifty spacing = (high - low) / n;
    Fifty sum = 0;
    for (int i = 0; i <= n; ++i) sum += exp(exponent(low + spacing * i));
    sum *= spacing;
    if (n > 512 && abs(sum - last) <= Fifty("1e-28") * sum) return sum;
    last = sum;
  }
  return std::nullopt;
}

}  // namespace plumbline::reference
