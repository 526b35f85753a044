#pragma once

#include <boost/math/constants/constants.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <type_traits>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/score/line_scores.hpp"

namespace plumbline {

/// A one-dimensional Gaussian mixture as a function: log sum_k w_k N(y; mean_k, v_k) by log-sum-exp, so that it keeps
/// its relative accuracy however far out. Real is double or a multiprecision type; the doubles that describe the
/// mixture are taken as exact.
template <class Real>
class LineMixture {
 public:
  /// sum_k weights_k N(sqrt(t) m_k, t C_k + 1 - t), of the components with positive weight. Preconditions: d = 1 and
  /// every such variance is positive.
  LineMixture(const GuidedPair& pair, const Eigen::VectorXd& weights, const Real& t) {
    using std::log;
    using std::sqrt;
    for (std::size_t k = 0; k < pair.size(); ++k) {
      const double weight = weights[static_cast<Eigen::Index>(k)];
      if (weight <= 0.0) continue;
      const Gaussian& gaussian = pair.components[k];
      const Real variance = t * gaussian.covariance.max_variance() + (1 - t);
      const Real log_peak = log(Real(weight)) - log(boost::math::constants::two_pi<Real>() * variance) / 2;
      terms_.push_back({sqrt(t) * gaussian.mean[0], variance, log_peak});
    }
  }

  struct Term {
    Real mean;
    Real variance;
    Real log_peak;  ///< log of weight / sqrt(2 pi variance)
  };
  const std::vector<Term>& terms() const { return terms_; }

  Real log_density(const Real& y) const {
    using std::exp;
    using std::log;
    Real largest = exponent(terms_.front(), y);
    for (const Term& term : terms_) largest = std::max<Real>(largest, exponent(term, y));
    Real sum = 0;
    for (const Term& term : terms_) sum += exp(Real(exponent(term, y) - largest));
    return largest + log(sum);
  }

  /// The largest of the variances: that of the tails.
  Real widest() const {
    Real variance = 0;
    for (const Term& term : terms_) variance = std::max<Real>(variance, term.variance);
    return variance;
  }

 private:
  static Real exponent(const Term& term, const Real& y) {
    const Real z = y - term.mean;
    return term.log_peak - z * z / (2 * term.variance);
  }

  std::vector<Term> terms_;
};

/// p_t and h_t of a one-dimensional pair at one reverse time t: p_t = A_t, h_t = E[J] B_t / A_t.
template <class Real>
struct Marginals {
  Marginals(const GuidedPair& pair, const Real& t)
      : base(pair, pair.base, t), reweighted(pair, pair.reweighted, t), log_expected(log_of(Real(pair.expected))) {
    if constexpr (std::is_same_v<Real, double>) {
      if (pair.line_cost)
        arbitrary = [scores = LineScores<double>(pair), t](double y) { return log_h_at(scores, t, y); };
    } else {
      require_mixture_cost(pair, "static integrals in high precision");
    }
  }

  Real log_p(const Real& y) const { return base.log_density(y); }
  Real log_h(const Real& y) const {
    if (arbitrary) return arbitrary(y);
    return log_expected + reweighted.log_density(y) - base.log_density(y);
  }

  LineMixture<Real> base;
  LineMixture<Real> reweighted;
  Real log_expected;
  std::function<Real(const Real&)> arbitrary{};  ///< log h_t of an arbitrary cost

 private:
  static double log_h_at(const LineScores<double>& scores, double t, double y) {
    NoisedScores<double> out;
    scores.evaluate(t, Column<double>::Constant(1, y), out);
    return out.log_h[0];
  }
  static Real log_of(const Real& x) {
    using std::log;
    return log(x);
  }
};

}  // namespace plumbline
