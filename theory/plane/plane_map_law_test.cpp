#include "theory/plane/plane_map_law.hpp"

#include <cmath>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/integrability/map_integrability.hpp"
#include "theory/law/line_law.hpp"
#include "theory/problem/cost_pair.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {

PlaneMapLaw map_law(const GuidedPair& pair, const Chain& chain) {
  return PlaneMapLaw(pair, limit_spec(chain), plane_chain_map(pair, chain));
}

const PlaneMapOptions moments_alone{1e-10, 0.0};

std::vector<Scheme> rules_without_noise() { return {Ddim{0.0}, Heun{}, Dpmpp2m{}}; }

/// `unit-pair` along the x axis, N(0, 1) across.
GuidedPair unit_pair_in_plane() {
  const auto unit = [](double x) { return Gaussian{Eigen::Vector2d(x, 0.0), Covariance::isotropic(2, 1.0)}; };
  return classifier_free_pair(Mixture({{0.5, unit(1.0), 1}, {0.5, unit(-1.0), 2}}), 1);
}

}  // namespace

TEST_CASE("a line in the plane has the law of the line for rules without noise", "[exact]") {
  const GuidedPair line = load_case("unit-pair").pair;
  const GuidedPair plane = unit_pair_in_plane();
  for (const Scheme& scheme : rules_without_noise()) {
    INFO(name(scheme));
    const Chain chain = chain_of(12, 0.8, scheme, 1e-2, 0.97);
    const LineLaw known = line_law(line, chain);
    const PlaneMapLaw law = map_law(plane, chain);
    const Integrability verdict = map_integrability(plane, chain);
    CHECK(verdict.finite);
    CHECK(law.expected_cost(verdict).value == Approx(known.expected_cost().value).epsilon(1e-10));
    CHECK(law.expected_cost(verdict, 2.0).value == Approx(known.expected_cost(2.0).value).epsilon(1e-8));
    CHECK(law.mean_x().value == Approx(known.mean().value).epsilon(1e-11));
    CHECK(std::abs(law.mean_y().value) <= 1e-12);
    const double across = plane_chain_map(plane, chain)(Eigen::Array2d(0.0, 1.0))[1];
    CHECK(law.second_moment().value == Approx(known.second_moment().value + across * across).epsilon(1e-10));
    CHECK(law.mass_defect().value <= 1e-12);
  }
}

TEST_CASE("O7 in the plane: on a tilted Gaussian the map is affine, and the moments are its", "[exact]") {
  Eigen::Matrix2d covariance;
  covariance << 0.7, 0.3, 0.3, 0.9;
  const Eigen::Vector2d m(0.3, -0.6);
  const Mixture mixture({{1.0, {m, Covariance::full(covariance)}, 0}});
  const GuidedPair pair = cost_pair(mixture, {0.0, {{1.3, Eigen::Vector2d(0.9, -0.5)}}, {}}, Objective::lower_cost);
  const double t0 = 0.05;
  for (const Scheme& scheme : rules_without_noise()) {
    INFO(name(scheme));
    const Chain chain = chain_of(10, 0.7, scheme, t0, 0.95);
    Eigen::ArrayXd corners(6);
    corners << 0.0, 1.0, 0.0, 0.0, 0.0, 1.0;  // (0, 0), (1, 0), (0, 1)
    const Eigen::ArrayXd images = plane_chain_map(pair, chain)(corners);
    const Eigen::Vector2d shift(images[0], images[3]);
    Eigen::Matrix2d M;
    M << images[1] - images[0], images[2] - images[0], images[4] - images[3], images[5] - images[3];
    const Eigen::Vector2d mean = M * (std::sqrt(t0) * m) + shift;
    const Eigen::Matrix2d start = t0 * covariance + (1.0 - t0) * Eigen::Matrix2d::Identity();
    const PlaneMapLaw law = map_law(pair, chain);
    CHECK(law.mean_x().value == Approx(mean[0]).epsilon(1e-11));
    CHECK(law.mean_y().value == Approx(mean[1]).epsilon(1e-11));
    CHECK(law.second_moment().value == Approx((M * start * M.transpose()).trace() + mean.squaredNorm()).epsilon(1e-11));
  }
}

