#include "theory/problem/scheme.hpp"

#include <cmath>
#include <vector>

#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {
namespace {

std::vector<Scheme> every_scheme() {
  return {Ddpm{},      Exponential{}, Euler{},        Ddim{0.0},      Ddim{0.5},           Ddim{1.0},
          DdpmLarge{}, DdpmSmall{},   Ancestral{0.0}, Ancestral{0.7}, ExponentialSde{0.3}, ExponentialSde{1.0}};
}

struct Interval {
  double t_from;
  double t_to;
};

}  // namespace

TEST_CASE("a scheme is read from its name, with its parameter, and written the same", "[exact]") {
  for (const char* text : {"heun", "dpm++2m", "ddpm", "exponential", "euler", "ddim:0.5", "ddim:0", "ancestral:1",
                           "exponential-sde:0.25", "ddpm-large", "ddpm-small"}) {
    CHECK(name(scheme_from_name(text)) == text);
  }
  CHECK(scheme_from_name("ddim:5e-1") == Scheme(Ddim{0.5}));
  CHECK(scheme_from_name("ddim:0.5") != scheme_from_name("ddim:0.25"));
  CHECK(scheme_from_name("ddim:1") != scheme_from_name("ancestral:1"));
  CHECK(Scheme::ddpm == scheme_from_name("ddpm"));
}

TEST_CASE("a scheme that cannot be is refused, with the mend", "[bad-input]") {
  CHECK_THROWS_WITH(scheme_from_name("milstein"),
                    ContainsSubstring("choose one of ddpm, exponential, euler, ddim:ETA"));
  CHECK_THROWS_WITH(scheme_from_name("ddim"), ContainsSubstring("write ddim:ETA"));
  CHECK_THROWS_WITH(scheme_from_name("ddim:"), ContainsSubstring("write ddim:ETA"));
  CHECK_THROWS_WITH(scheme_from_name("ddim:1.5"), ContainsSubstring("stay within 0 to 1"));
  CHECK_THROWS_WITH(scheme_from_name("ddim:nan"), ContainsSubstring("stay within 0 to 1"));
  CHECK_THROWS_WITH(scheme_from_name("ddim:0.5,0.5"), ContainsSubstring("write ddim:ETA"));
  CHECK_THROWS_WITH(scheme_from_name("ddpm:1"), ContainsSubstring("write ddpm"));
  CHECK_THROWS_WITH(step_coefficients(scheme_from_name("heun"), 0.1, 0.2), ContainsSubstring("not one affine step"));
  for (const char* text : {"ddim:half", "ddim:0.5,", "ddim:,0.5", "ddim:0.5x", "ddim:0.5:1", "ddim: 0.5", ""}) {
    INFO(text);
    CHECK_THROWS_AS(scheme_from_name(text), InputError);
  }
}

TEST_CASE("DDIM(1), ancestral Euler(1), the exponential SDE rule at 1 and fixed-small DDPM are one chain", "[exact]") {
  for (const auto& [from, to] : std::vector<Interval>{
           {1e-4, 2e-3}, {1e-3, 1.01e-3}, {0.3, 0.3000001}, {0.2, 0.9}, {0.9, 0.999}, {0.99, 0.9999}, {0.5, 1.0}}) {
    const auto small = step_coefficients<double>(DdpmSmall{}, from, to);
    for (const Scheme scheme : {Scheme(Ddim{1.0}), Scheme(Ancestral{1.0}), Scheme(ExponentialSde{1.0})}) {
      INFO(name(scheme) << " from " << from << " to " << to);
      const auto [A, B, S] = step_coefficients<double>(scheme, from, to);
      CHECK(A == Approx(small.A).epsilon(1e-15));
      CHECK(B == Approx(small.B).epsilon(1e-15));
      CHECK(std::abs(S - small.S) <= 1e-15 * small.S);
    }
  }
}

