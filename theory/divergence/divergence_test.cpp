#include "theory/divergence/divergence.hpp"

#include <cmath>

#include "theory/cases/case.hpp"
#include "theory/divergence/agreement.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/law/limit_law.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {

GridLaw normal_law(double mean, double deviation, double spacing, double low) {
  GridLaw law{low, spacing, {}, 0.0};
  const LineGrid grid{low, spacing, static_cast<Eigen::Index>(24.0 / spacing)};
  law.log_density = -0.5 * ((grid.points() - mean) / deviation).square() - std::log(deviation * std::sqrt(2.0 * M_PI));
  return law;
}

}  // namespace

TEST_CASE("divergences of two normal laws on different grids are the closed forms", "[exact]") {
  const double m = 0.3;
  const double s = 0.9;
  const PlainDivergences d = plain_divergences(normal_law(0.0, 1.0, 0.08, -12.0), normal_law(m, 1.0, 0.07, -11.6));
  const auto Phi = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
  CHECK(std::abs(d.tv - (2.0 * Phi(0.5 * m) - 1.0)) <= 1e-13);
  CHECK(std::abs(d.kl_forward - 0.5 * m * m) <= 1e-13);
  CHECK(std::abs(d.kl_backward - 0.5 * m * m) <= 1e-13);
  CHECK(std::abs(d.hellinger - std::sqrt(-std::expm1(-m * m / 8.0))) <= 1e-13);
  CHECK(std::abs(d.w1 - m) <= 1e-12);
  CHECK(std::abs(d.w2 - m) <= 1e-9);
  const PlainDivergences e = plain_divergences(normal_law(0.0, 1.0, 0.08, -12.0), normal_law(0.0, s, 0.08, -12.0));
  CHECK(std::abs(e.kl_forward - (std::log(s) + 0.5 / (s * s) - 0.5)) <= 1e-13);
  CHECK(std::abs(e.kl_backward - (-std::log(s) + 0.5 * s * s - 0.5)) <= 1e-13);
  CHECK(std::abs(e.w1 - (1.0 - s) * std::sqrt(2.0 / M_PI)) <= 1e-12);
  CHECK(std::abs(e.w2 - (1.0 - s)) <= 1e-9);
}

TEST_CASE("KL of nearly equal laws keeps its digits", "[exact]") {
  const double m = 1e-9;
  const PlainDivergences d = plain_divergences(normal_law(0.0, 1.0, 0.08, -12.0), normal_law(m, 1.0, 0.08, -12.0));
  CHECK(std::abs(d.kl_forward / (0.5 * m * m) - 1.0) <= 1e-5);
  CHECK(std::abs(d.tv / (m / std::sqrt(2.0 * M_PI)) - 1.0) <= 1e-5);
  CHECK(std::abs(d.w2 / m - 1.0) <= 1e-5);
}

TEST_CASE("D2: end KL falls like 1/N^2, path KL like 1/N, and each bounds what it must", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const LimitLaw limit = limit_law(pair, {{1e-3}, {1.0}, Guidance{{1.0}}, Start::exact});
  for (const Scheme scheme : all_schemes) {
    INFO(name(scheme));
    const Divergences at_256 = divergences(chain_law(pair, chain_of(256, 1.0, scheme, 1e-3)), limit);
    const Divergences at_512 = divergences(chain_law(pair, chain_of(512, 1.0, scheme, 1e-3)), limit);
    CHECK(std::abs(at_256.kl_forward.value / at_512.kl_forward.value - 4.0) <= 0.2);
    CHECK(std::abs(at_256.tv.value / at_512.tv.value - 2.0) <= 0.05);
    CHECK(std::abs(at_256.w2.value / at_512.w2.value - 2.0) <= 0.05);
    CHECK(at_512.kl_forward.error <= 1e-6 * at_512.kl_forward.value);
    const double path_256 = path_kl_to_limit(pair, chain_of(256, 1.0, scheme, 1e-3)).value;
    const double path_512 = path_kl_to_limit(pair, chain_of(512, 1.0, scheme, 1e-3)).value;
    CHECK(std::abs(path_256 / path_512 - 2.0) <= 0.05);
    CHECK(path_512 >= at_512.kl_forward.value);
    CHECK(at_512.tv.value <= std::sqrt(0.5 * at_512.kl_forward.value));
  }
}

