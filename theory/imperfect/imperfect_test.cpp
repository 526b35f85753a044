#include <cmath>
#include <functional>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/imperfect/error_budget.hpp"
#include "theory/imperfect/imperfect_law.hpp"
#include "theory/imperfect/improvement.hpp"
#include "theory/imperfect/random_field.hpp"
#include "theory/imperfect/worst_case.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {
namespace {

/// Mean and variance of a chain whose guided score is affine, G = kappa y + c, with errors in closed form on top.
struct AffineChain {
  double mean;
  double variance;
  double mean_square_error = 0.0;  ///< (1/N) Sum_n E |Ghat_n - G_n|^2
  double path_kl = 0.0;

  /// The error of a step is constant + factor (kappa y + c) + noise N(0, noise^2).
  AffineChain(const Baseline& baseline, double constant, double factor, double noise) {
    const LineScores<double> scores(baseline.pair);
    const auto first = scores.far_scores(baseline.run.t0.value, Side::right);
    mean = first.mean_base;
    variance = first.variance_base;
    const auto N = static_cast<double>(baseline.run.steps.size());
    for (const auto& [time, A, B, S, omega] : baseline.run.steps) {
      const auto far = scores.far_scores(time, Side::right);
      const double kappa = -(1.0 + omega) / far.variance_base + omega / far.variance_reweighted;
      const double c =
          (1.0 + omega) * far.mean_base / far.variance_base - omega * far.mean_reweighted / far.variance_reweighted;
      const double mean_error = constant + factor * (kappa * mean + c);
      const double square = mean_error * mean_error + factor * factor * kappa * kappa * variance + noise * noise;
      mean_square_error += square / N;
      path_kl += 0.5 * square * B * B / (S * S);
      const double slope = A + B * kappa * (1.0 + factor);
      mean = A * mean + B * (kappa * mean + c) + B * mean_error;
      variance = slope * slope * variance + S * S + B * B * noise * noise;
    }
  }
};

void check_closed_form(const Baseline& baseline, const ImperfectLaw& law, const AffineChain& expected) {
  CHECK(std::abs(law.law.mean().value - expected.mean) <= 1e-10);
  const double second = expected.variance + expected.mean * expected.mean;
  CHECK(std::abs(law.law.second_moment().value - second) <= 1e-10);
  CHECK(std::abs(law.size.value / std::sqrt(expected.mean_square_error) - 1.0) <= 1e-9);
  CHECK(std::abs(law.path_kl.value / expected.path_kl - 1.0) <= 1e-9);
  const AffineChain exact(baseline, 0.0, 0.0, 0.0);
  const double ratio = expected.variance / exact.variance;
  const double shift = expected.mean - exact.mean;
  const double kl = 0.5 * (ratio - 1.0 - std::log(ratio) + shift * shift / exact.variance);
  CHECK(std::abs(divergences(law.law, baseline.law).kl_forward.value / kl - 1.0) <= 1e-7);
}

Baseline baseline_of(const char* name, std::int64_t n_steps, double w, Schedule schedule = Schedule::log_uniform) {
  LawOptions options;
  options.tolerance = 1e-10;
  return {load_case(name).pair,
          {make_grid(schedule, {n_steps}, {1e-3}, {1.0}), Scheme::ddpm, Guidance{{w}}, Start::exact},
          options};
}

constexpr ErrorKind fields[] = {ErrorKind::constant,       ErrorKind::smooth,    ErrorKind::low_density,
                                ErrorKind::early,          ErrorKind::middle,    ErrorKind::late,
                                ErrorKind::multiplicative, ErrorKind::worst_case};

}  // namespace

