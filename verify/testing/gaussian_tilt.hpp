#pragma once

#include <cmath>

#include "theory/problem/transitions.hpp"

namespace plumbline {

/// The case gaussian-tilt, N(m, v) and J = exp(a x), in closed form by theory/README.md, O6 and O7, written out again
/// for tests: nothing here is shared with theory/oracle.
struct GaussianTilt {
  static constexpr double m = 0.5, v = 2.0, a = 0.8;
  static constexpr double t0 = 1e-4;  ///< of the claims

  static double noised(double t) { return t * v + 1.0 - t; }
  /// g = a^2 v (1 - t0) / V_t0.
  static double tilt(double from = t0) { return a * a * v * (1.0 - from) / noised(from); }
  /// E J.
  static double expected() { return std::exp(a * m + 0.5 * a * a * v); }
  /// E J(Y_1^w) of (26).
  static double guided(double w, double from = t0) { return expected() * std::exp(-w * tilt(from)); }
  /// E h_t^q under p_t: log h_t is Gaussian.
  static double power_mean(double t, double q) {
    const double variance = a * a * v * v * t / noised(t);
    return std::pow(expected(), q) * std::exp(0.5 * q * (q - 1.0) * variance);
  }
  /// s - s^J, the same everywhere.
  static double gap(double t) { return -std::sqrt(t) * a * v / noised(t); }

  /// The law of a state.
  struct State {
    double mean, variance;

    double square() const { return mean * mean + variance; }
    /// E h_t(Y): log h_t(y) = a E[X given y] + a^2 Var[X given y] / 2.
    double cost(double t = 1.0) const {
      const double slope = a * std::sqrt(t) * v / noised(t);
      return std::exp(a * m + slope * (mean - std::sqrt(t) * m) + 0.5 * a * a * v * (1.0 - t) / noised(t) +
                      0.5 * slope * slope * variance);
    }
  };
  static State at_start(Start start, double t) {
    if (start == Start::gaussian) return {0.0, 1.0};
    return {std::sqrt(t) * (start == Start::reweighted ? m + a * v : m), noised(t)};
  }
  /// One step of (27), the guided score wrong by `score_error` everywhere.
  static State after(const Step<double>& step, const State& before, double score_error = 0.0) {
    const double V = noised(step.time);
    const double constant = std::sqrt(step.time) * m / V + step.omega * gap(step.time) + score_error;
    const double factor = step.A - step.B / V;
    return {factor * before.mean + step.B * constant, factor * factor * before.variance + step.S * step.S};
  }
  /// The law of Y_N, and E h_t of it at the end.
  static State end_of(const Transitions& run, double score_error = 0.0) {
    State state = at_start(run.start, run.t0.value);
    for (const Step<double>& step : run.steps) state = after(step, state, score_error);
    return state;
  }

  /// TV, KL(P, Q) and W2 of two states.
  static double kl(const State& p, const State& q) {
    const double ratio = p.variance / q.variance;
    return 0.5 * (ratio - 1.0 - std::log(ratio) + std::pow(p.mean - q.mean, 2) / q.variance);
  }
  static double w2(const State& p, const State& q) {
    return std::hypot(p.mean - q.mean, std::sqrt(p.variance) - std::sqrt(q.variance));
  }
  /// For equal variances.
  static double tv(const State& p, const State& q) {
    return std::erf(std::abs(p.mean - q.mean) / std::sqrt(8.0 * p.variance));
  }
  /// The law of (26) at t = 1.
  static State limit(double w, double from = t0) {
    return {m - w * a * v * (1.0 - from * v / noised(from)), v};
  }
};

}  // namespace plumbline
