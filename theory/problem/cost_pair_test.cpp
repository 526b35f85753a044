#include "theory/problem/cost_pair.hpp"

#include <Eigen/LU>

#include <cmath>
#include <numbers>

#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

double density(const Gaussian& gaussian, const Eigen::VectorXd& x) {
  const Eigen::MatrixXd covariance = gaussian.covariance.matrix();
  const Eigen::VectorXd z = x - gaussian.mean;
  const double scale = (2.0 * std::numbers::pi * covariance).determinant();
  return std::exp(-0.5 * z.dot(covariance.inverse() * z)) / std::sqrt(scale);
}

double density(const GuidedPair& pair, const Eigen::VectorXd& weights, const Eigen::VectorXd& x) {
  double sum = 0.0;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const double weight = weights[static_cast<Eigen::Index>(k)];
    if (weight > 0.0) sum += weight * density(pair.components[k], x);
  }
  return sum;
}

Mixture plane_mixture() {
  Eigen::Matrix2d tilted;
  tilted << 0.5, 0.2, 0.2, 0.3;
  return Mixture({{0.6, {Eigen::Vector2d(0.5, -0.3), Covariance::full(tilted)}, 0},
                  {0.4, {Eigen::Vector2d(-1.0, 0.7), Covariance::diagonal(Eigen::Vector2d(0.3, 0.8))}, 0}});
}

CostFunction plane_cost() {
  return {0.2, {{0.7, Eigen::Vector2d(0.6, -0.4)}}, {{1.5, Eigen::Vector2d(0.2, 0.4), 0.8}}};
}

}  // namespace

TEST_CASE("the reweighted mixture is J p / E J, point by point", "[exact]") {
  const Mixture mixture = plane_mixture();
  const CostFunction cost = plane_cost();
  const GuidedPair pair = cost_pair(mixture, cost, Objective::raise_reward);
  CHECK(pair.objective == Objective::raise_reward);
  CHECK(pair.size() == 6);
  for (const Eigen::Vector2d& x : {Eigen::Vector2d(0, 0), Eigen::Vector2d(1.3, -2.0), Eigen::Vector2d(-2.5, 1.1)}) {
    const double direct = cost(x) * density(pair, pair.base, x) / pair.expected;
    CHECK(density(pair, pair.reweighted, x) == Approx(direct).epsilon(1e-12));
  }
}

TEST_CASE("E J is the integral of J p", "[exact]") {
  const Mixture mixture = plane_mixture();
  const CostFunction cost = plane_cost();
  const GuidedPair pair = cost_pair(mixture, cost, Objective::lower_cost);
  const double h = 0.1;  // the trapezoidal rule on an analytic decaying integrand
  double sum = 0.0;
  for (int i = -90; i <= 90; ++i) {
    for (int j = -90; j <= 90; ++j) {
      const Eigen::Vector2d x(h * i, h * j);
      sum += h * h * cost(x) * density(pair, pair.base, x);
    }
  }
  CHECK(pair.expected == Approx(sum).epsilon(1e-11));
  CHECK(pair.base.sum() == Approx(1.0).epsilon(1e-15));
  CHECK(pair.reweighted.sum() == Approx(1.0).epsilon(1e-15));
}

TEST_CASE("on points a cost only changes weights, and equals its table", "[exact]") {
  const Mixture points({{0.25, {Eigen::Vector2d(0.5, -0.3), Covariance::isotropic(2, 0.0)}, 0},
                        {0.75, {Eigen::Vector2d(-1.0, 0.7), Covariance::isotropic(2, 0.0)}, 0}});
  const CostFunction cost = plane_cost();
  const GuidedPair pair = cost_pair(points, cost, Objective::lower_cost);
  REQUIRE(pair.size() == 2);
  const double j0 = cost(points.components()[0].gaussian.mean);
  const double j1 = cost(points.components()[1].gaussian.mean);
  CHECK(pair.expected == Approx(0.25 * j0 + 0.75 * j1).epsilon(1e-14));
  CHECK(pair.reweighted[0] == Approx(0.25 * j0 / pair.expected).epsilon(1e-14));
  const GuidedPair table = table_pair(points, Eigen::Vector2d(j0, j1), Objective::lower_cost);
  CHECK(table.expected == Approx(pair.expected).epsilon(1e-15));
  CHECK((table.reweighted - pair.reweighted).norm() < 1e-15);
}

TEST_CASE("a component flat in one direction keeps its point coordinate there", "[exact]") {
  const Mixture flat({{1.0, {Eigen::Vector2d(0.5, -0.3), Covariance::diagonal(Eigen::Vector2d(0.0, 2.0))}, 0}});
  const GuidedPair pair = cost_pair(flat, {0.0, {}, {{1.0, Eigen::Vector2d(1.0, 1.0), 1.0}}}, Objective::lower_cost);
  REQUIRE(pair.size() == 2);
  CHECK(pair.reweighted[0] == 0.0);
  CHECK(pair.components[1].mean[0] == 0.5);
  CHECK(pair.components[1].covariance.eigenvalues()[0] == 0.0);
  CHECK(pair.components[1].covariance.eigenvalues()[1] == Approx(2.0 / 3.0));
  CHECK(pair.expected == Approx(std::exp(-0.125) / std::sqrt(3.0) * std::exp(-1.69 / 6.0)).epsilon(1e-14));
}

TEST_CASE("costs that are not positive or do not fit are refused", "[bad-input]") {
  const Mixture mixture = plane_mixture();
  const auto make = [&](const CostFunction& cost) { return cost_pair(mixture, cost, Objective::lower_cost); };
  const Eigen::Vector2d a(1.0, 0.0);
  CHECK_THROWS_WITH(make({}), ContainsSubstring("the cost is zero"));
  CHECK_THROWS_WITH(make({-1.0, {}, {}}), ContainsSubstring("constant -1"));
  CHECK_THROWS_WITH(make({0.0, {{0.0, a}}, {}}), ContainsSubstring("coefficient 0"));
  CHECK_THROWS_WITH(make({0.0, {{1.0, Eigen::VectorXd::Ones(3)}}, {}}), ContainsSubstring("a has 3 numbers"));
  CHECK_THROWS_WITH(make({0.0, {}, {{1.0, a, 0.0}}}), ContainsSubstring("width 0"));
  CHECK_THROWS_WITH(make({0.0, {}, {{std::nan(""), a, 1.0}}}), ContainsSubstring("coefficient nan"));
  CHECK_THROWS_WITH(make({0.0, {{1.0, 1e3 * a}}, {}}), ContainsSubstring("expected value is inf"));
  CHECK_THROWS_WITH(table_pair(mixture, Eigen::Vector2d(1.0, 1.0), Objective::lower_cost),
                    ContainsSubstring("component 1 is not a point"));
  const Mixture point({{1.0, {a, Covariance::isotropic(2, 0.0)}, 0}});
  CHECK_THROWS_WITH(table_pair(point, Eigen::VectorXd::Constant(1, -2.0), Objective::lower_cost),
                    ContainsSubstring("value -2"));
  CHECK_THROWS_WITH(table_pair(point, Eigen::Vector2d(1.0, 1.0), Objective::lower_cost),
                    ContainsSubstring("2 values for 1 points"));
}