TEST_CASE("E1: constant, multiplicative and fresh errors of an affine score follow the closed recursion", "[exact]") {
  for (const char* name : {"gaussian-tilt"}) {
    for (const double w : {0.0, 1.5}) {
      INFO(name << ", w = " << w);
      const Baseline baseline = baseline_of(name, 48, w);
      const auto shape = [&](ErrorKind kind) {
        return error_shape({kind}, baseline.pair, baseline.run.t0, baseline.run.tend);
      };
      check_closed_form(baseline, imperfect_law(baseline, shape(ErrorKind::constant), 0.2),
                        AffineChain(baseline, 0.2, 0.0, 0.0));
      check_closed_form(baseline, imperfect_law(baseline, shape(ErrorKind::multiplicative), -0.1),
                        AffineChain(baseline, 0.0, -0.1, 0.0));
      check_closed_form(baseline, fresh_noise_law(baseline, 0.3), AffineChain(baseline, 0.0, 0.0, 0.3));
    }
  }
}

TEST_CASE("E1: an error has the size that was asked for, its KL is bounded by the path KL and falls like its square",
          "[exact]") {
  for (const char* name : {"narrow-rival", "reward-well"}) {
    const Baseline baseline = baseline_of(name, 32, 1.0);
    for (const ErrorKind kind : all_error_kinds) {
      INFO(name << ", " << plumbline::name(kind));
      const ErrorSource source(baseline, {kind, ErrorTarget::guided});
      const double eps = kind == ErrorKind::fresh_noise ? 0.1 : 0.01;
      const ImperfectLaw whole = source.of_size(eps);
      const ImperfectLaw half = source.of_size(0.5 * eps);
      CHECK(std::abs(whole.size.value / eps - 1.0) <= 1e-8);
      CHECK(whole.size.error <= 1e-6 * eps);
      const Divergences far = divergences(whole.law, baseline.law);
      const Divergences near = divergences(half.law, baseline.law);
      CHECK(far.kl_forward.value <= whole.path_kl.value);
      CHECK(far.tv.value <= std::sqrt(0.5 * whole.path_kl.value));
      const double order = kind == ErrorKind::fresh_noise ? 2.0 : 1.0;  // a fresh error only widens the noise
      CHECK(std::abs(std::log2(far.tv.value / near.tv.value) - order) <= 0.02);
      CHECK(std::abs(std::log2(far.kl_forward.value / near.kl_forward.value) - 2.0 * order) <= 0.04);
    }
  }
}

TEST_CASE("the first-order response is the derivative of the exact law, for every kind and target", "[exact]") {
  const Baseline baseline = baseline_of("narrow-rival", 32, 1.0);
  for (const ErrorTarget target : all_error_targets) {
    for (const ErrorKind kind : fields) {
      if (kind == ErrorKind::worst_case && target != ErrorTarget::guided) continue;
      INFO(name(kind) << " on " << name(target));
      const ScoreError shape = kind == ErrorKind::worst_case
                                   ? worst_case_shape(baseline)
                                   : error_shape({kind, target}, baseline.pair, baseline.run.t0, baseline.run.tend);
      const double step = 1e-4 * 0.3 / std::abs(imperfect_law(baseline, shape, 1e-6).size.value / 1e-6);
      const auto value = [&](double amplitude) {
        return baseline.saturated_cost(imperfect_law(baseline, shape, amplitude).law).value;
      };
      const double derivative = (value(step) - value(-step)) / (2.0 * step);
      CHECK(std::abs(first_order_response(baseline, shape) / derivative - 1.0) <= 1e-5);
    }
  }
}

