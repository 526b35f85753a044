#include "theory/law/limit_law.hpp"

#include <cmath>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/oracle/gaussian_limit.hpp"
#include "theory/oracle/power_identity.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {
namespace {

LimitSpec limit_of(double w, double t0 = 1e-4) { return {{t0}, {1.0}, Guidance{{w}}, Start::exact}; }

}  // namespace

TEST_CASE("a path integral along the Fokker-Planck solution: in closed form, by chains, and where they fail",
          "[exact]") {
  const GuidedPair gaussian = load_case("gaussian-tilt").pair;
  const Value energy = fokker_planck_path_integral(gaussian, limit_of(1.0), guidance_energy);
  CHECK(std::abs(energy.value - GaussianLimit(gaussian, {1.0}, {1e-4}).path_kl()) <= 1e-10);
  const GuidedPair narrow = load_case("narrow-rival").pair;
  const Value by_chains = limit_path_integral(narrow, limit_of(0.5), cost_dissipation);
  const Value solved = fokker_planck_path_integral(narrow, limit_of(0.5), cost_dissipation);
  CHECK(std::abs(solved.value - by_chains.value) <= 1e-9 * solved.value);
  // R1 where J has no second moment, to more digits than the chains give
  const GuidedPair wide = load_case("wide-rival").pair;
  const LimitSpec heavy = limit_of(-0.25);
  LawOptions loose;
  loose.tolerance = 1e-9;
  const Value loss = fokker_planck_path_integral(wide, heavy, cost_dissipation, loose);
  const Value end = fokker_planck_law(wide, heavy, loose).expected_cost();
  CHECK(std::abs(wide.expected - loss.value - end.value) <= 1e-7);
  CHECK(loss.error <= 1e-7);
}

TEST_CASE("the Fokker-Planck solver is asked where it is quick: not for many narrow components", "[exact]") {
  CHECK(fokker_planck_is_affordable(load_case("unit-pair").pair, limit_of(1.0)));
  std::vector<Component> components;
  for (int k = 0; k < 13; ++k) {
    const Gaussian narrow{Eigen::VectorXd::Constant(1, 0.5 * k - 3.0), Covariance::isotropic(1, 0.01)};
    components.push_back({1.0 / 13.0, narrow, k % 2});
  }
  CHECK_FALSE(fokker_planck_is_affordable(classifier_free_pair(Mixture(components), 1), limit_of(1.0)));
}

TEST_CASE("the tail of the limit is that of the linear SDE far out, and decides where chains cannot", "[exact]") {
  constexpr double w = 2.0;
  GuidedPair pair;
  pair.components = {{Eigen::VectorXd::Constant(1, 4.912), Covariance::isotropic(1, 0.251)},
                     {Eigen::VectorXd::Constant(1, 2.591), Covariance::isotropic(1, 1.326)}};
  pair.base = Eigen::Vector2d(1.0, 0.0);
  pair.reweighted = Eigen::Vector2d(0.373948, 0.626052);
  pair.expected = 1.0 / 0.373948;
  const LimitSpec spec = limit_of(w);
  const double closed_form = limit_integrability(pair, spec).tail_variance;
  CHECK(std::abs(limit_tail_variance(LineScores<double>(pair), pair, spec) - closed_form) <= 1e-8 * closed_form);
  // O1: E J^5 is at most E h_t0^5 = 137.04, so it is finite; along a chain of 1024 steps it is not
  CHECK(fokker_planck_law(pair, spec, {}).is_finite(5.0));
  const Chain chain{
      make_grid(Schedule::log_uniform, {1024}, spec.t0, spec.tend), Scheme::exponential, {{w}}, Start::exact};
  CHECK_FALSE(integrability(pair, chain, 5.0).finite);
}

void check_that_both_methods_agree(const std::string& name, double w, double tolerance) {
  INFO(name << ", w = " << w);
  const GuidedPair pair = load_case(name).pair;
  LawOptions options;
  options.tolerance = tolerance;
  const LimitLaw limit = limit_law(pair, limit_of(w), options);
  const LimitLaw solved = fokker_planck_law(pair, limit_of(w), options);
  CHECK(std::abs(limit.mean().value - solved.mean().value) <= 1e-9);
  CHECK(std::abs(limit.second_moment().value - solved.second_moment().value) <= 1e-9);
  const Value left = limit.expected_cost();
  const Value right = solved.expected_cost();
  CHECK(limit.is_finite() == solved.is_finite());
  if (!limit.is_finite() || !solved.is_finite()) return;
  CHECK(std::abs(left.value - right.value) <= left.error + right.error);
  CHECK(std::abs(left.value - right.value) <= 1e-9 * right.value);
}

TEST_CASE("Richardson and the Fokker-Planck equation give the same law", "[exact]") {
  for (const char* name : {"unit-pair", "narrow-rival"}) check_that_both_methods_agree(name, 2.0, 1e-11);
  check_that_both_methods_agree("wide-rival", 2.0, 1e-9);
}

TEST_CASE("both methods give the same law on every case, also where the cost lives far out", "[.full]") {
  for (const char* name : {"unit-pair", "narrow-rival", "wide-rival", "crowded-side", "reward-well", "gaussian-tilt"}) {
    for (const double w : {-1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 5.0}) check_that_both_methods_agree(name, w, 1e-11);
  }
}

TEST_CASE("a high power of the cost has the mean that O1 knows, within its stated error", "[exact]") {
  const GuidedPair pair = load_case("narrow-rival").pair;
  LawOptions options;
  options.tolerance = 1e-9;  // loose enough for the power to matter
  options.cost_power = 5.0;
  const Value exact = power_identity(pair, {2.0}, {1e-4});
  for (const Value& cost : {limit_law(pair, limit_of(2.0), options).expected_cost(5.0),
                            fokker_planck_law(pair, limit_of(2.0), options).expected_cost(5.0)}) {
    CHECK(std::abs(cost.value - exact.value) <= cost.error + exact.error);
    CHECK(cost.error <= 1e-7 * cost.value);
  }
}

TEST_CASE("w = 0 has the law of the data, w = -1 from the reweighted start that of the reweighted data", "[exact]") {
  const GuidedPair pair = load_case("narrow-rival").pair;
  const auto law_error = [&](double w, Start start) {
    LimitSpec spec = limit_of(w, 1e-3);
    spec.start = start;
    const LimitLaw limit = limit_law(pair, spec);
    NoisedScores<double> data;
    const Column<double> y = limit.law().grid().points();
    LineScores<double>(pair).evaluate(1.0, y, data);
    Column<double> log_p = data.log_density;
    if (start == Start::reweighted) log_p += data.log_h - std::log(pair.expected);
    return limit.law().spacing * (limit.law().log_density.exp() - log_p.exp()).abs().sum() / 2.0;
  };
  CHECK(law_error(0.0, Start::exact) <= 1e-9);
  CHECK(law_error(-1.0, Start::reweighted) <= 1e-9);
}

TEST_CASE("R1 holds for a guidance window, whose ends are met exactly", "[exact]") {
  const GuidedPair pair = load_case("narrow-rival").pair;
  LimitSpec spec = limit_of(1.5, 1e-3);
  spec.guidance.from = {0.07};
  spec.guidance.to = {0.6};
  const Value cost = limit_law(pair, spec).expected_cost();
  const Value dissipation = limit_path_integral(pair, spec, cost_dissipation);
  CHECK(std::abs(cost.value + dissipation.value - pair.expected) <= 1e-8);
  CHECK(dissipation.value > 0.1);
}

}  // namespace plumbline
