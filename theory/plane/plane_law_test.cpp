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
#include "theory/plane/plane_field.hpp"
#include "theory/plane/plane_limit_law.hpp"
#include "theory/plane/plane_marginals.hpp"
#include "theory/plane/plane_scores.hpp"
#include "theory/plane/scatter.hpp"
#include "theory/problem/cost_pair.hpp"
#include "theory/reduced/product_divergence.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/check_within.hpp"

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

/// The chain by the scatter form alone on one grid that holds and resolves every step.
PlaneLaw scatter_law(const GuidedPair& pair, const Chain& chain, const PlaneGrid& grid) {
  const Eigen::ArrayXd x = grid.xs();
  const Eigen::ArrayXd y = grid.ys();
  PlaneLaw law{grid, PlaneScores(pair, chain.grid.first().value)(x, y).log_density};
  for (const Step<double>& step : make_steps<double>(chain, pair)) {
    const PlaneFields fields = PlaneScores(pair, step.time)(x, y);
    const ScatterSources sources{step.A * x + step.B * (fields.score_x + step.omega * fields.change_x),
                                 step.A * y + step.B * (fields.score_y + step.omega * fields.change_y),
                                 law.log_density + 2.0 * std::log(grid.h)};
    law.log_density = scatter(grid, sources, {step.S, 10.0}, 2);
  }
  return law;
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

TEST_CASE("few wide steps under a cost that grows fast: E J of O7 within its error", "[exact]") {
  const Mixture mixture({{1.0, {Eigen::Vector2d(0.0, 0.0), Covariance::diagonal(Eigen::Vector2d(1.0, 0.8))}, 0}});
  const GuidedPair pair = cost_pair(mixture, {0.0, {{1.0, Eigen::Vector2d(2.0, 0.0)}}, {}}, Objective::lower_cost);
  const Chain chain{make_grid(Schedule::log_uniform, {4}, {1e-2}, {1.0}), Scheme::ddpm, {{0.0}}, Start::exact};
  const Value cost = plane_chain_law(pair, chain).expected_cost(integrability(pair, chain));
  check_within(cost, 534.4882607281181);  // an affine recursion in 40 digits
  CHECK(cost.error < 1e-9 * cost.value);
}

TEST_CASE("narrow steps on a grid that follows the density give the law of the scatter form on one fixed grid",
          "[exact]") {
  const GuidedPair pair = load_case("triad").pair;
  const Chain chain = log_uniform_chain(40, 0.5, 0.02);
  const ResolvedPlaneLaw law = plane_chain_law(pair, chain, {.tolerance = 1e-9});
  const PlaneGrid grid{-9.0, -9.0, 0.1, 181, 181};
  const PlaneLaw reference = scatter_law(pair, chain, grid);
  const PlaneScores scores(pair, 1.0);
  const auto cost = [&](const PlaneLaw& of) { return of.expectation_of_exp(scores(of.grid.xs(), of.grid.ys()).log_h); };
  CHECK(std::abs(cost(law.law()) / cost(reference) - 1.0) < 1e-9);
  CHECK(std::abs(law.second_moment().value - reference.second_moment()) < 1e-9);
  CHECK(plane_tv(on_grid(law.law(), grid), reference) < 1e-9);
}

TEST_CASE("steps of every width, the last one short: two finenesses agree", "[exact]") {
  const GuidedPair pair = load_case("ring").pair;
  const Chain chain{make_grid(Schedule::karras, {8}, {1e-3}, {1.0}), Scheme::ddpm, {{0.5}}, Start::exact};
  const ResolvedPlaneLaw law = plane_chain_law(pair, chain, {.tolerance = 1e-7, .cost_power = 0.0});
  CHECK(law.second_moment().error < 1e-6);
  CHECK(law.mass_defect().value < 1e-8);
}

TEST_CASE("marginals keep relative accuracy far out, where the density is below the smallest double", "[exact]") {
  const PlaneGrid grid{-60.0, -60.0, 0.5, 241, 241};
  const PlaneLaw law{grid, -0.5 * (grid.xs().square() + grid.ys().square()) - std::log(2.0 * std::numbers::pi)};
  for (const GridLaw& marginal : {marginal_x(law), marginal_y(law)}) {
    const double y = marginal.y(2);
    CHECK(marginal.log_density[2] == Approx(-0.5 * y * y - 0.5 * std::log(2.0 * std::numbers::pi)).epsilon(1e-12));
  }
}

TEST_CASE("a field that is quadratic far out is continued and interpolated exactly", "[exact]") {
  const auto quadratic = [](const PlaneGrid& grid) {
    const Eigen::ArrayXd x = grid.xs();
    const Eigen::ArrayXd y = grid.ys();
    return PlaneField((0.3 * x - 0.2 * y - x.square() - 0.4 * x * y - 0.7 * y.square()).reshaped(grid.n_x, grid.n_y));
  };
  const PlaneGrid grid{-2.0, -3.0, 0.25, 17, 25};
  const PlaneGrid other{-3.1, -3.3, 0.17, 37, 41};
  CHECK((continued(quadratic(grid), 5) - quadratic(grid.widened(5))).abs().maxCoeff() < 1e-10);
  CHECK((resampled(grid, quadratic(grid), other, 1) - quadratic(other)).abs().maxCoeff() < 1e-10);
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

TEST_CASE("neither scatter nor Gauss-Hermite depend on the number of threads, bit for bit", "[exact]") {
  const PlaneGrid grid{-2.0, -2.0, 0.1, 41, 41};
  const Eigen::ArrayXd x = grid.xs();
  const Eigen::ArrayXd y = grid.ys();
  const ScatterSources sources{0.9 * x, 0.9 * y + 0.1, -x.square() - y.square()};
  const Eigen::ArrayXd one = scatter(grid, sources, {0.25, 8.0}, 1);
  const GuidedPair pair = load_case("triad").pair;
  const auto law = [&](int n) {
    return plane_chain_law(pair, log_uniform_chain(12, 1.0, 0.05), {.tolerance = 1e-6, .n_threads = n}).law();
  };
  const PlaneLaw on_one = law(1);
  for (const int n : {2, 7}) {
    CHECK((scatter(grid, sources, {0.25, 8.0}, n) == one).all());
    CHECK((law(n).log_density == on_one.log_density).all());
  }
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
                    -0.5 * ((grid.xs() - shift).square() + grid.ys().square()) - std::log(2.0 * std::numbers::pi)};
  };
  const PlaneLaw q = gaussian(0.5);
  const PlaneLaw p = gaussian(0.0);
  CHECK(plane_kl(q, p) == Approx(0.125).epsilon(1e-12));
  CHECK(plane_tv(q, p) == Approx(std::erf(0.25 / std::sqrt(2.0))).epsilon(1e-3));
}

TEST_CASE("the plane law refuses other dimensions, grids beyond reach and undecided moments", "[bad-input]") {
  CHECK_THROWS_WITH(plane_chain_law(load_case("unit-pair").pair, log_uniform_chain(4, 1.0, 0.1)),
                    ContainsSubstring("1 dimensions"));
  const auto narrow_at = [](double x, int label) {
    return Component{0.25, {Eigen::Vector2d(x, x), Covariance::isotropic(2, 1e-6)}, label};
  };
  const Mixture far({narrow_at(0.0, 1), narrow_at(900.0, 1), narrow_at(0.0, 2), narrow_at(900.0, 2)});
  const Chain narrow{make_grid(Schedule::karras, {8}, {1e-6}, {1.0}), Scheme::ddpm, {{0.0}}, Start::exact};
  CHECK_THROWS_WITH(plane_chain_law(classifier_free_pair(far, 1), narrow), ContainsSubstring("points"));
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
