#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/score/exponentials.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>

#include <algorithm>
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

/// At points y + k h about the one in the middle, y: e_i(k) = e_i(0) r_i^k exp(-precision (k h)^2 / 2) with
/// r_i = exp(precision h (m_i - y)), near 1 for the terms that count.
void LogSumsAtNeighbours(const double* a, const double* m, std::size_t n, const NeighbouringPoints& at, double* sums) {
  constexpr std::size_t middle = points_together / 2;
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  const Vector factor = hn::Set(d, -0.5 * at.precision);
  const Vector change = hn::Set(d, at.precision * at.spacing);
  const Vector place = hn::Set(d, at.point(middle));
  const auto exponents = [&](Vector a_i, Vector m_i) HWY_ATTR {
    const Vector gap = hn::Sub(place, m_i);
    return hn::MulAdd(factor, hn::Mul(gap, gap), a_i);
  };
  const std::size_t n_whole = n / lanes * lanes;
  const std::size_t rest = n - n_whole;
  HWY_ALIGN double last_a[hn::MaxLanes(Tag())];  // what is over, filled up with terms that count for nothing
  HWY_ALIGN double last_m[hn::MaxLanes(Tag())];
  for (std::size_t i = 0; i < lanes; ++i) {
    last_a[i] = i < rest ? a[n_whole + i] : -1e300;
    last_m[i] = i < rest ? m[n_whole + i] : at.point(middle);
  }
  Vector top = exponents(hn::Load(d, last_a), hn::Load(d, last_m));
  for (std::size_t i = 0; i < n_whole; i += lanes) {
    top = hn::Max(top, exponents(hn::LoadU(d, a + i), hn::LoadU(d, m + i)));
  }
  top = hn::MaxOfLanes(d, top);
  Vector acc[points_together];
  for (Vector& sum : acc) sum = hn::Zero(d);
  const auto add = [&](Vector a_i, Vector m_i) HWY_ATTR {
    const Vector e = hn::Exp(d, hn::Max(hn::Sub(exponents(a_i, m_i), top), hn::Set(d, -700.0)));
    const Vector x = hn::Mul(change, hn::Sub(m_i, place));
    const Vector up = hn::Exp(d, x);
    const Vector down = hn::Exp(d, hn::Neg(x));
    acc[middle] = hn::Add(acc[middle], e);
    Vector next = e;
    for (std::size_t k = middle + 1; k < points_together; ++k) {
      next = hn::Mul(next, up);
      acc[k] = hn::Add(acc[k], next);
    }
    next = e;
    for (std::size_t k = middle; k-- > 0;) {
      next = hn::Mul(next, down);
      acc[k] = hn::Add(acc[k], next);
    }
  };
  for (std::size_t i = 0; i < n_whole; i += lanes) add(hn::LoadU(d, a + i), hn::LoadU(d, m + i));
  if (rest > 0) add(hn::Load(d, last_a), hn::Load(d, last_m));
  const double largest = hn::GetLane(top);
  for (std::size_t k = 0; k < points_together; ++k) {
    const double along = at.spacing * (static_cast<double>(k) - static_cast<double>(middle));
    sums[k] = largest - 0.5 * at.precision * along * along + std::log(hn::GetLane(hn::SumOfLanes(d, acc[k])));
  }
}

/// One vector of points; see log_mixture_and_slope. No log_sum, no logarithm.
template <bool with_log>
HWY_INLINE void MixtureAt(const GaussianTerm<double>* terms, std::size_t n_terms, const double* y, double* log_sum,
                          double* slope) {
  const Tag d;
  const Vector place = hn::LoadU(d, y);
  const auto gap = [&](std::size_t k) HWY_ATTR { return hn::Sub(hn::Set(d, terms[k].mean), place); };
  const auto exponent = [&](std::size_t k) HWY_ATTR {
    const Vector g = gap(k);
    return hn::NegMulAdd(hn::Mul(hn::Set(d, 0.5 * terms[k].precision), g), g, hn::Set(d, terms[k].constant));
  };
  Vector largest = exponent(0);
  if (n_terms == 1) {
    hn::StoreU(hn::Mul(hn::Set(d, terms[0].precision), gap(0)), d, slope);
    if constexpr (with_log) hn::StoreU(largest, d, log_sum);
    return;
  }
  for (std::size_t k = 1; k < n_terms; ++k) largest = hn::Max(largest, exponent(k));
  Vector sum = hn::Zero(d);
  Vector weighted = hn::Zero(d);
  for (std::size_t k = 0; k < n_terms; ++k) {
    const Vector share = hn::Exp(d, hn::Sub(exponent(k), largest));
    sum = hn::Add(sum, share);
    weighted = hn::MulAdd(hn::Mul(share, hn::Set(d, terms[k].precision)), gap(k), weighted);
  }
  hn::StoreU(hn::Div(weighted, sum), d, slope);
  if constexpr (with_log) hn::StoreU(hn::Add(largest, hn::Log(d, sum)), d, log_sum);
}

