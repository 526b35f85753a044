#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/static/cost_integrals.hpp"
#include "theory/static/mixture_divergences.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

double distance(const Value& value, const Integral<Digits50>& reference) {
  return std::abs(static_cast<double>(Digits50(value.value - reference.value)));
}

/// One component against a copy of it moved by `shift`: J = 1/p(c|x) is 1/prior times a logistic function.
GuidedPair shifted_pair(double shift, double variance, double prior) {
  const auto at = [&](double mean) {
    return Gaussian{Eigen::VectorXd::Constant(1, mean), Covariance::isotropic(1, variance)};
  };
  return classifier_free_pair(Mixture({{prior, at(0.0), 1}, {1.0 - prior, at(shift), 2}}), 1);
}

}  // namespace

TEST_CASE("the O3 slopes of theory section 5 are the limits t0 -> 0", "[exact]") {
  const GuidedPair unit = load_case("unit-pair").pair;
  const GuidedPair narrow = load_case("narrow-rival").pair;
  CHECK(-2.0 * cost_entropy(unit).value == Approx(-2.6526767).epsilon(2e-8));
  CHECK(-2.0 * cost_entropy(narrow).value == Approx(-7.3386427).epsilon(1e-8));
  // The finite-t0 form differs by 2 Ent(h_{t0}), about t0 times a constant.
  for (const GuidedPair& pair : {unit, narrow}) {
    for (const double t0 : {1e-4, 1e-3}) {
      const double change = initial_slope(pair, {t0}).value + 2.0 * cost_entropy(pair).value;
      CHECK(change == Approx(2.0 * cost_entropy(pair, {t0}).value).epsilon(1e-9));
    }
  }
}

TEST_CASE("double integrals lie within their stated error of the 50-digit ones", "[exact]") {
  for (const char* name : {"unit-pair", "narrow-rival", "wide-rival"}) {
    const GuidedPair pair = load_case(name).pair;
    INFO(name);
    for (const double t : {1e-4, 0.5, 1.0}) {
      const Value mean = expected_h_power(pair, {t}, 1.0);
      CHECK(distance(mean, integrate_h_power<Digits50>(pair, {t}, 1.0)) <= mean.error);
      CHECK(std::abs(mean.value - pair.expected) <= mean.error);
      const Value log_mean = expected_h_log_h(pair, {t});
      CHECK(distance(log_mean, integrate_h_log_h<Digits50>(pair, {t})) <= log_mean.error);
      const Value entropy = cost_entropy(pair, {t});
      CHECK(distance(entropy, integrate_entropy<Digits50>(pair, {t})) <= entropy.error);
      CHECK(log_mean.error < 1e-12);
    }
    const Value slope = initial_slope(pair, {1e-2});
    CHECK(distance(slope, integrate_initial_slope<Digits50>(pair, {1e-2})) <= slope.error);
  }
}

TEST_CASE("50 digits are 50 digits", "[exact]") {
  // A cost of two values of a Gaussian shift: E h^2 at t = 1 by binomial expansion is 1 + 2 r + r^2 exp(shift^2/v),
  // times 1, with J = 1 + r exp(linear), r = (1 - prior) / prior. All of these doubles are exact binary fractions.
  const GuidedPair pair = shifted_pair(1.5, 0.5, 0.25);
  const Digits50 exact = 1 + 6 + 9 * exp(Digits50(4.5));
  const Integral<Digits50> second = integrate_h_power<Digits50>(pair, {1.0}, 2.0);
  CHECK(static_cast<double>(Digits50(abs(second.value / exact - 1))) < 1e-46);
  CHECK(abs(second.value - exact) <= second.error);
  const Value in_double = expected_h_power(pair, {1.0}, 2.0);
  CHECK(std::abs(in_double.value - static_cast<double>(exact)) <= in_double.error);
}

TEST_CASE("a moment that is infinite is infinite, not truncated", "[exact]") {
  const GuidedPair pair = load_case("wide-rival").pair;
  CHECK(std::isinf(expected_h_power(pair, {1.0}, 2.0).value));
  CHECK(std::isfinite(expected_h_power(pair, {0.01}, 2.0).value));
  // q (1/0.36 - 1/0.81) = 1/0.36 at q = 1.8
  CHECK(std::isfinite(expected_h_power(pair, {1.0}, 1.79).value));
  CHECK(std::isinf(expected_h_power(pair, {1.0}, 1.81).value));
  CHECK(std::isinf(expected_h_power(load_case("narrow-rival").pair, {1.0}, -1.0).value) == false);
}

TEST_CASE("divergences of shifted Gaussians and of the built-in cases", "[exact]") {
  // base N(0, v), reweighted pi N(0, v) + (1 - pi) N(s, v): TV = (1 - pi) (2 Phi(s / (2 sqrt v)) - 1).
  const GuidedPair pair = shifted_pair(1.5, 0.5, 0.25);
  const Value tv = tv_base_reweighted(pair, {1.0});
  CHECK(std::abs(tv.value - 0.75 * std::erf(0.75 / std::sqrt(2.0) / std::sqrt(0.5))) <= tv.error);
  for (const char* name : {"unit-pair", "narrow-rival", "wide-rival"}) {
    const GuidedPair built_in = load_case(name).pair;
    const double forward = kl_reweighted_to_base(built_in, {1.0}).value;
    CHECK(forward == Approx(cost_entropy(built_in).value / built_in.expected).epsilon(1e-12));
    const double backward = kl_base_to_reweighted(built_in, {1.0}).value;
    const double distance_tv = tv_base_reweighted(built_in, {1.0}).value;
    CHECK(distance_tv <= std::sqrt(0.5 * std::min(forward, backward)));  // Pinsker
    CHECK(distance_tv ==
          Approx(0.5 * expectation<double>(built_in, {1.0}, 1.0,
                                           [&](double log_p, double log_h) {
                                             return std::abs(std::exp(log_p + log_h) / built_in.expected -
                                                             std::exp(log_p));
                                           })
                           .value)
              .epsilon(1e-9));
  }
}

TEST_CASE("static integrals refuse planes and points", "[bad-input]") {
  CHECK_THROWS_WITH(expected_cost(load_case("triad").pair), ContainsSubstring("2 dimensions"));
  CHECK_THROWS_WITH(expected_cost(shifted_pair(1.0, 0.0, 0.5)), ContainsSubstring("singular at t = 1"));
}
