#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <numbers>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "theory/oracle/gaussian_limit.hpp"
#include "theory/plane/plane_chain_law.hpp"
#include "theory/plane/plane_limit_law.hpp"
#include "theory/plane/plane_scores.hpp"
#include "theory/plane/scatter.hpp"
#include "theory/problem/cost_pair.hpp"
#include "theory/reduced/product_divergence.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

Chain log_uniform_chain(std::int64_t n, double w, double t0) {
  return {make_grid(Schedule::log_uniform, {n}, {t0}, {1.0}), Scheme::exponential, {{w}}, Start::exact};
}

GuidedPair tilted_gaussian() {
  Eigen::Matrix2d covariance;
  covariance << 0.7, 0.3, 0.3, 0.9;
  const Mixture mixture({{1.0, {Eigen::Vector2d(0.3, -0.6), Covariance::full(covariance)}, 0}});
  return cost_pair(mixture, {0.0, {{1.3, Eigen::Vector2d(0.9, -0.5)}}, {}}, Objective::lower_cost);
}

void check_within(const Value& value, double truth) {
  INFO(value.value << " +- " << value.error << " against " << truth);
  CHECK(std::abs(value.value - truth) <= value.error);
}

}  // namespace

TEST_CASE("plane scores are the gradients of their log densities", "[exact]") {
  const GuidedPair pair = load_case("triad").pair;
  const PlaneScores scores(pair, 0.6);
  const double e = 1e-5;
  const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(7, -3.0, 3.0);
  const Eigen::ArrayXd y = 0.5 * x.square() - 1.0;
  const PlaneFields at = scores(x, y);
  const PlaneFields right = scores(x + e, y);
  const PlaneFields left = scores(x - e, y);
  const PlaneFields up = scores(x, y + e);
  const PlaneFields down = scores(x, y - e);
  CHECK((at.score_x - (right.log_density - left.log_density) / (2 * e)).abs().maxCoeff() < 1e-8);
  CHECK((at.score_y - (up.log_density - down.log_density) / (2 * e)).abs().maxCoeff() < 1e-8);
  CHECK((at.change_x + (right.log_h - left.log_h) / (2 * e)).abs().maxCoeff() < 1e-8);  // s - s^J = -grad log h
  CHECK((at.change_y + (up.log_h - down.log_h) / (2 * e)).abs().maxCoeff() < 1e-8);
}

TEST_CASE("the plane law of an affine problem is the Gaussian of O7", "[exact]") {
  const GuidedPair pair = tilted_gaussian();
  const Chain chain = log_uniform_chain(24, 1.2, 0.02);
  const ResolvedPlaneLaw law = plane_chain_law(pair, chain);
  const auto axes = affine_chain_law<double>(pair, chain);
  const Covariance& covariance = pair.components.back().covariance;
  const Eigen::Vector2d mean = covariance.from_axes(Eigen::Vector2d(axes[0].mean, axes[1].mean));
  check_within(law.mean_x(), mean[0]);
  check_within(law.mean_y(), mean[1]);
  check_within(law.second_moment(), mean.squaredNorm() + axes[0].variance + axes[1].variance);
  const Value cost = law.expected_cost(integrability(pair, chain));
  check_within(cost, affine_expected_cost(pair, axes, {1.0}, 1.0));
  CHECK(cost.error < 1e-9 * cost.value);
  CHECK(law.mass_defect().value < 1e-11);
}

TEST_CASE("plane scores do not depend on the number of threads, bit for bit", "[exact]") {
  const PlaneScores scores(load_case("triad").pair, 0.6);
  const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(5000, -3.0, 3.0);
  const PlaneFields one = scores(x, 1.0 - x);
  for (const int n : {2, 7}) {
    const PlaneFields many = scores(x, 1.0 - x, n);
    CHECK((many.score_x == one.score_x && many.change_y == one.change_y && many.log_h == one.log_h).all());
  }
}

