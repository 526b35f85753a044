#include "theory/law/line_law.hpp"

#include <cmath>
#include <functional>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "theory/static/marginals.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {

// The rules again, in their papers' own terms for `unit-pair` alone: u = x / alpha, Sigma = sigma / alpha, denoiser D;
// no code in common with the rules. Two unit Gaussians at +-1: in EDM coordinates D of a component is (m Sigma^2 + u) /
// (1 + Sigma^2), and the posterior weight of +1 is the logistic of 2 u / (1 + Sigma^2).
struct Prototype {
  double w;

  double denoiser(double u, double Sigma) const {
    const double V = 1.0 + Sigma * Sigma;
    const double of_class = (Sigma * Sigma + u) / V;
    const double plus = 1.0 / (1.0 + std::exp(-2.0 * u / V));
    const double of_all = (Sigma * Sigma * (2.0 * plus - 1.0) + u) / V;
    return of_class + w * (of_class - of_all);
  }
  double heun(double u, double Sigma, double next) const {
    const double d = (u - denoiser(u, Sigma)) / Sigma;
    const double euler = u + (next - Sigma) * d;
    return u + (next - Sigma) * 0.5 * (d + (euler - denoiser(euler, next)) / next);
  }
  /// In lambda = -log Sigma and u: u' = e^(-h) u + (1 - e^(-h)) (D + (D - D_before) / (2 r)).
  double dpmpp_2m(double u, double before, double Sigma, double next, double last) const {
    const double h = std::log(Sigma / next);
    const double D = denoiser(u, Sigma);
    const double slope = last == 0.0 ? 0.0 : 0.5 * h / std::log(last / Sigma) * (D - denoiser(before, last));
    return std::exp(-h) * u + (1.0 - std::exp(-h)) * (D + slope);
  }
  /// CFG++: the guided state of the data, the noise of the unconditional law.
  double cfgpp(double u, double Sigma, double next) const {
    const double V = 1.0 + Sigma * Sigma;
    const double of_class = (Sigma * Sigma + u) / V;
    const double of_all = (Sigma * Sigma * std::tanh(u / V) + u) / V;
    return of_all + (1.0 + w) * (of_class - of_all) + next * (u - of_all) / Sigma;
  }
  double end(const Scheme& scheme, double y, const std::vector<double>& times) const {
    const auto Sigma = [&](std::size_t n) { return std::sqrt(1.0 / times[n] - 1.0); };
    double u = y / std::sqrt(times[0]);
    double before = 0.0;
    for (std::size_t n = 0; n + 1 < times.size(); ++n) {
      const double last = n == 0 || scheme == Scheme(Ddim{0.0}) ? 0.0 : Sigma(n - 1);
      const double here = u;
      u = scheme == Scheme(CfgPlusPlus{}) ? cfgpp(u, Sigma(n), Sigma(n + 1))
          : scheme == Scheme(Heun{})      ? heun(u, Sigma(n), Sigma(n + 1))
                                          : dpmpp_2m(u, before, Sigma(n), Sigma(n + 1), last);
      before = here;
    }
    return u * std::sqrt(times.back());
  }
};

}  // namespace