TEST_CASE("the worst case is worse than every other error of its size, and as bad as predicted", "[exact]") {
  for (const char* name : {"narrow-rival", "unit-pair", "reward-well"}) {
    const Baseline baseline = baseline_of(name, 32, 1.0, Schedule::cosine);  // steps of very different lengths
    const double exact = baseline.saturated_cost(baseline.law).value;
    const double sign = baseline.pair.sign();
    constexpr double eps = 1e-3;
    const auto harm = [&](ErrorKind kind) {
      const ErrorSource source(baseline, {kind, ErrorTarget::guided});
      return sign * (baseline.saturated_cost(source.of_size(eps).law).value - exact);
    };
    const double worst = harm(ErrorKind::worst_case);
    for (const ErrorKind kind : all_error_kinds) {
      INFO(name << ", " << plumbline::name(kind));
      CHECK(worst >= harm(kind));
    }
    // Cauchy and Schwarz: eps (N Sum_n B_n^2 E g_n^2)^(1/2)
    double sum = 0.0;
    LawOptions options;
    options.grid = baseline.gradient.grid;
    options.on_step = [&](std::size_t n, double, const GridLaw& law) {
      if (n == baseline.run.steps.size()) return;
      const double B = baseline.run.steps[n].B;
      sum += B * B * law.spacing * (law.log_density.exp() * baseline.gradient.gradient[n].square()).sum();
    };
    chain_law_on_grid(baseline.pair, baseline.run, options);
    const double predicted = eps * std::sqrt(static_cast<double>(baseline.run.steps.size()) * sum);
    INFO(name << " predicted " << predicted << ", exact " << worst);
    CHECK(std::abs(worst / predicted - 1.0) <= 0.01);
  }
}

TEST_CASE("E2: the size at which a constant error undoes guidance, and the bound on E J, against closed forms",
          "[exact]") {
  const Baseline baseline = baseline_of("gaussian-tilt", 48, 1.0);
  const Baseline plain = baseline_of("gaussian-tilt", 48, 0.0);
  constexpr double a = 0.8;  // J = exp(a x)
  const auto log_cost = [](const AffineChain& chain) { return a * chain.mean + 0.5 * a * a * chain.variance; };
  const double none = log_cost({baseline, 0.0, 0.0, 0.0});
  const double unguided = log_cost({plain, 0.0, 0.0, 0.0});
  const double by_one = log_cost({baseline, 1.0, 0.0, 0.0}) - none;  // linear in the constant
  const ErrorSource constant(baseline, {ErrorKind::constant});
  const Value lost = eps_where_improvement_is_lost(baseline, constant, std::exp(unguided), 10.0);
  CHECK(std::abs(lost.value / ((unguided - none) / by_one) - 1.0) <= 1e-6);
  CHECK(lost.error <= 1e-6 * lost.value);
  CHECK(std::isnan(eps_where_improvement_is_lost(baseline, constant, std::exp(unguided), 0.01).value));
  for (const double share : {0.75, 0.85, 0.95}) {
    CHECK(std::isnan(eps_where_improvement_is_lost(baseline, constant, std::exp(unguided), share * lost.value).value));
  }
  CHECK(eps_where_improvement_is_lost(baseline, constant, std::exp(unguided), 1.05 * lost.value).value ==
        Approx(lost.value).epsilon(1e-6));
  CHECK(std::isnan(
      eps_where_improvement_is_lost(plain, ErrorSource(plain, {ErrorKind::constant}), std::exp(none), 1.0).value));

  const ImperfectLaw imperfect = constant.of_size(0.1);
  const AffineChain with(baseline, 0.1, 0.0, 0.0);
  const double first = std::exp(log_cost(with));
  const double centre = std::exp(none);
  const double widening = std::exp(a * a * with.variance);  // E J^2 = (E J)^2 exp(a^2 variance)
  const double spread =
      first * first * widening - 2.0 * centre * first + centre * centre + centre * centre * (widening - 1.0);
  const Value bound = cost_gap_bound(imperfect.law, baseline.law, imperfect.path_kl);
  CHECK(std::abs(bound.value / std::sqrt(2.0 * with.path_kl * spread) - 1.0) <= 1e-8);
  CHECK(bound.value >= std::abs(first - centre));
}

