#include "theory/problem/line_cost.hpp"

#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/problem/cost_pair.hpp"
#include "theory/problem/gaussian_means.hpp"
#include "theory/static/cost_integrals.hpp"
#include "theory/static/mixture_divergences.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {

Mixture two_on_the_line() {
  return Mixture({{0.6, {Eigen::VectorXd::Constant(1, -1.0), Covariance::isotropic(1, 0.5)}, 0},
                  {0.4, {Eigen::VectorXd::Constant(1, 1.2), Covariance::isotropic(1, 0.3)}, 0}});
}

/// 0.3 + exp(-(x - 0.9)^2 / (2 0.6^2)) in both forms.
GuidedPair bump_in_closed_form() {
  return cost_pair(two_on_the_line(), {0.3, {}, {{1.0, Eigen::VectorXd::Constant(1, 0.9), 0.6}}},
                   Objective::lower_cost);
}
GuidedPair bump_as_function() {
  const auto at = [](const Eigen::ArrayXd& x) {
    const Eigen::ArrayXd z = (x - 0.9) / 0.6;
    const Eigen::ArrayXd bump = (-0.5 * z.square()).exp();
    return LineCost::Values{(0.3 + bump).log(), -bump * z / 0.6 / (0.3 + bump)};
  };
  return function_pair(two_on_the_line(), {at, 0.6}, Objective::lower_cost);
}

/// J = 2 + tanh(2 x): no exp-linear terms, no bumps.
GuidedPair step_as_function() {
  const auto at = [](const Eigen::ArrayXd& x) {
    const Eigen::ArrayXd tanh = (2.0 * x).tanh();
    return LineCost::Values{(2.0 + tanh).log(), 2.0 * (1.0 - tanh.square()) / (2.0 + tanh)};
  };
  return function_pair(two_on_the_line(), {at, 0.5}, Objective::lower_cost);
}

}  // namespace

TEST_CASE("a bump by quadrature has the scores and h of the closed form, at every t up to 1", "[exact]") {
  const GuidedPair closed = bump_in_closed_form();
  const GuidedPair function = bump_as_function();
  CHECK(std::abs(function.expected / closed.expected - 1.0) <= 1e-14);
  const Column<double> y = Column<double>::LinSpaced(61, -9.0, 9.0);
  for (const double t : {1e-4, 0.3, 0.9, 1.0 - 1e-9, 1.0}) {
    NoisedScores<double> expected;
    NoisedScores<double> found;
    LineScores<double>(closed).evaluate(t, y, expected);
    LineScores<double>(function).evaluate(t, y, found);
    INFO("t = " << t);
    CHECK((found.score - expected.score).abs().maxCoeff() <= 1e-13);
    CHECK((found.log_h - expected.log_h).abs().maxCoeff() <= 1e-12);
    CHECK((found.score_reweighted - expected.score_reweighted).abs().maxCoeff() <= 1e-11);
  }
}

TEST_CASE("the law of a chain guided by a function is that of the closed form", "[exact]") {
  const Chain chain = chain_of(32, 1.5, Scheme::ddpm, 1e-2);
  LawOptions options;
  options.tolerance = 1e-13;  // the moments settle before the density does, and TV sees all of it
  const ChainLaw expected = chain_law(bump_in_closed_form(), chain, options);
  const ChainLaw found = chain_law(bump_as_function(), chain, options);
  CHECK(std::abs(found.expected_cost().value - expected.expected_cost().value) <= 1e-11);
  CHECK(std::abs(found.mean().value - expected.mean().value) <= 1e-11);
  CHECK(divergences(found, expected).tv.value <= 1e-10);
}

TEST_CASE("R1, O1 and O3 hold for a cost that is no mixture's", "[exact]") {
  const GuidedPair pair = step_as_function();
  const LimitSpec spec{{0.4}, {1.0}, {{1.0}}, Start::exact};
  const LimitLaw limit = fokker_planck_law(pair, spec);
  const Value cost = limit.expected_cost();
  const Value gain = fokker_planck_path_integral(pair, spec, cost_dissipation);
  INFO("E J " << cost.value << " +- " << cost.error << ", gain " << gain.value << " +- " << gain.error);
  CHECK(gain.value > 0.05);
  CHECK(std::abs(cost.value + gain.value - pair.expected) <= 1e-9);
  CHECK(std::abs(limit.expected_cost(3.0).value - expected_h_power(pair, {0.4}, 3.0).value) <= 1e-9);
  LawOptions options;
  options.tolerance = 1e-9;  // the slope is wanted to 1e-5
  const auto cost_at = [&](double w) {
    return fokker_planck_law(pair, {{0.4}, {1.0}, {{w}}, Start::exact}, options).expected_cost().value;
  };
  CHECK((cost_at(1e-3) - cost_at(-1e-3)) / 2e-3 == Approx(initial_slope(pair, {0.4}).value).epsilon(1e-5));
}

