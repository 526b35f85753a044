#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "theory/problem/guided_pair.hpp"
#include "verify/reference/real.hpp"

namespace plumbline::reference {

/// What is asked, in the words of `plumbline law`.
struct Question {
  std::string case_name;
  double w = 0.0;
  double from = 0.0;  ///< the window of the guidance: on from < t <= to
  double to = 1.0;
  int n_steps = 1;
  double t0 = 1e-4;
  double tend = 1.0;
  std::string scheme = "ddpm";
  std::string schedule = "log-uniform";
  std::string start = "exact";
  std::vector<double> powers;
};

/// One Gaussian component with its weights in p and in p^J.
struct Part {
  double mean;
  double variance;
  double base;
  double reweighted;
};

/// The pair as numbers, and the guidance signed as for a cost.
struct Problem {
  std::vector<Part> parts;
  double expected;  ///< E J
  double omega;     ///< inside the window
  Question question;

  double omega_at(double t) const { return question.from < t && t <= question.to ? omega : 0.0; }
};

Problem make_problem(const GuidedPair& pair, const Question& question);

/// N + 1 times of the schedule, by its definition (theory/README.md, section 2) in the arithmetic of Real. In double
/// these are the times of a program that rounds; their difference to Fifty is what rounded input may cost.
template <class Real>
std::vector<Real> times(const Question& question) {
  using std::acos;
  using std::cos;
  using std::exp;
  using std::log;
  using std::pow;
  using std::sqrt;
  const std::string& schedule = question.schedule;
  std::vector<Real> result;
  if (schedule == "li") {
    const Real levels = question.n_steps + 1;
    result.push_back(1 / (levels * levels));
    for (int n = 0; n < question.n_steps; ++n) {
      const Real abar = result.back();
      result.push_back(abar + 4 * abar * (1 - abar) * log(levels) / levels);
    }
    return result;
  }
  const Real beta_min = Real(0.1);
  const Real half_slope = Real(9.95);
  const auto clock = [&](const Real& t) -> Real {
    if (schedule == "logit-uniform") return log(t / (1 - t));
    if (schedule == "karras") return -pow(Real((1 - t) / t), Real(1) / 14);
    if (schedule == "cosine") return -acos(Real(sqrt(t)));
    if (schedule == "ddpm-linear") return 2 * log(t) / (beta_min + sqrt(beta_min * beta_min - 4 * half_slope * log(t)));
    return log(t);
  };
  const auto time = [&](const Real& x) -> Real {
    if (schedule == "logit-uniform") return 1 / (1 + exp(-x));
    if (schedule == "karras") return 1 / (1 + pow(Real(-x), 14));
    if (schedule == "cosine") return cos(x) * cos(x);
    if (schedule == "ddpm-linear") return exp(beta_min * x - half_slope * x * x);
    return exp(x);
  };
  const Real t0 = question.t0;
  const bool apart = question.tend >= 1.0 && (schedule == "logit-uniform" || schedule == "karras");
  const int n = apart ? question.n_steps - 1 : question.n_steps;
  const Real last = apart ? Real(1 - t0) : Real(question.tend);
  if (n > 0) {
    const Real first = clock(t0);
    const Real length = clock(last) - first;
    for (int i = 0; i <= n; ++i) result.push_back(time(first + length * i / n));
    result.back() = last;
  }
  if (apart) result.push_back(1);
  result.front() = t0;
  return result;
}

/// Y' = A Y + B G + S Z from t_from to t_to; section 2.
template <class Real>
struct Rule {
  Real A;
  Real B;
  Real S;
};
template <class Real>
Rule<Real> rule(const std::string& scheme, const Real& t_from, const Real& t_to) {
  using std::log;
  using std::sqrt;
  const Real a = t_from / t_to;
  const Real root = sqrt(a);
  if (scheme == "euler") return {1 - log(a) / 2, -log(a), sqrt(Real(-log(a)))};
  return {1 / root, scheme == "ddpm" ? Real((1 - a) / root) : Real(2 * (1 / root - 1)), sqrt(Real((1 - a) / a))};
}

/// log of a density and its slope.
template <class Real>
struct LogDensity {
  Real value;
  Real slope;
};

/// The noised mixture at time t with the weights of p or of p^J.
template <class Real>
class NoisedMixture {
 public:
  /// weight (2 pi v)^(-1/2) exp(-(y - mean)^2 precision / 2).
  struct Term {
    Real log_factor;
    Real mean;
    Real precision;
  };

  NoisedMixture(const std::vector<Part>& parts, double Part::*weight, const Real& t) {
    using std::acos;
    using std::log;
    using std::sqrt;
    const Real two_pi = 2 * acos(Real(-1));
    for (const Part& part : parts) {
      if (!(part.*weight > 0.0)) continue;
      const Real v = t * part.variance + (1 - t);
      terms_.push_back({log(Real(part.*weight)) - log(two_pi * v) / 2, sqrt(t) * part.mean, 1 / v});
    }
  }

  LogDensity<Real> operator()(const Real& y) const {
    using std::exp;
    using std::log;
    Real largest = exponent(terms_.front(), y);
    for (const Term& term : terms_) {
      const Real e = exponent(term, y);
      if (e > largest) largest = e;
    }
    Real sum = 0;
    Real slope = 0;
    for (const Term& term : terms_) {
      const Real share = exp(exponent(term, y) - largest);
      sum += share;
      slope -= share * (y - term.mean) * term.precision;
    }
    return {largest + log(sum), slope / sum};
  }

  /// The probability of (-infinity, y], or of (y, infinity).
  Real below(const Real& y, bool above = false) const {
    using std::acos;
    using std::erfc;
    using std::exp;
    using std::log;
    using std::sqrt;
    Real sum = 0;
    for (const Term& term : terms_) {
      const Real weight = exp(term.log_factor + log(2 * acos(Real(-1)) / term.precision) / 2);
      const Real x = (y - term.mean) * sqrt(term.precision / 2);
      sum += weight * erfc(above ? x : Real(-x)) / 2;
    }
    return sum;
  }

  Real narrowest() const {
    using std::sqrt;
    Real precision = 0;
    for (const Term& term : terms_) precision = term.precision > precision ? term.precision : precision;
    return 1 / sqrt(precision);
  }
  const std::vector<Term>& terms() const { return terms_; }

 private:
  static Real exponent(const Term& term, const Real& y) {
    const Real z = y - term.mean;
    return term.log_factor - z * z * term.precision / 2;
  }

  std::vector<Term> terms_;
};

}  // namespace plumbline::reference