TEST_CASE("E1: a size is hit to rounding, so that what is said of it is said of eps", "[exact]") {
  const Baseline baseline = baseline_of("narrow-rival", 16, 1.0);
  for (const ErrorKind kind : {ErrorKind::worst_case, ErrorKind::smooth, ErrorKind::late}) {
    const ErrorSource source(baseline, {kind});
    for (const double eps : {0.2, 0.1, 0.05}) {
      const ImperfectLaw found = source.of_size(eps);
      CHECK(std::abs(found.size.value / eps - 1.0) <= 2e-12 + found.size.error / eps);
      CHECK(found.size.error <= 1e-9 * eps);
    }
  }
}

TEST_CASE("E3: a part of the budget is zero when its cause is absent, and the remainder is second order", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  LawOptions options;
  options.tolerance = 1e-9;
  const double coarse = error_budget(pair, practical_sampler(2), options).remainder.value;
  const ErrorBudget budget = error_budget(pair, practical_sampler(3), options);
  CHECK(std::abs(std::log2(coarse / budget.remainder.value) - 2.0) <= 0.15);
  CHECK(std::abs(budget.remainder.value) <= 0.05 * std::abs(budget.total.value));
  PracticalSampler exact_scores = practical_sampler(3);
  exact_scores.error = {};
  const ErrorBudget without = error_budget(pair, exact_scores, options);
  CHECK(without.score.value == 0.0);
  CHECK(std::abs(budget.total.value - without.total.value - budget.score.value) <= 1e-12);
}

TEST_CASE("guidance multiplies an error of s by |1 + omega| and one of s^J by |omega|", "[exact]") {
  for (const char* name : {"narrow-rival", "reward-well"}) {
    const Baseline baseline = baseline_of(name, 16, 2.5);
    const double omega = baseline.pair.omega(2.5);
    const auto size = [&](ErrorTarget target) {
      return imperfect_law(baseline, error_shape({ErrorKind::smooth, target}, baseline.pair, {1e-3}, {1.0}), 1e-7)
          .size.value;
    };
    const double alone = size(ErrorTarget::guided);
    CHECK(std::abs(size(ErrorTarget::base) / alone - std::abs(1.0 + omega)) <= 1e-5);
    CHECK(std::abs(size(ErrorTarget::reweighted) / alone - std::abs(omega)) <= 1e-5);
    const ErrorSource source(baseline, {ErrorKind::smooth, ErrorTarget::base});
    CHECK(source.amplification() == std::abs(1.0 + omega));
    CHECK(std::abs(source.of_size(0.01).size.value / (0.01 * source.amplification()) - 1.0) <= 1e-8);
  }
}

TEST_CASE("the random field is the same for the same seed and has variance 1", "[exact]") {
  const Column<double> y = Column<double>::LinSpaced(5, -2.0, 2.0);
  CHECK((RandomField({7})(0.5, y) == RandomField({7})(0.5, y)).all());
  CHECK((RandomField({7})(0.5, y) - RandomField({8})(0.5, y)).abs().maxCoeff() > 0.1);
  double sum = 0.0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) sum += RandomField({seed})(0.3, y).square().mean() / 2000.0;
  CHECK(std::abs(sum - 1.0) <= 0.05);
}

TEST_CASE("score errors that make no sense are refused", "[bad-input]") {
  const Baseline guided = baseline_of("narrow-rival", 8, 1.0);
  const Baseline plain = baseline_of("narrow-rival", 8, 0.0);
  CHECK_THROWS_AS(ErrorSource(guided, {ErrorKind::worst_case, ErrorTarget::base}), InputError);
  CHECK_THROWS_AS(ErrorSource(plain, {ErrorKind::constant, ErrorTarget::reweighted}), InputError);
  CHECK_THROWS_AS(error_shape({ErrorKind::fresh_noise}, guided.pair, {1e-3}, {1.0}), InputError);
  CHECK_THROWS_AS(error_kind_from_name("bogus"), InputError);
  CHECK_THROWS_AS(error_target_from_name("bogus"), InputError);
}

}  // namespace plumbline