TEST_CASE("a table of points becomes a smooth positive function through them", "[exact]") {
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(9, -2.0, 2.0);
  const Eigen::VectorXd values = 1.0 + x.array().square() + 0.5 * x.array();
  const LineCost cost = interpolated_cost(x, values);
  const LineCost::Values on_points = cost.at(x.array());
  CHECK((on_points.log_cost.exp() - values.array()).abs().maxCoeff() <= 1e-9);
  const Eigen::ArrayXd between = Eigen::ArrayXd::LinSpaced(50, -4.0, 4.0);
  const double e = 1e-5;
  const Eigen::ArrayXd slope = (cost.at(between + e).log_cost - cost.at(between - e).log_cost) / (2 * e);
  CHECK((cost.at(between).slope - slope).abs().maxCoeff() <= 1e-7);
  const LineCost::Values far = cost.at(Eigen::Array2d(-40.0, 40.0));
  CHECK(far.log_cost[0] == Approx(std::log(values[0])).epsilon(1e-12));
  CHECK(far.log_cost[1] == Approx(std::log(values[8])).epsilon(1e-12));
  const Eigen::ArrayXd inside = Eigen::ArrayXd::LinSpaced(33, -1.5, 1.5);
  CHECK((cost.at(inside).log_cost - (1.0 + inside.square() + 0.5 * inside).log()).abs().maxCoeff() <= 0.02);
  // the quadrature resolves it: half the width, which doubles the nodes, changes nothing
  LineCost narrower = cost;
  narrower.width *= 0.5;
  const GaussianMeans coarse = gaussian_means(cost, between, 0.7);
  const GaussianMeans fine = gaussian_means(narrower, between, 0.7);
  CHECK((coarse.mean / fine.mean - 1.0).abs().maxCoeff() <= 1e-12);
  CHECK((coarse.slope - fine.slope).abs().maxCoeff() <= 1e-11);
}

TEST_CASE("means that share their nodes are those that each has with its own, narrow kernels and wide ones",
          "[exact]") {
  const LineCost cost = *step_as_function().line_cost;
  const Eigen::ArrayXd means = Eigen::ArrayXd::LinSpaced(301, -4.1, 5.3);
  for (const double deviation : {1e-9, 1e-3, 0.05, 0.7, 6.0}) {
    const GaussianMeans together = gaussian_means(cost, means, deviation);
    INFO("deviation " << deviation);
    for (const Eigen::Index i : {0, 17, 150, 211, 300}) {
      const GaussianMeans alone = gaussian_means(cost, means.segment(i, 1), deviation);
      CHECK(std::abs(together.mean[i] / alone.mean[0] - 1.0) <= 3e-15);
      CHECK(std::abs(together.slope[i] - alone.slope[0]) <= 3e-15);
    }
  }
}

TEST_CASE("arbitrary functions are refused where they do not fit, and by what needs closed forms", "[bad-input]") {
  const auto table = [](std::initializer_list<double> x, std::initializer_list<double> values) {
    const auto vector = [](std::initializer_list<double> list) {
      Eigen::VectorXd result(static_cast<Eigen::Index>(list.size()));
      std::copy(list.begin(), list.end(), result.begin());
      return result;
    };
    return interpolated_cost(vector(x), vector(values));
  };
  CHECK_THROWS_WITH(table({0.0}, {1.0}), ContainsSubstring("1 points"));
  CHECK_THROWS_WITH(table({0.0, 1.0}, {1.0}), ContainsSubstring("1 values"));
  CHECK_THROWS_WITH(table({0.0, 0.0}, {1.0, 1.0}), ContainsSubstring("point 2"));
  CHECK_THROWS_WITH(table({0.0, 1.0}, {1.0, 0.0}), ContainsSubstring("value 0"));
  CHECK_THROWS_WITH(table({0.0, 1e-5, 2e-5, 3e-5, 1.0}, {1.0, 2.0, 1.0, 2.0, 1.0}), ContainsSubstring("evenly"));
  const Mixture plane({{1.0, {Eigen::Vector2d(0.0, 0.0), Covariance::isotropic(2, 1.0)}, 0}});
  CHECK_THROWS_WITH(function_pair(plane, table({0.0, 1.0}, {1.0, 2.0}), Objective::lower_cost),
                    ContainsSubstring("2 dimensions"));
  CHECK_THROWS_AS(tv_base_reweighted(step_as_function(), {0.5}), ArbitraryCostError);
}

}  // namespace plumbline