// From a prototype of its own (numpy), good to 1e-9: E J = E h_tend at tend = 0.99, log-uniform from 1e-3, exact start.
TEST_CASE("the laws of deterministic rules are those of the prototype", "[exact]") {
  struct Row {
    Scheme scheme;
    double w;
    std::int64_t n_steps;
    double expected_cost;
    double mean;
    double second_moment;
  };
  const GuidedPair pair = load_case("unit-pair").pair;
  for (const Row& row : {Row{Ddim{0.0}, 0.0, 8, 1.344490345, 0.994987437, 1.451773124},
                         Row{Ddim{0.0}, 0.0, 32, 1.673345166, 0.994987437, 1.790253937},
                         Row{Ddim{0.0}, 1.0, 8, 1.055578177, 1.606705046, 2.760581802},
                         Row{Ddim{0.0}, 1.0, 32, 1.092498411, 1.569876378, 2.896441561},
                         Row{Heun{}, 0.0, 8, 2.675915057, 0.994987437, 2.250787535},
                         Row{Heun{}, 0.0, 32, 2.039755929, 0.994987437, 2.009689900},
                         Row{Heun{}, 1.0, 8, 1.160446889, 1.617318066, 3.381282229},
                         Row{Heun{}, 1.0, 32, 1.119303729, 1.586461502, 3.108579403},
                         Row{Dpmpp2m{}, 0.0, 8, 2.606243624, 0.994987437, 2.229342576},
                         Row{Dpmpp2m{}, 0.0, 32, 2.450557642, 0.994987437, 2.177852557},
                         Row{Dpmpp2m{}, 1.0, 8, 1.223359338, 1.303432552, 2.423341934},
                         Row{Dpmpp2m{}, 1.0, 32, 1.164382303, 1.566040514, 3.208028160}}) {
    INFO(name(row.scheme) << ", w = " << row.w << ", N = " << row.n_steps);
    const LineLaw law = line_law(pair, chain_of(row.n_steps, row.w, row.scheme, 1e-3, 0.99));
    CHECK(std::abs(law.expected_cost().value - row.expected_cost) <= 1e-9);
    CHECK(std::abs(law.mean().value - row.mean) <= 1e-9);
    CHECK(std::abs(law.second_moment().value - row.second_moment) <= 1e-9);
    CHECK(law.expected_cost().error <= 1e-10);
  }
}

TEST_CASE("the maps of deterministic rules are those of their papers, point by point", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Column<double> y = Column<double>::LinSpaced(9, -4.0, 4.0);
  for (const Scheme scheme :
       {Scheme(Ddim{0.0}), Scheme(Ancestral{0.0}), Scheme(ExponentialSde{0.0}), Scheme(Heun{}), Scheme(Dpmpp2m{})}) {
    INFO(name(scheme));
    const Chain chain = chain_of(12, 1.3, scheme, 1e-2, 0.97);
    const bool first_order = scheme.visit([](const auto& rule) { return rule.order == 1; });
    const Scheme as = first_order ? Scheme(Ddim{0.0}) : scheme;  // one chain under three names
    const Column<double> images = chain_map(pair, chain).images(y);
    for (Eigen::Index i = 0; i < y.size(); ++i) {
      CHECK(images[i] == Approx(Prototype{1.3}.end(as, y[i], chain.grid.times())).epsilon(1e-12));
    }
  }
}

TEST_CASE("CFG++ is the formula of its paper, DDIM with stronger guidance", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Column<double> y = Column<double>::LinSpaced(9, -4.0, 4.0);
  for (const double w : {-0.8, -0.4, 0.5}) {  // lambda = 1 + w
    const Chain chain = chain_of(6, w, CfgPlusPlus{}, 1e-2, 0.97);
    const Column<double> images = chain_map(pair, chain).images(y);
    for (Eigen::Index i = 0; i < y.size(); ++i) {
      CHECK(images[i] == Approx(Prototype{w}.end(CfgPlusPlus{}, y[i], chain.grid.times())).epsilon(1e-11));
    }
    CHECK(line_law(pair, chain).mean().error <= 1e-8);
  }
  const Column<double> of_window = chain_map(pair, {chain_of(6, 0.5, CfgPlusPlus{}, 1e-2, 0.97).grid, CfgPlusPlus{},
                                                    Guidance{{0.5}, {0.99}, {1.0}}}).images(y);
  const Column<double> unguided = chain_map(pair, chain_of(6, 0.0, Ddim{0.0}, 1e-2, 0.97)).images(y);
  CHECK((of_window - unguided).abs().maxCoeff() <= 1e-13);  // outside its window it guides nothing
}

TEST_CASE("a step to t = 1 ends at the denoised state", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Column<double> y = Column<double>::LinSpaced(5, -2.0, 2.0);
  const Column<double> ddim = chain_map(pair, chain_of(1, 0.7, Ddim{0.0}, 0.3)).images(y);
  for (const Scheme scheme : {Scheme(Heun{}), Scheme(Dpmpp2m{})}) {
    CHECK((chain_map(pair, chain_of(1, 0.7, scheme, 0.3)).images(y) - ddim).abs().maxCoeff() <= 1e-14);
  }
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    const double denoised = Prototype{0.7}.denoiser(y[i] / std::sqrt(0.3), std::sqrt(0.7 / 0.3));
    CHECK(ddim[i] == Approx(denoised).epsilon(1e-13));
  }
}