TEST_CASE("scatter does not depend on the number of threads, bit for bit", "[exact]") {
  const PlaneGrid grid{-2.0, -2.0, 0.1, 41, 41};
  const Eigen::ArrayXd x = grid.xs();
  const Eigen::ArrayXd y = grid.ys();
  const Eigen::ArrayXd mass = (-x.square() - y.square()).exp();
  const Eigen::ArrayXd one = scatter(grid, {0.9 * x, 0.9 * y + 0.1, mass}, 0.25, 1);
  for (const int n : {2, 7}) CHECK((scatter(grid, {0.9 * x, 0.9 * y + 0.1, mass}, 0.25, n) == one).all());
}

TEST_CASE("the limit law in the plane is the Gaussian of O6", "[exact]") {
  const GuidedPair pair = tilted_gaussian();
  const double w = 0.3;
  const ResolvedPlaneLaw law = plane_limit_law(pair, {{0.2}, {1.0}, {{w}}, Start::exact}, {4}, 4);
  const GaussianLimit limit(pair, {w}, {0.2});
  const Covariance& covariance = pair.components.back().covariance;
  const Eigen::Vector2d mean = covariance.from_axes(limit.mean({1.0}));
  check_within(law.mean_x(), mean[0]);
  const Value cost = law.expected_cost(limit_integrability(pair, {{0.2}, {1.0}, {{w}}, Start::exact}));
  check_within(cost, limit.expected_cost());
  CHECK(cost.error < 1e-2 * cost.value);  // 4 to 32 steps only: coarse, but not vacuous
}

TEST_CASE("divergences of two plane laws", "[exact]") {
  const PlaneGrid grid{-9.0, -9.0, 0.1, 181, 181};
  const auto gaussian = [&](double shift) {
    return PlaneLaw{grid,
                    (-0.5 * ((grid.xs() - shift).square() + grid.ys().square())).exp() / (2.0 * std::numbers::pi)};
  };
  const PlaneLaw q = gaussian(0.5);
  const PlaneLaw p = gaussian(0.0);
  CHECK(plane_kl(q, p) == Approx(0.125).epsilon(1e-12));
  CHECK(plane_tv(q, p) == Approx(std::erf(0.25 / std::sqrt(2.0))).epsilon(1e-3));
}

TEST_CASE("the plane law refuses other dimensions, tiny steps and undecided moments", "[bad-input]") {
  CHECK_THROWS_WITH(plane_chain_law(load_case("unit-pair").pair, log_uniform_chain(4, 1.0, 0.1)),
                    ContainsSubstring("1 dimensions"));
  CHECK_THROWS_WITH(plane_chain_law(load_case("ring").pair, log_uniform_chain(100000, 1.0, 0.1)),
                    ContainsSubstring("fewer steps"));
  const GuidedPair triad = load_case("triad").pair;
  const Chain chain = log_uniform_chain(4, 1.0, 0.1);
  const PlaneLaw any{{0.0, 0.0, 1.0, 1, 1}, Eigen::ArrayXd::Ones(1)};
  const ResolvedPlaneLaw law(any, any, triad, {1.0}, "none");
  CHECK_THROWS_WITH(law.expected_cost(integrability(triad, chain)), ContainsSubstring("undecided"));
}

TEST_CASE("ring of eight, 128 steps: E J to 1e-8 within ten seconds of processor time", "[.full]") {
  const GuidedPair pair = load_case("ring").pair;
  const Chain chain = log_uniform_chain(128, 1.0, 1e-3);
  for (const int n_threads : {1, 2}) {
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t processor_begin = std::clock();
    const ResolvedPlaneLaw law = plane_chain_law(pair, chain, {.tolerance = 1e-8, .n_threads = n_threads});
    const Value cost = law.expected_cost(integrability(pair, chain));
    const double processor_seconds = static_cast<double>(std::clock() - processor_begin) / CLOCKS_PER_SEC;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    WARN("E J = " << fmt::format("{:.12f}", cost.value) << " +- " << cost.error << ", threads: " << n_threads << ", "
                  << seconds << " s, of the processors " << processor_seconds << " s, grid " << law.law().grid.n_x
                  << "^2, mass defect " << law.mass_defect().value);
    CHECK(cost.error < 1e-8 * cost.value);
    CHECK(processor_seconds < 10.0);
  }
}
