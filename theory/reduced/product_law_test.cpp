#include "theory/reduced/product_law.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "theory/oracle/gaussian_limit.hpp"
#include "theory/plane/plane_chain_law.hpp"
#include "theory/plane/plane_field.hpp"
#include "theory/plane/plane_marginals.hpp"
#include "theory/problem/cost_pair.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

using namespace plumbline;

namespace {

/// Two classes in R^d with means +-1 along the diagonal and covariance I: unit-pair in d dimensions.
GuidedPair unit_pair_in(Eigen::Index d) {
  const Eigen::VectorXd mean = Eigen::VectorXd::Constant(d, 1.0 / std::sqrt(static_cast<double>(d)));
  return classifier_free_pair(
      Mixture({{0.5, {mean, Covariance::isotropic(d, 1.0)}, 1}, {0.5, {-mean, Covariance::isotropic(d, 1.0)}, 2}}), 1);
}

/// log of the density of |z| at r, z ~ N(0, v I_n).
double log_radial(double r, double n, double v) {
  return (n - 1.0) * std::log(r) - 0.5 * r * r / v - 0.5 * n * std::log(v) + (1.0 - 0.5 * n) * std::numbers::ln2 -
         std::lgamma(0.5 * n);
}

/// TV of p x N(0, v_p I_n) and q x N(0, v_q I_n) by quadrature in (y, |z|), the crossing of the two densities in |z|
/// found by bisection: no chi-square distribution, no formula for where they cross.
double tv_by_quadrature(const ProductLaw& p, const ProductLaw& q) {
  const auto n = static_cast<double>(p.n);
  const GridLaw& line = p.line.law();
  double total = 0.0;
  for (Eigen::Index i = 0; i < line.size(); ++i) {
    const double log_p = line.log_density[i];
    const double log_q = q.line.law().log_density_at(line.y(i));
    if (std::max(log_p, log_q) < -40.0) continue;
    const double low = std::sqrt(n) - 9.0;
    const double high = std::sqrt(n) + 9.0;
    const auto log_ratio = [&](double r) {
      return log_p - log_q + log_radial(r, n, p.variance) - log_radial(r, n, q.variance);
    };
    double left = low;
    double right = high;
    const bool rises = log_ratio(high) > log_ratio(low);
    for (int k = 0; k < 60; ++k) {
      const double middle = 0.5 * (left + right);
      ((log_ratio(middle) > 0.0) == rises ? right : left) = middle;
    }
    const auto part = [&](double from, double to) {
      return std::abs(boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
          [&](double r) {
            return std::exp(log_p + log_radial(r, n, p.variance)) - std::exp(log_q + log_radial(r, n, q.variance));
          },
          from, to, 8, 1e-13));
    };
    total += 0.5 * line.spacing * (part(low, left) + part(left, high));
  }
  return total;
}

}  // namespace

TEST_CASE("d = 1024: TV, KL and E J are the reduced law plus closed forms, to 1e-10", "[exact]") {
  const Chain chain = chain_of(128, 1.0, Scheme::ddpm, 1e-3);
  const Reduction problem = reduce_to_line(unit_pair_in(1024));
  const ProductLaw law = product_chain_law(problem, chain);
  const ProductLaw limit = product_limit_law(problem, limit_spec(chain));
  REQUIRE(law.n == 1023);
  const GuidedPair line = load_case("unit-pair").pair;
  const ChainLaw on_line = chain_law(line, chain);  // the reduction may be its mirror image
  const LimitLaw limit_on_line = fokker_planck_law(line, limit_spec(chain));
  CHECK(std::abs(law.line.expected_cost().value - on_line.expected_cost().value) <= 1e-10);
  const ProductDistances distance = product_distances(law, limit);
  INFO("TV " << distance.tv.value << " +- " << distance.tv.error << ", KL " << distance.kl_forward.value);
  CHECK(std::abs(distance.tv.value - tv_by_quadrature(law, limit)) <= 1e-10);
  CHECK(distance.tv.error <= 1e-8);
  const double x = law.variance / limit.variance;
  const double coordinate = 0.5 * (x - 1.0 - std::log(x));  // 1e-17 of rounding, a thousand times
  CHECK(std::abs(distance.kl_forward.value -
                 (divergences(on_line, limit_on_line).kl_forward.value + 1023.0 * coordinate)) <= 1e-10);
  CHECK(distance.kl_forward.value > 0.01);
  // Path KL adds up over the coordinates, and bounds what it must.
  const double path_kl = product_path_kl(problem, chain).value;
  CHECK(path_kl > 1000.0 * path_kl_to_limit(line, chain).value / 2.0);
  CHECK(distance.kl_forward.value <= path_kl);
}