TEST_CASE("the path KL where one step is wide: closed forms in 50 digits", "[exact]") {
  // Windows that open and close inside a step (unit-pair), and a narrow Gaussian, whose drift changes fast near t = 1.
  const GuidedPair unit = load_case("unit-pair").pair;
  const Gaussian narrow{Eigen::VectorXd::Constant(1, 0.5), Covariance::isotropic(1, 0.01)};
  const Gaussian tilted{Eigen::VectorXd::Constant(1, 0.51), Covariance::isotropic(1, 0.01)};
  const GuidedPair thin{{narrow, tilted}, Eigen::Vector2d(1.0, 0.0), Eigen::Vector2d(0.0, 1.0), std::exp(0.505)};
  const auto check = [](const GuidedPair& pair, const Chain& chain, double exact) {
    const Value bound = path_kl_to_limit(pair, chain);
    INFO(bound.value << " +- " << bound.error << " against " << exact);
    CHECK(std::abs(bound.value - exact) <= bound.error + 1e-13 * exact);
    CHECK(bound.error <= 1e-8 * exact);
  };
  Chain window = chain_of(8, 20.0, Scheme::ddpm, 1e-4);
  window.guidance.from = Time{0.32};
  window.guidance.to = Time{0.99};
  check(unit, window, 131.92792245536624);
  check(thin, chain_of(1, 1.0, Scheme::euler, 1e-2), 322.62522249524291);
  check(thin, chain_of(2, 1.0, Scheme::euler, 1e-2), 132.96482144273784);
  check(thin, chain_of(16, 1.0, Scheme::ddpm, 1e-2), 15.638391990464145);
}

TEST_CASE("two methods that disagree say so, and a number above its bound is noticed", "[exact]") {
  const Value rough{1.0, 0.1, "rough"};
  CHECK(agreed({1.05, 1e-6, "fine"}, rough).error == 1e-6);  // within both errors: the better one stands
  CHECK(agreed(rough, {1.05, 1e-6, "fine"}).value == 1.05);
  const Value doubted = agreed({1.3, 1e-6, "fine"}, rough);
  CHECK(doubted.value == 1.3);
  CHECK(doubted.error >= 0.3);  // holds the other one
  CHECK(std::isinf(agreed({INFINITY, 0.0, ""}, {INFINITY, 0.0, ""}).value));
  CHECK(agreed(rough, {NAN, 0.0, "out of reach"}).value == 1.0);
  CHECK(agreed({NAN, 0.0, "out of reach"}, rough).value == 1.0);
  CHECK(exceeds_bound({25.3, 0.1, ""}, {4.0, 0.1, ""}));
  CHECK_FALSE(exceeds_bound({4.1, 0.1, ""}, {4.0, 0.1, ""}));
  const auto [kl, path_kl] = held_under({25.3, 0.1, ""}, {4.0, 0.1, ""});
  CHECK_FALSE(kl.is_known());
  CHECK_FALSE(path_kl.is_known());
  CHECK_THAT(kl.how, ContainsSubstring("contradict each other"));
  CHECK(held_under({4.1, 0.1, ""}, {4.0, 0.1, ""}).first.value == 4.1);
  CHECK(held_under({INFINITY, 0.0, ""}, Value::none("not computed")).first.value == INFINITY);
}

TEST_CASE("the path KL of two guidance scales tends to O5", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const LimitSpec spec{{1e-3}, {1.0}, Guidance{{1.0}}, Start::exact};
  const double limit = limit_path_integral(pair, spec, guidance_energy).value;
  const auto chain_value = [&](std::int64_t n_steps) {
    const auto guided = make_transitions(chain_of(n_steps, 1.0, Scheme::exponential, 1e-3), pair);
    const auto plain = make_transitions(chain_of(n_steps, 0.0, Scheme::exponential, 1e-3), pair);
    return path_kl(pair, guided, pair, plain).value;
  };
  const double at_128 = chain_value(128);
  const double at_256 = chain_value(256);
  CHECK(std::abs((at_128 - limit) / (at_256 - limit) - 2.0) <= 0.1);
  CHECK(std::abs(at_256 - limit) <= 0.05 * limit);
}

}  // namespace plumbline
