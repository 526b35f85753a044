#include <Eigen/QR>
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <cmath>
#include <numbers>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "theory/problem/cost_pair.hpp"
#include "theory/reduced/product_divergence.hpp"
#include "theory/reduced/reduction.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

/// Two classes in d dimensions with means +-`length` along the diagonal and covariance v I.
GuidedPair diagonal_pair(Eigen::Index d, double length, double variance) {
  const Eigen::VectorXd mean = Eigen::VectorXd::Constant(d, length / std::sqrt(static_cast<double>(d)));
  return classifier_free_pair(Mixture({{0.5, {mean, Covariance::isotropic(d, variance)}, 1},
                                       {0.5, {-mean, Covariance::isotropic(d, variance)}, 2}}),
                              1);
}

double normal(double x, double mean, double variance) {
  return std::exp(-0.5 * (x - mean) * (x - mean) / variance) / std::sqrt(2.0 * std::numbers::pi * variance);
}

/// log N(x; mean, variance) on -12, -12 + h, .., 12.
Eigen::ArrayXd log_normal_column(double h, double mean, double variance) {
  const auto n = static_cast<Eigen::Index>(std::lround(24.0 / h)) + 1;
  const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(n, -12.0, 12.0);
  return -0.5 * (x - mean).square() / variance - 0.5 * std::log(2.0 * std::numbers::pi * variance);
}

}  // namespace

TEST_CASE("two classes in 1024 dimensions reduce to the pair on the line", "[exact]") {
  const Reduction reduction = reduce(diagonal_pair(1024, 1.0, 1.0));
  REQUIRE(reduction.pair.dimension() == 1);
  CHECK(reduction.n_orthogonal == 1023);
  const GuidedPair line = load_case("unit-pair").pair;
  CHECK(reduction.pair.expected == line.expected);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(std::abs(reduction.pair.components[k].mean[0]) == Approx(1.0).epsilon(1e-14));
    CHECK(reduction.pair.components[k].covariance.max_variance() == 1.0);
  }
  CHECK(reduction.pair.components[0].mean[0] == -reduction.pair.components[1].mean[0]);
}

TEST_CASE("the ring spans the plane and keeps its distances in a space of five dimensions", "[exact]") {
  GuidedPair ring = load_case("ring").pair;
  const Eigen::MatrixXd frame =
      Eigen::MatrixXd::Random(5, 2).householderQr().householderQ() * Eigen::MatrixXd::Identity(5, 2);
  GuidedPair lifted = ring;
  for (Gaussian& g : lifted.components) g = {frame * g.mean, Covariance::isotropic(5, 0.2)};
  const Reduction reduction = reduce(lifted);
  REQUIRE(reduction.pair.dimension() == 2);
  CHECK(reduction.n_orthogonal == 3);
  for (std::size_t k = 0; k < ring.size(); ++k) {
    const double distance = (ring.components[k].mean - ring.components[0].mean).norm();
    CHECK((reduction.pair.components[k].mean - reduction.pair.components[0].mean).norm() ==
          Approx(distance).margin(1e-14));
    CHECK((reduction.frame * reduction.pair.components[k].mean - lifted.components[k].mean).norm() < 1e-13);
  }
}

TEST_CASE("the orthogonal coordinates follow the recursion O7 and tend to their limit", "[exact]") {
  // In d = 3 with one Gaussian and a cost exp(a.x): the axes of O7 orthogonal to m and a are the orthogonal part.
  const Mixture mixture({{1.0, {Eigen::Vector3d(0.7, 0, 0), Covariance::isotropic(3, 0.4)}, 0}});
  const GuidedPair pair = cost_pair(mixture, {0.0, {{1.0, Eigen::Vector3d(1.5, 0, 0)}}, {}}, Objective::lower_cost);
  const Reduction reduction = reduce(pair);
  CHECK(reduction.n_orthogonal == 2);
  for (const Start start : {Start::exact, Start::gaussian, Start::sigma_max}) {
    const auto chain = [&](std::int64_t n) {
      return Chain{make_grid(Schedule::log_uniform, {n}, {0.05}, {1.0}), Scheme::ddpm, {{2.0}}, start};
    };
    CHECK(orthogonal_variance(reduction, chain(50)) ==
          Approx(affine_chain_law<double>(pair, chain(50))[2].variance).epsilon(1e-14));
    const double limit = orthogonal_limit_variance(reduction, {{0.05}, {1.0}, {}, start});
    const double extrapolated =
        2.0 * orthogonal_variance(reduction, chain(100000)) - orthogonal_variance(reduction, chain(50000));
    CHECK(extrapolated == Approx(limit).epsilon(1e-8));
  }
}

TEST_CASE("TV and KL of products: against quadrature in the plane and closed forms in any dimension", "[exact]") {
  const double h = 0.02;
  const ProductLaws wide{log_normal_column(h, 0.1, 0.9), log_normal_column(h, 0.0, 1.0), h, 1, 1.2, 0.8};
  double tv = 0.0;
  for (double x = -12.0; x <= 12.0; x += h) {
    for (double z = -12.0; z <= 12.0; z += h) {
      tv +=
          0.5 * h * h * std::abs(normal(x, 0.1, 0.9) * normal(z, 0.0, 1.2) - normal(x, 0.0, 1.0) * normal(z, 0.0, 0.8));
    }
  }
  CHECK(product_tv(wide) ==
        Approx(tv).epsilon(2e-5));  // both sums are second order at the crossings: h^2 = 4e-4, times 0.05
  const auto gaussian_kl = [](double x) { return 0.5 * (x - 1.0 - std::log(x)); };
  CHECK(product_kl(wide) == Approx(gaussian_kl(0.9) + 0.005 + gaussian_kl(1.5)).epsilon(1e-12));

  // q = p: what is left is the TV of N(0, a I_n) and N(0, b I_n), whose radial densities cross once.
  for (const Eigen::Index n : {2, 3, 1023}) {
    for (const double a : {0.97, 1.04}) {
      const Eigen::ArrayXd same = log_normal_column(0.1, 0.0, 1.0);
      const ProductLaws laws{same, same, 0.1, n, a, 1.0};
      const auto d = static_cast<double>(n);
      const auto log_radial = [&](double r, double v) {  // density of |z| for N(0, v I_n)
        return (d - 1.0) * std::log(r) - 0.5 * r * r / v - 0.5 * d * std::log(v) + (1.0 - 0.5 * d) * std::log(2.0) -
               std::lgamma(0.5 * d);
      };
      const double crossing = std::sqrt(d * std::log(a) / (1.0 - 1.0 / a));
      const auto signed_part = [&](double low, double high) {
        return std::abs(boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
            [&](double r) { return std::exp(log_radial(r, a)) - std::exp(log_radial(r, 1.0)); }, low, high, 12, 1e-13));
      };
      const double expected =
          0.5 * (signed_part(std::max(1e-12, crossing - 12.0), crossing) + signed_part(crossing, crossing + 12.0));
      CHECK(product_tv(laws) == Approx(expected).epsilon(1e-10));
    }
  }
}

TEST_CASE("reduction refuses unequal or stretched covariances", "[bad-input]") {
  CHECK_THROWS_WITH(reduce(load_case("narrow-rival").pair), ContainsSubstring("component 2 is not 1 I"));
  CHECK_THROWS_WITH(reduce(load_case("triad").pair), ContainsSubstring("component 1"));
}
