#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/law/limit_law.hpp"
#include "theory/law/share_identity.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "theory/static/marginals.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {

// From a prototype of its own (numpy, Chapman-Kolmogorov in the predicted noise), good to 1e-9.
TEST_CASE("the laws of DDIM with noise are those of the prototype", "[exact]") {
  struct Row {
    double eta;
    double w;
    std::int64_t n_steps;
    double expected_cost;
    double mean;
    double second_moment;
  };
  const GuidedPair pair = load_case("unit-pair").pair;
  for (const Row& row : {Row{0.5, 0.0, 8, 1.331625535, 0.994987437, 1.432551083},
                         Row{0.5, 0.0, 32, 1.641085710, 0.994987437, 1.765458526},
                         Row{0.5, 1.0, 8, 1.055129845, 1.605660797, 2.751080115},
                         Row{0.5, 1.0, 32, 1.095533311, 1.554396695, 2.848884650},
                         Row{1.0, 0.0, 8, 1.274417412, 0.994987437, 1.336916703},
                         Row{1.0, 0.0, 32, 1.522537681, 0.994987437, 1.662192838},
                         Row{1.0, 1.0, 8, 1.053586790, 1.584583987, 2.642057457},
                         Row{1.0, 1.0, 32, 1.100976651, 1.494138509, 2.624999276}}) {
    INFO("ddim:" << row.eta << ", w = " << row.w << ", N = " << row.n_steps);
    const ChainLaw law = chain_law(pair, chain_of(row.n_steps, row.w, Ddim{row.eta}, 1e-3, 0.99));
    CHECK(std::abs(law.expected_cost().value - row.expected_cost) <= 1e-9);
    CHECK(std::abs(law.mean().value - row.mean) <= 1e-9);
    CHECK(std::abs(law.second_moment().value - row.second_moment) <= 1e-9);
  }
}

TEST_CASE("DDIM(1), ancestral Euler(1), the exponential SDE rule at 1 and fixed-small DDPM have one law", "[exact]") {
  const GuidedPair pair = load_case("narrow-rival").pair;
  const auto chain = [](const Scheme& scheme) { return chain_of(24, 1.5, scheme, 1e-3, 0.99); };
  const ChainLaw small = chain_law(pair, chain(DdpmSmall{}));
  LawOptions on_grid;
  on_grid.grid = small.law().grid();
  for (const Scheme scheme : {Scheme(Ddim{1.0}), Scheme(Ancestral{1.0}), Scheme(ExponentialSde{1.0})}) {
    INFO(name(scheme));
    const GridLaw law = chain_law_on_grid(pair, make_transitions(chain(scheme), pair), on_grid);
    CHECK((law.log_density.exp() - small.law().log_density.exp()).abs().maxCoeff() <= 1e-13);
  }
}

TEST_CASE("O7: the exact law of every rule on a Gaussian is the recursion for its mean and variance", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  for (const Scheme scheme : {Scheme(Ddim{0.4}), Scheme(Ddim{1.0}), Scheme(Ancestral{0.7}), Scheme(ExponentialSde{0.3}),
                              Scheme(DdpmLarge{}), Scheme(DdpmSmall{})}) {
    INFO(name(scheme));
    const Chain chain = chain_of(20, 0.8, scheme, 1e-2, 0.95);
    const ChainLaw law = chain_law(pair, chain);
    const auto [mean, variance] = affine_chain_law<double>(pair, chain).front();
    CHECK(law.mean().value == Approx(mean).epsilon(1e-12));
    CHECK(law.second_moment().value == Approx(variance + mean * mean).epsilon(1e-12));
  }
}

TEST_CASE("a step without noise is refused by what needs a density", "[bad-input]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  CHECK_THROWS_WITH(chain_law(pair, chain_of(8, 1.0, Ddim{0.0}, 1e-3, 0.9)),
                    ContainsSubstring("step 1 of 8 has no noise"));
  CHECK_THROWS_WITH(chain_law(pair, chain_of(8, 1.0, Ddim{0.5}, 1e-3, 1.0)),
                    ContainsSubstring("step 8 of 8 has no noise"));
}