TEST_CASE("H1 in the plane for rules without noise: an infinite cost is said to be, an undecided one refused",
          "[exact]") {
  const auto wide = [](double x, double v) { return Gaussian{Eigen::Vector2d(x, 0.2), Covariance::isotropic(2, v)}; };
  const GuidedPair pair = classifier_free_pair(Mixture({{0.5, wide(-0.5, 0.3), 1}, {0.5, wide(0.5, 0.81), 2}}), 1);
  const LimitSpec ends{{1e-2}, {0.97}, {{0.5}}, Start::exact, 0.0};
  const PlaneMapLaw flow(pair, ends, plane_flow_map(pair, ends), moments_alone);
  Integrability verdict;
  CHECK(std::isinf(flow.expected_cost(verdict).value));
  verdict.decided = false;
  verdict.why = "undecided";
  CHECK_THROWS_WITH(flow.expected_cost(verdict), ContainsSubstring("undecided"));
  // one slope everywhere: the tail variance of a map is that of the same map on the line
  const Chain chain = chain_of(6, 0.5, Heun{}, 1e-2, 0.97);
  const auto on_line = [](double x, double v) {
    return Gaussian{Eigen::VectorXd::Constant(1, x), Covariance::isotropic(1, v)};
  };
  const GuidedPair line =
      classifier_free_pair(Mixture({{0.5, on_line(-0.5, 0.3), 1}, {0.5, on_line(0.5, 0.81), 2}}), 1);
  for (const double q : {0.5, 1.0, 2.0, 8.0}) {
    CHECK(map_integrability(pair, chain, q).finite == line_law(line, chain).is_finite(q));
  }
  CHECK(map_integrability(pair, chain, 0.5).finite);
  CHECK_FALSE(map_integrability(pair, chain, 8.0).finite);
}

TEST_CASE("D5 in the plane: orders 1 and 2 against the flow, which keeps p_t at w = 0", "[exact]") {
  const GuidedPair pair = load_case("triad").pair;
  LimitSpec ends{{1e-1}, {0.8}, {{0.0}}, Start::exact, 0.0};
  const auto moments = [](const PlaneMapLaw& law) { return law.second_moment().value - 3.0 * law.mean_x().value; };
  const PlaneMapLaw plain(pair, ends, plane_flow_map(pair, ends), moments_alone);
  double mean_x = 0.0;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    mean_x += std::sqrt(0.8) * pair.base[static_cast<Eigen::Index>(k)] * pair.components[k].mean[0];
  }
  CHECK(std::abs(plain.mean_x().value - mean_x) <= 1e-12);  // the mean is 0 up to rounding
  ends.guidance = {{0.5}};
  const double limit = moments(PlaneMapLaw(pair, ends, plane_flow_map(pair, ends), moments_alone));
  for (const Scheme& scheme : rules_without_noise()) {
    const auto error = [&](std::int64_t n) {
      const Chain chain = chain_of(n, 0.5, scheme, 1e-1, 0.8);
      return moments(PlaneMapLaw(pair, ends, plane_chain_map(pair, chain), moments_alone)) - limit;
    };
    const double errors[3] = {error(32), error(64), error(128)};
    const double first = std::log2(errors[0] / errors[1]);
    const double second = std::log2(errors[1] / errors[2]);
    const double order = scheme.visit([](const auto& rule) { return rule.order; });
    INFO(name(scheme) << ": " << first << ", then " << second);
    CHECK(std::abs(2.0 * second - first - order) <= 0.05);
  }
}

TEST_CASE("a chain with noise has no map of the plane", "[bad-input]") {
  const GuidedPair pair = load_case("triad").pair;
  for (const Scheme scheme : {Scheme(Ddpm{}), Scheme(DpmppSde{}), Scheme(SdeDpmpp2m{})}) {
    CHECK_THROWS_WITH(plane_chain_map(pair, chain_of(4, 1.0, scheme, 1e-2, 0.9)), ContainsSubstring("has noise"));
  }
  CHECK_THROWS_WITH(plane_chain_map(load_case("unit-pair").pair, chain_of(4, 1.0, Heun{}, 1e-2, 0.9)),
                    ContainsSubstring("dimension 1"));
}

}  // namespace plumbline