TEST_CASE("O7 for deterministic rules on a Gaussian: the map is affine", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  const Chain chain = chain_of(20, 0.8, Ddim{0.0}, 1e-2, 0.95);
  const auto [mean, variance] = affine_chain_law<double>(pair, chain).front();
  const LineLaw law = line_law(pair, chain);
  CHECK(law.mean().value == Approx(mean).epsilon(1e-12));
  CHECK(law.second_moment().value == Approx(variance + mean * mean).epsilon(1e-12));
  for (const Scheme scheme : {Scheme(Heun{}), Scheme(Dpmpp2m{})}) {
    const LineMap map = chain_map(pair, chain_of(20, 0.8, scheme, 1e-2, 0.95));
    const Column<double> y = Column<double>::LinSpaced(3, -2.0, 5.0);
    CHECK((map.images(y) - (map.left.slope * y + map.left.shift)).abs().maxCoeff() <= 1e-12);
  }
}

TEST_CASE("the flow has the marginals p_t at w = 0, and the law of the Fokker-Planck equation at w != 0", "[exact]") {
  const GuidedPair pair = load_case("narrow-rival").pair;
  LimitSpec spec{{1e-2}, {0.9}, {{0.0}}, Start::exact, 0.0};
  const ResolvedLaw plain = flow_law(pair, spec).density();
  const Marginals<double> marginals(pair, 0.9);
  for (const double y : {-2.0, -0.5, 0.3, 1.4}) {
    const double known = plain.law().log_density_at(y);
    const double error = std::abs(plain.coarse_law().log_density_at(y) - known) + 1e-10;
    CHECK(std::abs(known - marginals.log_p(y)) <= error);
    CHECK(error <= 1e-6);
  }
  spec.guidance = {{1.0}};
  const Value flow = flow_law(pair, spec).expected_cost();
  const Value density = flow_law(pair, spec).density().expected_cost();
  CHECK(flow.error <= 1e-9);
  CHECK(std::abs(density.value - flow.value) <= density.error + flow.error);
  spec.noise_share = 1e-3;  // the equation with less and less noise goes to it
  const double near = fokker_planck_law(pair, spec).expected_cost().value;
  spec.noise_share = 2e-3;
  const double less_near = fokker_planck_law(pair, spec).expected_cost().value;
  CHECK(2.0 * near - less_near == Approx(flow.value).epsilon(1e-5));
  CHECK(std::abs(near - flow.value) > 1e-5);
}

TEST_CASE("weak orders by exact laws: 1 for DDIM(0), 2 for Heun and DPM-Solver++(2M)", "[exact]") {
  for (const char* which : {"unit-pair", "narrow-rival", "gaussian-tilt", "wide-rival"}) {
    const GuidedPair pair = load_case(which).pair;
    const double limit = flow_law(pair, limit_spec(chain_of(8, 0.5, Heun{}, 1e-1, 0.8))).second_moment().value;
    for (const Scheme scheme : {Scheme(Ddim{0.0}), Scheme(Heun{}), Scheme(Dpmpp2m{})}) {
      const auto error = [&](std::int64_t n) {
        return line_law(pair, chain_of(n, 0.5, scheme, 1e-1, 0.8)).second_moment().value - limit;
      };
      const double errors[3] = {error(128), error(256), error(512)};
      const double first = std::log2(errors[0] / errors[1]);
      const double second = std::log2(errors[1] / errors[2]);
      const double order = scheme.visit([](const auto& rule) { return rule.order; });
      INFO(which << ", " << name(scheme) << ": " << first << ", then " << second);
      CHECK(std::abs(2.0 * second - first - order) <= 0.02);  // the order itself goes to its limit like 1/N
    }
  }
}

