#include "theory/plane/plane_fokker_planck.hpp"

#include <Eigen/LU>

#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/cases/case.hpp"
#include "theory/law/richardson.hpp"
#include "theory/plane/plane_change.hpp"
#include "theory/plane/plane_interpolation.hpp"
#include "theory/plane/plane_limit_law.hpp"
#include "theory/plane/plane_smoothing.hpp"
#include "theory/problem/cost_pair.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/check_within.hpp"

using namespace plumbline;

namespace {

/// N(m, C) with J = 1.3 exp(a.x): p^J is N(m + C a, C), and every law on the way has the covariance of p_t.
struct OneGaussian {
  Eigen::Vector2d m{0.3, -0.6};
  Eigen::Vector2d a{0.9, -0.5};
  Eigen::Matrix2d covariance{{0.7, 0.3}, {0.3, 0.9}};
  GuidedPair pair =
      cost_pair(Mixture({{1.0, {m, Covariance::full(covariance)}, 0}}), {0.0, {{1.3, a}}, {}}, Objective::lower_cost);

  /// E Y at the end: dM/du = M/2 + (1 + kappa)/2 V_t^-1 (sqrt(t) (m - omega C a) - M), by Runge-Kutta.
  Eigen::Vector2d mean(const LimitSpec& spec) const {
    Eigen::Vector2d M = std::sqrt(spec.t0.value) * m;
    for (const Stretch& stretch : stretches(pair, spec)) {
      const auto slope = [&](double u, const Eigen::Vector2d& at) -> Eigen::Vector2d {
        const double t = std::exp(u);
        const Eigen::Matrix2d V = t * covariance + (1.0 - t) * Eigen::Matrix2d::Identity();
        const Eigen::Vector2d pull = std::sqrt(t) * (m - stretch.omega * covariance * a) - at;
        return 0.5 * at + 0.5 * (1.0 + spec.noise_share) * V.inverse() * pull;
      };
      constexpr int n = 2000;
      const double u0 = std::log(stretch.from), D = (std::log(stretch.to) - u0) / n;
      for (int k = 0; k < n; ++k) {
        const double u = u0 + k * D;
        const Eigen::Vector2d k1 = slope(u, M), k2 = slope(u + D / 2, M + D / 2 * k1);
        const Eigen::Vector2d k3 = slope(u + D / 2, M + D / 2 * k2), k4 = slope(u + D, M + D * k3);
        M += D / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
      }
    }
    return M;
  }
  double expected_cost(const Eigen::Vector2d& mean) const {
    return 1.3 * std::exp(a.dot(mean) + 0.5 * a.dot(covariance * a));
  }
};

PlaneField quadratic_on(const PlaneGrid& grid, double a, double b, double c) {
  return (a + b * grid.xs() - 0.3 * grid.ys() - 0.5 * c * (grid.xs().square() + grid.ys().square()))
      .reshaped(grid.n_x, grid.n_y);
}

}  // namespace

TEST_CASE("the semigroup turns a Gaussian into the Gaussian of its closed form", "[exact]") {
  const PlaneGrid from{-6.0, -6.5, 0.3, 41, 43};
  const PlaneGrid to{-5.0, -5.0, 0.37, 28, 28};
  const double contraction = 0.8, deviation = 0.6, c = 0.7, b = 0.4;
  const PlaneField found = smoothed(from, quadratic_on(from, 0.1, b, c), to, {contraction, deviation, 20}, 2);
  // E exp(b X - c X^2 / 2), X = m + deviation Z: (2 b m - c m^2 + b^2 v) / (2 (1 + c v)) - log(1 + c v) / 2
  const double v = deviation * deviation;
  const auto one = [&](const Eigen::ArrayXd& y, double slope) -> Eigen::ArrayXd {
    const Eigen::ArrayXd m = contraction * y;
    return (2.0 * slope * m - c * m.square() + slope * slope * v) / (2.0 * (1.0 + c * v)) - 0.5 * std::log1p(c * v);
  };
  const Eigen::ArrayXd truth = 0.1 + one(to.xs(), b) + one(to.ys(), -0.3);
  CHECK((found.reshaped() - truth).abs().maxCoeff() < 1e-10);
  const PlaneField on_one = smoothed(from, quadratic_on(from, 0.1, b, c), to, {contraction, deviation, 20}, 1);
  CHECK((on_one == found).all());
}

TEST_CASE("interpolation at any places is exact for a quadratic, inside and beyond", "[exact]") {
  const PlaneGrid grid{-3.0, -2.0, 0.2, 31, 21};
  const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(50, -3.4, 3.3);
  const Eigen::ArrayXd y = 2.2 * (2.0 * x).sin();
  const Eigen::ArrayXd found = interpolated(grid, quadratic_on(grid, 0.1, 0.4, 0.7), x, y, 2);
  const Eigen::ArrayXd truth = 0.1 + 0.4 * x - 0.3 * y - 0.35 * (x.square() + y.square());
  CHECK((found - truth).abs().maxCoeff() < 1e-10);
}

