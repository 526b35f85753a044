#include "theory/affine/normal_distances.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace plumbline {
namespace {

using Extended = long double;

Extended normal_cdf(Extended x) { return 0.5L * std::erfc(-x / std::numbers::sqrt2_v<Extended>); }

/// The densities cross where log(p / q) = a y^2 + b y + c has its roots, y from the mean of p.
Extended total_variation(const NormalLaw& p, const NormalLaw& q) {
  const Extended shift = q.mean - p.mean;
  const Extended a = 0.5L * (p.variance - q.variance) / (p.variance * q.variance);
  const Extended b = -shift / q.variance;
  const Extended c = 0.5L * (shift * shift / q.variance + std::log1p((q.variance - p.variance) / p.variance));
  if (a == 0.0L && b == 0.0L) return 0.0L;
  const Extended root = std::sqrt(std::max(0.0L, b * b - 4.0L * a * c));
  const Extended sum = -0.5L * (b + std::copysign(root, b));
  const Extended first = sum / a;  // infinite where only one place is left
  const Extended second = c / sum;
  const auto below = [](Extended place, Extended mean, Extended variance) {
    return normal_cdf((place - mean) / std::sqrt(variance));
  };
  const auto mass = [&](Extended mean, Extended variance) {
    return below(second, mean, variance) - below(first, mean, variance);
  };
  return std::abs(mass(0.0L, p.variance) - mass(shift, q.variance));
}

Extended kl(const NormalLaw& p, const NormalLaw& q) {
  const Extended excess = (p.variance - q.variance) / q.variance;
  const Extended shift = p.mean - q.mean;
  return 0.5L * (excess - std::log1p(excess) + shift * shift / q.variance);
}

Extended hellinger(const NormalLaw& p, const NormalLaw& q) {
  const Extended sum = p.variance + q.variance;
  const Extended gap = (p.variance - q.variance) / sum;
  const Extended shift = p.mean - q.mean;
  return std::sqrt(-std::expm1(0.25L * std::log1p(-gap * gap) - 0.25L * shift * shift / sum));
}

/// E |shift + spread Z|, the mean of a folded normal.
Extended w1(Extended shift, Extended spread) {
  if (spread == 0.0L) return std::abs(shift);
  const Extended x = shift / spread;
  return spread * std::sqrt(2.0L / std::numbers::pi_v<Extended>) * std::exp(-0.5L * x * x) +
         shift * std::erf(x / std::numbers::sqrt2_v<Extended>);
}

}  // namespace

Divergences normal_distances(const NormalLaw& p, const NormalLaw& q) {
  constexpr Extended known = 1e-15L;  // of the quadratures of the limit
  constexpr Extended last_digits = 4e-16L;  // of a value that a double holds
  const Extended widest = std::sqrt(std::max(p.variance, q.variance));
  const Extended narrowest = std::sqrt(std::min(p.variance, q.variance));
  const Extended of_mean = known * (std::abs(p.mean) + std::abs(q.mean));
  const Extended relative = of_mean / narrowest + known;
  const Extended shift = p.mean - q.mean;
  const Extended spread = std::abs((p.variance - q.variance) / (std::sqrt(p.variance) + std::sqrt(q.variance)));
  const auto value = [&](Extended found, Extended error) {
    return Value{static_cast<double>(found), static_cast<double>(error + last_digits * std::abs(found)),
                 "closed form of two Gaussian laws"};
  };
  const auto kl_value = [&](const NormalLaw& a, const NormalLaw& b) {
    const Extended moved = std::abs(shift) / std::sqrt(b.variance);
    const Extended response = moved + moved * moved + std::abs(a.variance / b.variance - 1.0L);
    return value(kl(a, b), relative * (response + relative));
  };
  const Extended length = of_mean + known * widest;
  return {value(total_variation(p, q), relative), kl_value(p, q), kl_value(q, p), value(hellinger(p, q), relative),
          value(w1(std::abs(shift), spread), length), value(std::hypot(shift, spread), length)};
}

}  // namespace plumbline