TEST_CASE("d = 1024, one Gaussian and J = exp(a.x): every distance is that of two Gaussians", "[exact]") {
  const Eigen::Index d = 1024;
  const Eigen::VectorXd diagonal = Eigen::VectorXd::Constant(d, 1.0 / std::sqrt(static_cast<double>(d)));
  const Mixture mixture({{1.0, {0.4 * diagonal, Covariance::isotropic(d, 0.7)}, 0}});
  const GuidedPair pair = cost_pair(mixture, {0.0, {{1.0, 0.9 * diagonal}}, {}}, Objective::lower_cost);
  const Chain chain = chain_of(128, 1.5, Scheme::exponential, 1e-2);
  const Reduction problem = reduce_to_line(pair);
  const ProductLaw law = product_chain_law(problem, chain);
  const ProductLaw limit = product_limit_law(problem, limit_spec(chain));
  const auto axes = affine_chain_law<double>(pair, chain);
  const GaussianLimit closed(pair, {1.5}, {1e-2});
  const double cost = affine_expected_cost(pair, axes, {1.0}, 1.0);
  CHECK(std::abs(law.line.expected_cost().value - cost) <= 1e-10 * cost);
  CHECK(std::abs(limit.line.expected_cost().value - closed.expected_cost()) <= 1e-10 * cost);
  double kl = 0.0;
  double log_affinity = 0.0;
  double squared_w2 = 0.0;
  for (Eigen::Index i = 0; i < d; ++i) {
    const auto& [mean, variance] = axes[static_cast<std::size_t>(i)];
    const double shift = mean - closed.mean({1.0})[i];
    const double gap = (variance - 0.7) / 0.7;
    kl += 0.5 * (shift * shift / 0.7 + gap - std::log1p(gap));
    const double spread = std::sqrt(variance) - std::sqrt(0.7);
    log_affinity -=
        0.25 * shift * shift / (variance + 0.7) + 0.5 * std::log1p(spread * spread / (2.0 * std::sqrt(0.7 * variance)));
    squared_w2 += shift * shift + spread * spread;
  }
  const ProductDistances distance = product_distances(law, limit);
  CHECK(std::abs(distance.kl_forward.value - kl) <= 1e-10);
  CHECK(std::abs(distance.hellinger.value - std::sqrt(-std::expm1(log_affinity))) <= 1e-9);
  CHECK(std::abs(distance.w2.value - std::sqrt(squared_w2)) <= 1e-8);
  CHECK(law.second_moment().value == Approx([&] {
                                       double sum = 0.0;
                                       for (const auto& [mean, variance] : axes) sum += mean * mean + variance;
                                       return sum;
                                     }())
                                         .epsilon(1e-12));
}

TEST_CASE("d = 2: the law of the line times a Gaussian is the law in the plane", "[exact]") {
  const Eigen::Vector2d mean(0.8, 0.6);
  const Covariance covariance = Covariance::isotropic(2, 0.5);
  const GuidedPair pair =
      classifier_free_pair(Mixture({{0.4, {mean, covariance}, 1}, {0.6, {-0.5 * mean, covariance}, 2}}), 1);
  const Reduction problem = reduce_to_line(pair);
  REQUIRE(problem.n_orthogonal == 1);
  const auto chain = [&](Scheme scheme) { return chain_of(16, 1.0, scheme, 0.05); };
  const ResolvedPlaneLaw plane = plane_chain_law(pair, chain(Scheme::ddpm));
  const PlaneLaw other = on_grid(plane_chain_law(pair, chain(Scheme::euler)).law(), plane.law().grid);
  const ProductLaw law = product_chain_law(problem, chain(Scheme::ddpm));
  const ProductDistances distance = product_distances(law, product_chain_law(problem, chain(Scheme::euler)));
  CHECK(std::abs(plane.expected_cost(integrability(pair, chain(Scheme::ddpm))).value -
                 law.line.expected_cost().value) <= 1e-10);
  CHECK(std::abs(plane.second_moment().value - law.second_moment().value) <= 1e-10);
  CHECK(std::abs(plane_kl(plane.law(), other) - distance.kl_forward.value) <= 1e-10);
  CHECK(std::abs(plane_kl(other, plane.law()) - distance.kl_backward.value) <= 1e-10);
  CHECK(plane_tv(plane.law(), other) == Approx(distance.tv.value).epsilon(1e-3));  // second order at the crossings

  const auto projected = [&](const Eigen::Vector2d& direction) {
    return projected_law(law.line.law(), law.variance, direction.dot(problem.frame.col(0)));
  };
  const auto same_law = [](const GridLaw& a, const GridLaw& b) {
    CHECK(std::abs(a.mass() - 1.0) <= 1e-10);
    for (Eigen::Index i = 0; i < a.size(); ++i) {
      if (std::abs(a.y(i)) > 3.0) continue;
      INFO(a.y(i));
      CHECK(std::abs(std::exp(a.log_density[i]) - std::exp(b.log_density_at(a.y(i)))) <= 1e-10);
    }
  };
  same_law(marginal_x(plane.law()), projected({1.0, 0.0}));
  same_law(marginal_y(plane.law()), projected({0.0, 1.0}));
  same_law(marginal_diagonal(plane.law()), projected(Eigen::Vector2d(1.0, 1.0).normalized()));
}

TEST_CASE("the N needed for an error of C / N^2 (1 + c / N)", "[exact]") {
  const auto error = [](StepCount n) {
    const auto N = static_cast<double>(n.value);
    return Value{3.0 / (N * N) * (1.0 + 2.0 / N), 0.0, ""};
  };
  const Value needed = steps_needed(error, 1e-4);
  CHECK(std::abs(3.0 / (needed.value * needed.value) * (1.0 + 2.0 / needed.value) - 1e-4) <=
        2e-4 * 2.0 * needed.error / needed.value);
  CHECK(needed.error < 0.01);
}

TEST_CASE("means that span a plane have no law on a line", "[bad-input]") {
  CHECK_THROWS_WITH(reduce_to_line(load_case("ring").pair), ContainsSubstring("span 2 directions"));
  CHECK_THROWS_WITH(reduce_to_line(load_case("triad").pair), ContainsSubstring("component 1"));
  CHECK(reduce_to_line(load_case("narrow-rival").pair).n_orthogonal == 0);
}