TEST_CASE("a map that folds has expectations, but no density", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = chain_of(2, 8.0, Ddim{0.0}, 1e-2, 0.99);
  const LineLaw law = line_law(pair, chain);
  REQUIRE_FALSE(law.folds().empty());
  CHECK_THROWS_WITH(law.density(), ContainsSubstring("folds"));
  double mean = 0.0;  // by a plain sum over its own points
  constexpr double h = 1e-3;
  for (double y = -12.0; y <= 12.0; y += h) {
    const double p = std::exp(-0.5 * std::pow(y - std::sqrt(1e-2), 2)) / std::sqrt(2.0 * std::acos(-1.0));
    mean += h * p * Prototype{8.0}.end(Ddim{0.0}, y, chain.grid.times());
  }
  CHECK(law.mean().value == Approx(mean).epsilon(1e-10));
}

TEST_CASE("a chain whose last step alone has no noise: O7, and its neighbours that end just before t = 1", "[exact]") {
  const GuidedPair gaussian = load_case("gaussian-tilt").pair;
  const GuidedPair pair = load_case("unit-pair").pair;
  for (const Scheme scheme : {Scheme(Ddim{0.5}), Scheme(DdpmSmall{}), Scheme(ExponentialSde{0.3})}) {
    INFO(name(scheme));
    const Chain chain = chain_of(16, 0.8, scheme, 1e-2);
    REQUIRE(ends_in_a_map(chain));
    const auto axes = affine_chain_law<double>(gaussian, chain);
    const LineLaw law = line_law(gaussian, chain);
    CHECK(law.mean().value == Approx(axes.front().mean).epsilon(1e-11));
    CHECK(law.second_moment().value ==
          Approx(axes.front().variance + axes.front().mean * axes.front().mean).epsilon(1e-11));
    CHECK(law.expected_cost().value == Approx(affine_expected_cost(gaussian, axes, {1.0}, 1.0)).epsilon(1e-10));
    const Value cost = line_law(pair, chain).expected_cost();
    const Value density = line_law(pair, chain).density().expected_cost();
    CHECK(std::abs(cost.value - density.value) <= cost.error + density.error);
  }
  for (const Scheme scheme : {Scheme(Ddim{0.5}), Scheme(DdpmSmall{})}) {  // smooth in sigma = sqrt(1 - t) near the end
    INFO(name(scheme));
    const Chain chain = chain_of(16, 0.8, scheme, 1e-2);
    const Value cost = line_law(pair, chain).expected_cost();
    std::vector<double> times = chain.grid.times();
    const auto ending_before = [&](double rest) {
      times.back() = 1.0 - rest;
      const Chain neighbour{TimeGrid(times), scheme, chain.guidance, chain.start};
      CHECK_FALSE(ends_in_a_map(neighbour));
      return chain_law(pair, neighbour).expected_cost().value;
    };
    const double near = ending_before(1e-4);
    const double extrapolated = 3.0 * near - 3.0 * ending_before(4e-4) + ending_before(9e-4);
    CHECK(std::abs(extrapolated - cost.value) <= 1e-5);
    CHECK(std::abs(near - cost.value) > 2e-5);
  }
}

TEST_CASE("H1 for maps: an infinite cost is said to be", "[exact]") {
  const GuidedPair pair = load_case("wide-rival").pair;
  bool some_infinite = false;
  bool some_finite = false;
  for (const std::int64_t n : {2, 4, 8, 64}) {
    const Chain chain = chain_of(n, 0.0, Heun{}, 1e-3, 0.99);
    const LineLaw law = line_law(pair, chain);
    (law.is_finite() ? some_finite : some_infinite) = true;
    CHECK(std::isinf(law.expected_cost().value) == !law.is_finite());
  }
  CHECK(some_finite);
  CHECK(some_infinite);
}

TEST_CASE("a chain with noise has no map, and a rule with stages is not one step", "[bad-input]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  CHECK_THROWS_WITH(chain_map(pair, chain_of(8, 1.0, Ddim{0.5}, 1e-3, 0.9)), ContainsSubstring("has noise"));
  CHECK_THROWS_WITH(chain_law(pair, chain_of(8, 1.0, Heun{}, 1e-3, 0.9)), ContainsSubstring("not one affine step"));
}

}  // namespace plumbline
