#pragma once

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/quadrature/trapezoidal.hpp>
#include <boost/multiprecision/mpfr.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

#include "theory/base/value.hpp"

namespace plumbline {

/// 50 correct decimal digits; the reference that the double results are tested against.
using Digits50 =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<50>, boost::multiprecision::et_off>;

/// An integral and a bound on its error that is believed: the rule's own estimate plus the rounding of the summation.
template <class Real>
struct Integral {
  Real value;
  Real error;
};

inline Value to_value(const Integral<double>& integral, std::string how) {
  return {integral.value, integral.error, std::move(how)};
}

/// Where an integrand lives: outside it is below exp(-drop) of its largest value.
template <class Real>
struct Window {
  Real low;
  Real high;
};

/// The window of exp(log_size(y)), which must decay at least like a Gaussian of standard deviation `step` far out. The
/// search starts from [low, high], which must overlap the bulk, and walks outward by `step`.
template <class Real, class LogSize>
Window<Real> find_window(const LogSize& log_size, Real low, Real high, const Real& step) {
  const Real drop = std::numeric_limits<Real>::digits * 0.7 + 15;  // natural logarithm of 2^-digits, and a margin
  Real largest = log_size(low);
  const int n_inside = 200;
  for (int i = 1; i <= n_inside; ++i) {
    largest = std::max<Real>(largest, log_size(Real(low + (high - low) * i / n_inside)));
  }
  const auto walk = [&](Real& end, const Real& direction) {
    for (Real size = log_size(end); size > largest - drop; size = log_size(end)) {
      largest = std::max<Real>(largest, size);
      end += direction;
    }
  };
  walk(high, step);
  walk(low, Real(-step));
  walk(high, step);  // the walk downward may have met a larger peak, but never a smaller one
  return {low, high};
}

/// Int f over the window. Double: adaptive 61-point Gauss-Kronrod, best for smooth integrands of any width; it misses
/// kinks, so split there. Multiprecision: the trapezoidal rule, which converges geometrically for analytic integrands
/// that vanish at both ends (Trefethen & Weideman 2014), and for no others.
template <class Real, class F>
Integral<Real> integrate(const F& f, const Window<Real>& window) {
  Real error = 0;
  Real l1 = 0;
  const Real rounding = 32 * std::numeric_limits<Real>::epsilon();
  if constexpr (std::is_same_v<Real, double>) {
    const double value = boost::math::quadrature::gauss_kronrod<double, 61>::integrate(f, window.low, window.high, 15,
                                                                                       1e-14, &error, &l1);
    return {value, error + rounding * l1};
  } else {
    const Real tolerance = 1000 * std::numeric_limits<Real>::epsilon();
    const Real value =
        boost::math::quadrature::trapezoidal(f, window.low, window.high, tolerance, std::size_t{16}, &error, &l1);
    return {value, error + rounding * l1};
  }
}

}  // namespace plumbline
