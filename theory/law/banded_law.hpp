#pragma once

#include <boost/math/constants/constants.hpp>

#include <cassert>
#include <cmath>
#include <span>

#include "theory/problem/chain.hpp"
#include "theory/score/guided_score.hpp"
#include "theory/score/line_scores.hpp"

namespace plumbline {

/// The law of a chain on a uniform grid in any precision, density on a linear scale, shape (n).
template <class Real>
struct BandedLaw {
  Real y_min;
  Real spacing;
  Column<Real> density;

  Real y(Eigen::Index i) const { return y_min + static_cast<int>(i) * spacing; }
  template <class F>
  Real expectation(const F& f) const {
    Real sum(0);
    for (Eigen::Index i = 0; i < density.size(); ++i) sum += density[i] * f(y(i));
    return spacing * sum;
  }
};

/// Which band of the Gaussian kernel a BandedLaw keeps: all |x| <= reach standard deviations, that is down to
/// exp(-reach^2 / 2) of the peak.
struct Band {
  double low;  ///< ends of the grid
  double high;
  double spacing;  ///< trapezoidal error about exp(-2 pi^2 (S / spacing)^2) at unit slope of the step map
  double reach;
};

/// The reference for chain_law(): the trapezoidal rule for the Chapman-Kolmogorov integral at every step, nothing else.
/// With spacing in proportion to S its cost is N^1.5. The kernel of each source runs outward from its centre by
/// exp(-(x + h)^2 / 2) = exp(-x^2 / 2) r(x), r(x + h) = r(x) exp(-h^2): two products and a sum an entry, no
/// exponential, which is what makes 50 digits affordable. No renormalisation; needs spacing < S.
template <class Real>
BandedLaw<Real> banded_law(const LineScores<Real>& scores, std::span<const Step<Real>> steps, Start start,
                           const Real& t0, const Band& band) {
  using std::exp;
  using std::sqrt;
  const auto n = static_cast<Eigen::Index>((band.high - band.low) / band.spacing) + 1;
  BandedLaw<Real> law{Real(band.low), Real(band.spacing), Column<Real>(n)};
  Column<Real> y(n);
  for (Eigen::Index i = 0; i < n; ++i) y[i] = law.y(i);
  NoisedScores<Real> noised;
  scores.evaluate(t0, y, noised);
  const Real root_two_pi = boost::math::constants::root_two_pi<Real>();
  const Real variance = start == Start::sigma_max ? Real(1 - t0) : Real(1);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Real normal = exp(-y[i] * y[i] / (2 * variance)) / (root_two_pi * sqrt(variance));
    const Real base = exp(noised.log_density[i]);
    law.density[i] = start == Start::exact        ? base
                     : start == Start::reweighted ? Real(base * exp(noised.log_h[i] - scores.log_expected()))
                                                  : normal;
  }
  Column<Real> next(n);
  for (const auto& [time, A, B, S, omega] : steps) {
    assert(S > band.spacing);
    scores.evaluate(time, y, noised);
    for (Eigen::Index i = 0; i < n; ++i) next[i] = 0;
    const Real h = law.spacing / S;
    const Real shrink = exp(-h * h);
    const auto half_band = static_cast<Eigen::Index>(band.reach / static_cast<double>(h)) + 1;
    for (Eigen::Index k = 0; k < n; ++k) {
      const Real m = A * y[k] + B * guided_score(noised.score[k], noised.score_reweighted[k], omega);
      const double place = static_cast<double>((m - law.y_min) / law.spacing);
      if (place < 0.0 || place > static_cast<double>(n - 1)) continue;
      const auto centre = static_cast<Eigen::Index>(place);
      const Real x = (y[centre] - m) / S;  // in (-h, 0]
      const Real peak = law.density[k] * h / root_two_pi * exp(-x * x / 2);
      Real value = peak;
      Real ratio = exp(-h * x - h * h / 2);
      for (Eigen::Index i = centre; i < n && i <= centre + half_band; ++i) {
        next[i] += value;
        value *= ratio;
        ratio *= shrink;
      }
      ratio = exp(h * x - h * h / 2);
      value = peak * ratio;
      for (Eigen::Index i = centre - 1; i >= 0 && i >= centre - half_band; --i) {
        ratio *= shrink;
        next[i] += value;
        value *= ratio;
      }
    }
    law.density.swap(next);
  }
  return law;
}

}  // namespace plumbline
