#include "verify/reference/normal.hpp"

#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/erf.hpp>

#include <utility>

namespace plumbline::reference {
namespace {

Fifty cdf(const Fifty& x) { return boost::math::erfc(Fifty(-x / sqrt(Fifty(2)))) / 2; }

}  // namespace

/// The densities cross where a y^2 + b y + c = 0, the logarithm of their ratio.
Fifty total_variation(const Normal& p, const Normal& q) {
  const Fifty a = (1 / q.variance - 1 / p.variance) / 2;
  if (a == 0) return boost::math::erf(Fifty(abs(p.mean - q.mean) / sqrt(8 * p.variance)));
  const Fifty b = p.mean / p.variance - q.mean / q.variance;
  const Fifty c =
      (q.mean * q.mean / q.variance - p.mean * p.mean / p.variance + log(Fifty(q.variance / p.variance))) / 2;
  const Fifty root = sqrt(Fifty(b * b - 4 * a * c));
  const Fifty sum = b < 0 ? Fifty((root - b) / 2) : Fifty(-(root + b) / 2);
  Fifty low = sum / a;
  Fifty high = sum == 0 ? Fifty(-low) : Fifty(c / sum);
  if (high < low) std::swap(low, high);
  const auto mass = [&](const Normal& law) -> Fifty {
    const Fifty deviation = sqrt(law.variance);
    return cdf((high - law.mean) / deviation) - cdf((low - law.mean) / deviation);
  };
  return abs(mass(p) - mass(q));
}

Fifty kl(const Normal& p, const Normal& q) {
  const Fifty x = p.variance / q.variance;
  const Fifty shift = p.mean - q.mean;
  return (x - 1 - log(x) + shift * shift / q.variance) / 2;
}

Fifty hellinger(const Normal& p, const Normal& q) {
  const Fifty sum = p.variance + q.variance;
  const Fifty shift = p.mean - q.mean;
  return sqrt(
      Fifty(1 - exp(Fifty(log(Fifty(4 * p.variance * q.variance / (sum * sum))) / 4 - shift * shift / (4 * sum)))));
}

/// E |shift + spread Z|.
Fifty w1(const Normal& p, const Normal& q) {
  const Fifty shift = p.mean - q.mean;
  const Fifty spread = abs(sqrt(p.variance) - sqrt(q.variance));
  if (spread == 0) return abs(shift);
  const Fifty x = shift / spread;
  return spread * sqrt(Fifty(2) / boost::math::constants::pi<Fifty>()) * exp(Fifty(-x * x / 2)) +
         shift * boost::math::erf(Fifty(x / sqrt(Fifty(2))));
}

Fifty w2(const Normal& p, const Normal& q) {
  const Fifty shift = p.mean - q.mean;
  const Fifty spread = sqrt(p.variance) - sqrt(q.variance);
  return sqrt(Fifty(shift * shift + spread * spread));
}

}  // namespace plumbline::reference
