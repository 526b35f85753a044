#include <cmath>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/law/backward.hpp"
#include "theory/law/banded_law.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/score/line_scores_real50.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {

/// One base component N(m, v), one reweighted N(m + v a, v): J = exp(a x) up to a constant (O6, O7).
GuidedPair gaussian_pair(double m, double v, double a) {
  GuidedPair pair;
  pair.components = {{Eigen::VectorXd::Constant(1, m), Covariance::isotropic(1, v)},
                     {Eigen::VectorXd::Constant(1, m + v * a), Covariance::isotropic(1, v)}};
  pair.base = Eigen::Vector2d(1.0, 0.0);
  pair.reweighted = Eigen::Vector2d(0.0, 1.0);
  pair.expected = 1.0;
  return pair;
}

/// O7: mean' = (A - B / V) mean + B sqrt(t) ((1 + w) m / V - w m_J / V), variance' = (A - B / V)^2 variance + S^2.
template <class Real>
std::pair<Real, Real> affine_recursion(std::span<const Step<Real>> steps, Real m, Real m_J, Real v, Real t0) {
  using std::sqrt;
  Real mean = sqrt(t0) * m;
  Real variance = t0 * v + 1 - t0;
  for (const auto& [t, A, B, S, omega] : steps) {
    const Real V = t * v + 1 - t;
    const Real factor = A - B / V;
    mean = factor * mean + B * sqrt(t) * ((1 + omega) * m - omega * m_J) / V;
    variance = factor * factor * variance + S * S;
  }
  return {mean, variance};
}

template <class Real>
Real banded_cost(const GuidedPair& pair, const Chain& chain, const Band& band) {
  using std::exp;
  const LineScores<Real> scores(pair);
  const std::vector<Step<Real>> steps = make_steps<Real>(chain, pair);
  const BandedLaw<Real> law = banded_law<Real>(scores, steps, chain.start, Real(chain.grid.first().value), band);
  NoisedScores<Real> noised;
  Column<Real> y(law.density.size());
  for (Eigen::Index i = 0; i < y.size(); ++i) y[i] = law.y(i);
  scores.evaluate(Real(1), y, noised);
  Real sum(0);
  for (Eigen::Index i = 0; i < y.size(); ++i) sum += law.density[i] * exp(noised.log_h[i]);
  return law.spacing * sum;
}

}  // namespace

TEST_CASE("O7: the law of the chain of a Gaussian pair is that of the affine recursion, in double", "[exact]") {
  const double m = 0.7;
  const double v = 0.6;
  const double a = -0.8;
  const GuidedPair pair = gaussian_pair(m, v, a);
  for (const Scheme scheme : all_schemes) {
    for (const std::int64_t n_steps : {16, 400}) {
      INFO(name(scheme) << ", N = " << n_steps);
      const Chain chain = chain_of(n_steps, 1.5, scheme, 1e-2);
      const ChainLaw law = chain_law(pair, chain);
      const auto steps = make_steps<double>(chain, pair);
      const auto [mean, variance] =
          affine_recursion<double>(steps, m, pair.components[1].mean[0], v, chain.grid.first().value);
      CHECK(std::abs(law.mean().value - mean) <= 1e-12);
      CHECK(std::abs(law.second_moment().value - (variance + mean * mean)) <= 1e-12);
    }
  }
}

TEST_CASE("O7 in 50 digits to 1e-25", "[exact]") {
  const GuidedPair pair = gaussian_pair(0.7, 0.6, -0.8);
  const Chain chain = chain_of(24, 1.5, Scheme::ddpm, 1e-2);
  const auto steps = make_steps<Real50>(chain, pair);
  const BandedLaw<Real50> law =
      banded_law<Real50>(LineScores<Real50>(pair), steps, Start::exact, Real50(1e-2), {-14.0, 16.0, 0.15, 13.6});
  const auto [mean, variance] =
      affine_recursion<Real50>(steps, Real50(0.7), Real50(pair.components[1].mean[0]), Real50(0.6), Real50(1e-2));
  const Real50 computed = law.expectation([](const Real50& y) { return y; });
  const Real50 second = law.expectation([](const Real50& y) { return Real50(y * y); });
  CHECK(abs(computed - mean) < 1e-25);
  CHECK(abs(second - variance - mean * mean) < 1e-25);
}

TEST_CASE("the double engine agrees with 50 digits", "[exact]") {
  for (const char* name : {"unit-pair", "narrow-rival"}) {
    const GuidedPair pair = load_case(name).pair;
    const Chain chain = chain_of(24, 1.0, Scheme::ddpm, 1e-2);
    const Real50 reference = banded_cost<Real50>(pair, chain, {-14.0, 16.0, 0.1, 13.6});
    const Real50 finer = banded_cost<Real50>(pair, chain, {-15.0, 17.0, 0.085, 14.2});
    const Value cost = chain_law(pair, chain).expected_cost();
    INFO(name << " " << cost.value << " +- " << cost.error);
    CHECK(abs(reference - finer) < 1e-25 * finer);
    CHECK(std::abs(cost.value - static_cast<double>(finer)) <= cost.error);
    CHECK(cost.error <= 1e-11 * cost.value);
  }
}

TEST_CASE("the double engine agrees with 50 digits at N = 256", "[.full]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = chain_of(256, 1.0, Scheme::ddpm, 1e-4);
  const Real50 reference = banded_cost<Real50>(pair, chain, {-14.0, 17.0, 0.08, 13.6});
  const Real50 finer = banded_cost<Real50>(pair, chain, {-15.0, 18.0, 0.07, 14.2});
  const Value cost = chain_law(pair, chain).expected_cost();
  CHECK(abs(reference - finer) < 1e-25 * finer);
  CHECK(std::abs(cost.value - static_cast<double>(finer)) <= cost.error);
}

TEST_CASE("E f by the backward recursion equals E f by the forward one", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = chain_of(64, 1.0, Scheme::exponential, 1e-2);
  const ChainLaw law = chain_law(pair, chain);
  const auto steps = make_steps<double>(chain, pair);
  const LineScores<double> scores(pair);
  const auto log_cost = [&](const Column<double>& y) -> Column<double> {
    NoisedScores<double> noised;
    scores.evaluate(1.0, y, noised);
    return noised.log_h;
  };
  const LineGrid grid = law.law().grid();
  const Column<double> log_value = backward_log_value(pair, steps, grid, log_cost);
  NoisedScores<double> first;
  scores.evaluate(1e-2, grid.points(), first);
  const double backward = grid.spacing * (first.log_density + log_value).exp().sum();
  CHECK(std::abs(backward - law.expected_cost().value) <= 1e-10 * backward);
}

}  // namespace plumbline