template <bool with_log>
HWY_INLINE void MixtureAtAll(const GaussianTerm<double>* terms, std::size_t n_terms, const double* y, std::size_t n,
                        double* log_sum, double* slope) {
  const std::size_t lanes = hn::Lanes(Tag());
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) MixtureAt<with_log>(terms, n_terms, y + i, log_sum + i, slope + i);
  if (i == n) return;
  HWY_ALIGN double rest[3][hn::MaxLanes(Tag())] = {};
  std::copy(y + i, y + n, rest[0]);
  MixtureAt<with_log>(terms, n_terms, rest[0], rest[1], rest[2]);
  if constexpr (with_log) std::copy(rest[1], rest[1] + (n - i), log_sum + i);
  std::copy(rest[2], rest[2] + (n - i), slope + i);
}

void LogMixtureAndSlope(const GaussianTerm<double>* terms, std::size_t n_terms, const double* y, std::size_t n,
                        double* log_sum, double* slope) {
  MixtureAtAll<true>(terms, n_terms, y, n, log_sum, slope);
}
void MixtureSlope(const GaussianTerm<double>* terms, std::size_t n_terms, const double* y, std::size_t n, double* slope) {
  MixtureAtAll<false>(terms, n_terms, y, n, slope, slope);
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(ExpInPlace);
HWY_EXPORT(LogSumOfGaussians);
HWY_EXPORT(LogSumsAtNeighbours);
HWY_EXPORT(LogMixtureAndSlope);
HWY_EXPORT(MixtureSlope);

Column<double> exp_of(Column<double> x) {
  HWY_DYNAMIC_DISPATCH(ExpInPlace)(x.data(), static_cast<std::size_t>(x.size()));
  return x;
}

double log_sum_of_gaussians(const double* a, const double* m, Eigen::Index n, double y, double precision) {
  return HWY_DYNAMIC_DISPATCH(LogSumOfGaussians)(a, m, static_cast<std::size_t>(n), y, precision);
}

void log_sums_of_gaussians(const double* a, const double* m, Eigen::Index n, const NeighbouringPoints& at,
                           double* sums) {
  constexpr double most = 300.0;  // so much a term may change on the way, in logarithm
  constexpr std::size_t middle = points_together / 2;
  const auto [low, high] = std::minmax_element(m, m + n);
  const double furthest = std::max(std::abs(at.point(middle) - *low), std::abs(*high - at.point(middle)));
  if (static_cast<double>(middle) * at.precision * at.spacing * furthest < most) {
    HWY_DYNAMIC_DISPATCH(LogSumsAtNeighbours)(a, m, static_cast<std::size_t>(n), at, sums);
    return;
  }
  for (std::size_t k = 0; k < points_together; ++k) sums[k] = log_sum_of_gaussians(a, m, n, at.point(k), at.precision);
}

void log_mixture_and_slope(std::span<const GaussianTerm<double>> terms, const Column<double>& y, Column<double>& log_sum,
                           Column<double>& slope) {
  log_sum.resize(y.size());
  slope.resize(y.size());
  HWY_DYNAMIC_DISPATCH(LogMixtureAndSlope)
  (terms.data(), terms.size(), y.data(), static_cast<std::size_t>(y.size()), log_sum.data(), slope.data());
}

void mixture_slope(std::span<const GaussianTerm<double>> terms, const Column<double>& y, Column<double>& slope) {
  slope.resize(y.size());
  HWY_DYNAMIC_DISPATCH(MixtureSlope)
  (terms.data(), terms.size(), y.data(), static_cast<std::size_t>(y.size()), slope.data());
}

}  // namespace plumbline
#endif