TEST_CASE("the divergence of the change of score is that of its differences", "[exact]") {
  const PlaneScores scores(load_case("triad").pair, 0.7);
  const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(40, -4.0, 4.0);
  const Eigen::ArrayXd y = 1.5 * (1.7 * x).cos();
  const double e = 1e-5;
  const Eigen::ArrayXd by_differences =
      (scores(x + e, y).change_x - scores(x - e, y).change_x + scores(x, y + e).change_y - scores(x, y - e).change_y) /
      (2.0 * e);
  CHECK((scores.with_divergence(x, y).change_divergence - by_differences).abs().maxCoeff() < 1e-8);
}

TEST_CASE("one Gaussian: the law of the limit is that of its linear equation, any window and noise share", "[exact]") {
  const OneGaussian problem;
  for (const Guidance& guidance : {Guidance{{0.8}}, Guidance{{1.5}, {0.2}, {0.9}}}) {
    for (const double share : {1.0, 0.5, 0.0}) {
      const LimitSpec spec{{1e-3}, {1.0}, guidance, Start::exact, share};
      const ResolvedPlaneLaw law = plane_fokker_planck_law(problem.pair, spec, {.tolerance = 1e-6});
      const Eigen::Vector2d mean = problem.mean(spec);
      INFO("noise share " << share);
      check_within(law.mean_x(), mean[0]);
      check_within(law.mean_y(), mean[1]);
      check_within(law.second_moment(), mean.squaredNorm() + problem.covariance.trace());
      const Value cost = law.expected_cost(limit_integrability(problem.pair, spec));
      check_within(cost, problem.expected_cost(mean));
      CHECK(cost.error < 1e-5 * cost.value);
      CHECK(law.mass_defect().value < 1e-6);
    }
  }
}

TEST_CASE("the limit in the plane by two methods that share no step", "[exact]") {
  const GuidedPair pair = load_case("triad").pair;
  for (const Start start : {Start::reweighted, Start::gaussian, Start::sigma_max}) {
    const LimitSpec spec{{0.2}, {1.0}, {{0.7}}, start};
    const ResolvedPlaneLaw equation = plane_fokker_planck_law(pair, spec, {.tolerance = 1e-5, .cost_power = 0.0});
    const ResolvedPlaneLaw extrapolated = plane_limit_law(pair, spec, {8}, 4);
    const Value a = equation.second_moment();
    const Value b = extrapolated.second_moment();
    INFO(a.value << " +- " << a.error << " and " << b.value << " +- " << b.error);
    CHECK(std::abs(a.value - b.value) <= a.error + b.error);
    CHECK(a.error < 1e-4);
  }
}

TEST_CASE("narrow components far apart are out of reach, until noise has widened them", "[exact]") {
  GuidedPair pair;
  for (const double x : {0.0, 0.6}) {
    pair.components.push_back({Eigen::Vector2d(x, 0.0), Covariance::isotropic(2, 0.0025)});
  }
  pair.base = Eigen::Vector2d(1.0, 0.0);
  pair.reweighted = Eigen::Vector2d(0.5, 0.5);
  pair.expected = 2.0;
  LimitSpec spec{.t0 = {1e-3}, .guidance = {{1.0}}};
  CHECK_THROWS_AS(plane_fokker_planck_law(pair, spec), OutOfReach);
  spec.tend = {0.9};
  CHECK(plane_fokker_planck_law(pair, spec, {.tolerance = 1e-3}).mass_defect().value < 1e-3);
}

TEST_CASE("the limit in the plane refuses other dimensions and times out of order", "[bad-input]") {
  CHECK_THROWS_WITH(plane_fokker_planck_law(load_case("unit-pair").pair, {}), ContainsSubstring("dimension"));
  CHECK_THROWS_AS(plane_fokker_planck_law(load_case("triad").pair, {{0.5}, {0.4}, {{1.0}}, Start::exact}), InputError);
}

TEST_CASE("E |Y|^2 of the limit of every built-in case in the plane is where that of its chains goes", "[.full]") {
  for (const char* name : {"triad", "ring"}) {
    const GuidedPair pair = load_case(name).pair;
    const LimitSpec spec{{0.2}, {1.0}, {{0.7}}, Start::exact};
    const Value equation = plane_fokker_planck_law(pair, spec, {.tolerance = 1e-8, .cost_power = 0.0}).second_moment();
    std::vector<double> of_chains;
    double law_error = 0.0;
    for (const std::int64_t n : {4, 8, 16, 32, 64}) {
      const Chain chain{make_grid(Schedule::log_uniform, {n}, spec.t0, spec.tend), Scheme::exponential, spec.guidance};
      const Value square = plane_chain_law(pair, chain, {.tolerance = 1e-8, .cost_power = 0.0}).second_moment();
      of_chains.push_back(square.value);
      law_error = std::max(law_error, square.error);
    }
    const auto limit = richardson(of_chains);
    WARN(name << ": " << equation.value - limit.best << " with errors " << equation.error << " and "
              << error_of(limit, law_error));
    CHECK(std::abs(equation.value - limit.best) <= equation.error + error_of(limit, law_error));
    CHECK(error_of(limit, law_error) < 1e-3 * limit.best);  // of the chains: the equation's is 1e-8
  }
}