TEST_CASE("limits of every noise share have the marginals p_t at w = 0 and differ at w != 0", "[exact]") {
  const GuidedPair pair = load_case("narrow-rival").pair;
  LimitSpec spec{{1e-2}, {0.9}, {{0.0}}, Start::exact, 0.25};
  const LimitLaw plain = fokker_planck_law(pair, spec);
  const Marginals<double> marginals(pair, 0.9);
  for (const double y : {-2.0, -0.5, 0.3, 1.4}) {
    CHECK(plain.law().log_density_at(y) == Approx(marginals.log_p(y)).epsilon(1e-9));
  }
  spec.guidance = {{1.0}};
  const Value solved = fokker_planck_law(pair, spec).expected_cost();
  const Value extrapolated = limit_law(pair, spec).expected_cost();
  CHECK(std::abs(solved.value - extrapolated.value) <= solved.error + extrapolated.error);
  CHECK(solved.error <= 1e-8);
  spec.noise_share = 1.0;
  CHECK(std::abs(fokker_planck_law(pair, spec).expected_cost().value - solved.value) > 1e-3);
}

TEST_CASE("(H-kappa): both terms together are the change of E h along a limit of any noise share", "[exact]") {
  struct Row {
    const char* case_name;
    double w;
    double noise_share;
  };
  for (const Row& row : {Row{"unit-pair", 1.0, 0.25}, Row{"narrow-rival", 0.5, 0.6}, Row{"narrow-rival", 2.0, 1.0}}) {
    INFO(row.case_name << ", w = " << row.w << ", kappa = " << row.noise_share);
    const GuidedPair pair = load_case(row.case_name).pair;
    const LimitSpec spec{{1e-2}, {0.9}, {{row.w}}, Start::exact, row.noise_share};
    const ShareTerms terms = share_terms(pair, spec);
    const Value end = fokker_planck_law(pair, spec).expected_cost();
    const double change = end.value - pair.expected;
    CHECK(std::abs(change + terms.dissipation.value + terms.transport.value) <=
          end.error + terms.dissipation.error + terms.transport.error + 1e-10);
    CHECK(terms.dissipation.error + terms.transport.error <= 1e-7);
    if (row.noise_share < 1.0) CHECK(std::abs(terms.transport.value) > 1e-3);
  }
  const ShareTerms plain = share_terms(load_case("unit-pair").pair, {{1e-2}, {0.9}, {{0.0}}, Start::exact, 0.3});
  CHECK(std::abs(plain.transport.value) <= plain.transport.error + 1e-10);  // w = 0: by parts
}

// One Gaussian and J = exp(a x): the limit keeps the variance V_t, and its mean solves a linear equation,
//   mean(t) = sqrt(t) m - (1 + kappa)/2 omega a v Int sqrt(s) / V_s (t / s)^(-kappa/2) (V_t / V_s)^((1 + kappa)/2) du.
TEST_CASE("O6 for other noise shares: the mean of the limit of a Gaussian", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  const auto [m, v, m_J, v_J] = affine_axes(pair).front();
  const double t0 = 1e-2;
  const double tend = 0.95;
  const double w = 0.8;
  const double kappa = 0.4;
  const auto noised = [v = v](double t) { return t * v + 1.0 - t; };
  const auto integrand = [&](double u) {
    const double s = std::exp(u);
    return std::sqrt(s) / noised(s) * std::pow(tend / s, -0.5 * kappa) *
           std::pow(noised(tend) / noised(s), 0.5 * (1.0 + kappa));
  };
  constexpr int n = 400;  // Simpson
  const double h = std::log(tend / t0) / n;
  double integral = 0.0;
  for (int i = 0; i <= n; ++i) {
    integral += h / 3.0 * (i == 0 || i == n ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * integrand(std::log(t0) + i * h);
  }
  const double mean = std::sqrt(tend) * m - 0.5 * (1.0 + kappa) * pair.omega(w) * (m_J - m) * integral;
  const LimitLaw law = fokker_planck_law(pair, {{t0}, {tend}, {{w}}, Start::exact, kappa});
  CHECK(law.mean().value == Approx(mean).epsilon(1e-9));
  CHECK(law.second_moment().value == Approx(mean * mean + noised(tend)).epsilon(1e-9));
}

}  // namespace plumbline