TEST_CASE("ancestral Euler is DDIM in other coordinates, and the deterministic rules are one", "[exact]") {
  for (const auto& [from, to] : std::vector<Interval>{{1e-4, 2e-3}, {0.3, 0.3000001}, {0.2, 0.9}, {0.5, 1.0}}) {
    for (const double eta : {0.0, 0.3, 0.8}) {
      const auto ddim = step_coefficients<double>(Ddim{eta}, from, to);
      const auto ancestral = step_coefficients<double>(Ancestral{eta}, from, to);
      CHECK(ancestral.B == Approx(ddim.B).epsilon(1e-15));
      CHECK(std::abs(ancestral.S - ddim.S) <= 2e-15 * ddim.S);
    }
    CHECK(step_coefficients<double>(Ddim{0.0}, from, to).B ==
          Approx(step_coefficients<double>(ExponentialSde{0.0}, from, to).B).epsilon(1e-14));
    CHECK(step_coefficients<double>(ExponentialSde{0.0}, from, to).S == 0.0);
  }
}

// DDIM as its paper has it, in the predicted noise eps = -sigma G: no difference formed first.
TEST_CASE("DDIM is the formula of its paper", "[exact]") {
  const double from = 0.2;
  const double to = 0.7;
  const double eta = 0.6;
  const double noise = eta * std::sqrt((1.0 - to) / (1.0 - from)) * std::sqrt(1.0 - from / to);
  const auto step = [&](double y, double G) {
    const double eps = -std::sqrt(1.0 - from) * G;
    const double x_0 = (y - std::sqrt(1.0 - from) * eps) / std::sqrt(from);
    return std::sqrt(to) * x_0 + std::sqrt(1.0 - to - noise * noise) * eps;
  };
  const auto [A, B, S] = step_coefficients<double>(Ddim{eta}, from, to);
  CHECK(A == Approx(step(1.0, 0.0)).epsilon(1e-14));
  CHECK(B == Approx(step(0.0, 1.0)).epsilon(1e-14));
  CHECK(S == Approx(noise).epsilon(1e-14));
}

TEST_CASE("the first and second order of each scheme are those of its coefficients", "[exact]") {
  const double D = 1e-4;
  for (const Scheme& scheme : every_scheme()) {
    for (const double t : {0.01, 0.4, 0.9}) {
      INFO(name(scheme) << " at " << t);
      const double kappa = noise_share(scheme);
      const auto [A, B, S] = step_coefficients<double>(scheme, t, t * std::exp(D));
      const auto [A_2, B_2, S_2] = second_order(scheme, t);
      const double third = 20.0 * D / std::pow(1.0 - t, 2);  // what is left, of higher order and steep near t = 1
      CHECK(std::abs((A - 1.0 - D / 2) / (D * D) - A_2) <= third);
      CHECK(std::abs((B - 0.5 * (1.0 + kappa) * D) / (D * D) - B_2) <= third);
      CHECK(std::abs((S * S - kappa * D) / (D * D) - S_2) <= third);
    }
  }
}

// With drift c Y + e Y_{n-1} + f G the state is A Y_{n-1} + B G + S Z, so A' = c A + e, B' = c B + f, (S^2)' = 2 c S^2
// + kappa in u: the derivatives of the coefficients, by differences.
TEST_CASE("the embedding of each scheme has its coefficients inside the step", "[exact]") {
  constexpr double h = 1e-5;
  for (const Scheme& scheme : every_scheme()) {
    for (const auto& [from, t] : std::vector<Interval>{{0.01, 0.05}, {0.3, 0.31}, {0.5, 0.9}}) {
      INFO(name(scheme) << " from " << from << " at " << t);
      const auto [now, start, score] =
          visit_affine(scheme, [&, s = from, t = t](const auto& rule) { return rule.embedding(s, t); });
      const auto here = step_coefficients<double>(scheme, from, t);
      const auto later = step_coefficients<double>(scheme, from, t * std::exp(h));
      const auto before = step_coefficients<double>(scheme, from, t * std::exp(-h));
      const double A_rate = (later.A - before.A) / (2.0 * h);
      const double B_rate = (later.B - before.B) / (2.0 * h);
      const double square_rate = (later.S * later.S - before.S * before.S) / (2.0 * h);
      CHECK(std::abs(0.5 * now * here.A + 0.5 * start - A_rate) <= 1e-7);
      CHECK(std::abs(0.5 * now * here.B + score - B_rate) <= 1e-7);
      CHECK(std::abs(now * here.S * here.S + noise_share(scheme) - square_rate) <= 1e-7);
    }
  }
}

}  // namespace plumbline
