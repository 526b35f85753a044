#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/score/exponentials.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>

#include <cmath>

#include "theory/score/exponentials.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<double>;
using Vector = hn::Vec<Tag>;

void ExpInPlace(double* x, std::size_t n) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(hn::Exp(d, hn::LoadU(d, x + i)), d, x + i);
  for (; i < n; ++i) x[i] = std::exp(x[i]);
}

double LogSumOfGaussians(const double* a, const double* m, std::size_t n, double y, double precision) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  const Vector place = hn::Set(d, y);
  const Vector factor = hn::Set(d, -0.5 * precision);
  const auto exponents = [&](std::size_t i) {
    const Vector gap = hn::Sub(place, hn::LoadU(d, m + i));
    return hn::MulAdd(factor, hn::Mul(gap, gap), hn::LoadU(d, a + i));
  };
  const auto exponent = [&](std::size_t i) { return a[i] - 0.5 * precision * (y - m[i]) * (y - m[i]); };
  const std::size_t n_whole = n / lanes * lanes;
  double largest = exponent(n - 1);
  for (std::size_t i = n_whole; i < n; ++i) largest = std::max(largest, exponent(i));
  Vector top = hn::Set(d, largest);
  for (std::size_t i = 0; i < n_whole; i += lanes) top = hn::Max(top, exponents(i));
  top = hn::MaxOfLanes(d, top);
  largest = hn::GetLane(top);
  Vector sums = hn::Zero(d);
  for (std::size_t i = 0; i < n_whole; i += lanes) sums = hn::Add(sums, hn::Exp(d, hn::Sub(exponents(i), top)));
  double sum = hn::GetLane(hn::SumOfLanes(d, sums));
  for (std::size_t i = n_whole; i < n; ++i) sum += std::exp(exponent(i) - largest);
  return largest + std::log(sum);
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(ExpInPlace);
HWY_EXPORT(LogSumOfGaussians);

Column<double> exp_of(Column<double> x) {
  HWY_DYNAMIC_DISPATCH(ExpInPlace)(x.data(), static_cast<std::size_t>(x.size()));
  return x;
}

double log_sum_of_gaussians(const double* a, const double* m, Eigen::Index n, double y, double precision) {
  return HWY_DYNAMIC_DISPATCH(LogSumOfGaussians)(a, m, static_cast<std::size_t>(n), y, precision);
}

}  // namespace plumbline
#endif
