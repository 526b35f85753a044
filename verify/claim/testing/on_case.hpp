#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "theory/cases/case.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/mutant/mutant.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {

/// For tests of claims: one claim on one built-in case, in the quick tier. `mutant` is the wrong sampler under test; ""
/// is the true one.
inline Finding on_case(const Claim& claim, const std::string& case_name, const std::string& mutant = "") {
  RunSettings settings;
  if (!mutant.empty()) settings.mutant = find_mutant(mutant);
  Workbench bench(load_case(case_name), settings);
  return examine(claim, bench);
}

/// Every check of the claim holds, and there are that many of them.
inline void require_holds(const Finding& finding, std::size_t n_checks) {
  INFO(finding.claim << " on " << finding.case_name << finding.not_applicable);
  REQUIRE(finding.applies());
  REQUIRE(finding.checks.size() == n_checks);
  for (const Check& check : finding.checks) {
    INFO(check.what << ": " << check.left.value << " against " << check.right.value);
    CHECK(check.decision.verdict == Verdict::holds);
  }
}

/// A side of a check is the number that the test knows from elsewhere, to one part in 1e9.
inline void require_side(const Value& side, double known) {
  INFO(side.how << ": " << side.value << " +- " << side.error << ", known " << known);
  CHECK(std::abs(side.value - known) <= 1e-9 * std::abs(known) + side.error);
  CHECK(side.error <= 1e-7 * std::abs(known));
}

/// What guidance does to the case gaussian-tilt, N(m, v) and J = exp(a x), by theory/README.md, O6, written out again.
struct GaussianTilt {
  static constexpr double m = 0.5, v = 2.0, a = 0.8;
  static constexpr double t0 = Workbench::t0.value;

  static double noised(double t) { return t * v + 1.0 - t; }
  static double tilt() { return a * a * v * (1.0 - t0) / noised(t0); }
  /// E J.
  static double expected() { return std::exp(a * m + 0.5 * a * a * v); }
  /// E J(Y_1^w).
  static double guided(double w) { return expected() * std::exp(-w * tilt()); }
  /// E h_t^q under p_t: log h_t is Gaussian.
  static double power_mean(double t, double q) {
    const double variance = a * a * v * v * t / noised(t);
    return std::pow(expected(), q) * std::exp(0.5 * q * (q - 1.0) * variance);
  }
};

}  // namespace plumbline
