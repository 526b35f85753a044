#include "theory/affine/affine_law.hpp"

#include <cmath>
#include <string>

#include "theory/affine/normal_distances.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/cases/case.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/laws_in_steps.hpp"
#include "theory/law/limit_law.hpp"
#include "theory/oracle/gaussian_limit.hpp"
#include "verify/testing/agree.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {

Gaussian on_line(double mean, double variance) {
  return {Eigen::VectorXd::Constant(1, mean), Covariance::isotropic(1, variance)};
}

/// Two Gaussians of different width, p in two equal parts.
GuidedPair two_widths() {
  GuidedPair pair{{on_line(0.7, 0.6), on_line(0.7, 0.6), on_line(-0.2, 0.4)},
                  Eigen::Vector3d(0.3, 0.7, 0.0),
                  Eigen::Vector3d(0.0, 0.0, 1.0),
                  1.5};
  return pair;
}

}  // namespace

TEST_CASE("Gaussian laws in closed form are those of the engine", "[exact]") {
  const GuidedPair pair = two_widths();
  const GuidedPair affine = affine_pair(pair, true).value();
  for (const Scheme scheme : all_schemes) {
    INFO(name(scheme));
    Chain chain = chain_of(24, 1.5, scheme, 1e-2);
    chain.guidance.from = Time{0.13};
    const ChainLaw engine = chain_law(pair, chain);
    const NormalLaw law = affine_chain(affine, chain);
    CHECK(std::abs(engine.mean().value - static_cast<double>(law.mean)) <= engine.mean().error);
    const ResolvedLaw gridded = on_grid(law, pair, {1.0}, {0.5, 2.0});
    for (const double power : {0.5, 1.0, 2.0}) {
      const Value cost = gridded.expected_cost(power);
      CHECK(agree(cost, engine.expected_cost(power)));
      CHECK(cost.error <= 1e-11 * cost.value);
    }
    const Value path_kl = affine_path_kl(affine, chain);
    CHECK(agree(path_kl, path_kl_to_limit(pair, chain)));
    CHECK(path_kl.error <= 1e-10 * path_kl.value);
  }
}

TEST_CASE("Gaussian laws in closed form know every start", "[exact]") {
  const GuidedPair pair = two_widths();
  const GuidedPair affine = affine_pair(pair, true).value();
  for (const Start start : {Start::exact, Start::gaussian, Start::sigma_max, Start::reweighted}) {
    INFO(name(start));
    Chain chain = chain_of(12, 1.5, Scheme::ddpm, 0.2);  // an early start: what Y_0 is stays to be seen
    chain.start = start;
    const LimitLaw engine = limit_law(pair, limit_spec(chain));
    const NormalLaw limit = affine_limit(affine, limit_spec(chain));
    const Value mean = engine.mean();
    const Value second_moment = engine.second_moment();
    CHECK(std::abs(mean.value - static_cast<double>(limit.mean)) <= mean.error);
    CHECK(std::abs(second_moment.value - static_cast<double>(limit.variance + limit.mean * limit.mean)) <=
          second_moment.error);
    CHECK(agree(affine_path_kl(affine, chain), path_kl_to_limit(pair, chain)));
  }
}

TEST_CASE("the path KL of a long Gaussian chain is read off shorter ones", "[exact]") {
  const GuidedPair affine = affine_pair(load_case("gaussian-tilt").pair, true).value();
  const auto times_steps = [&](std::int64_t n) {
    const Value path_kl = affine_path_kl(affine, chain_of(n, 1.5, Scheme::ddpm, 1e-2));
    return Value{static_cast<double>(n) * path_kl.value, static_cast<double>(n) * path_kl.error, path_kl.how};
  };
  const Value direct = times_steps(most_direct_steps);
  const Value next = times_steps(most_direct_steps + 1);  // N times it moves by the order of N^-2
  CHECK(direct.how.find("extrapolated") == std::string::npos);
  CHECK(next.how.find("extrapolated") != std::string::npos);
  CHECK(std::abs(next.value - direct.value) <= next.error + direct.error + 1e-8 * direct.value);
  CHECK(next.error <= 1e-8 * next.value);
}

TEST_CASE("the limit of a Gaussian pair in closed form: O6, and a chain of many steps", "[exact]") {
  const GuidedPair tilt = load_case("gaussian-tilt").pair;
  const LimitSpec spec{{1e-2}, {1.0}, {{2.0}}, Start::exact};
  const NormalLaw law = affine_limit(affine_pair(tilt, true).value(), spec);
  const GaussianLimit exact(tilt, {2.0}, {1e-2});
  CHECK(std::abs(static_cast<double>(law.mean) - exact.mean({1.0})[0]) <= 1e-14);
  CHECK(std::abs(static_cast<double>(law.variance) - exact.variances({1.0})[0]) <= 1e-14);

  const GuidedPair affine = affine_pair(two_widths(), true).value();
  LimitSpec window{{1e-2}, {0.9}, {{3.0}}, Start::gaussian};
  window.guidance.from = Time{0.2};
  window.guidance.to = Time{0.6};
  const auto distance = [&](const LimitSpec& from, std::int64_t n) {
    const Chain chain{make_grid(Schedule::log_uniform, {n}, from.t0, from.tend), Scheme::exponential, from.guidance,
                      from.start};
    return normal_distances(affine_chain(affine, chain), affine_limit(affine, from)).w2.value;
  };
  CHECK(distance(window, 16384) <= 1e-3);  // an edge falls anywhere within a step: no smooth order
  window.guidance = {{3.0}};
  CHECK(std::abs(distance(window, 1024) / distance(window, 2048) - 2.0) <= 0.05);  // first order in 1/N
}

TEST_CASE("distances of Gaussian laws in closed form are those on a grid", "[exact]") {
  const GuidedPair pair = two_widths();
  for (const NormalLaw& q : {NormalLaw{0.31L, 0.6L}, NormalLaw{0.3L, 0.5L}, NormalLaw{-0.8L, 2.5L}}) {
    const NormalLaw p{0.3L, 0.6L};
    const Divergences exact = normal_distances(p, q);
    const Divergences gridded = divergences(on_grid(p, pair, {1.0}, {}), on_grid(q, pair, {1.0}, {}));
    for (const auto member : {&Divergences::tv, &Divergences::kl_forward, &Divergences::kl_backward,
                              &Divergences::hellinger, &Divergences::w1, &Divergences::w2}) {
      CHECK(agree(exact.*member, gridded.*member));
      CHECK((exact.*member).error <= 5e-14);  // 1e-15, times what a KL of 2 makes of it
      CHECK((exact.*member).value > 0.0);
    }
  }
  const Divergences same = normal_distances({1.0L, 2.0L}, {1.0L, 2.0L});
  CHECK(same.tv.value == 0.0);
  CHECK(same.w1.value == 0.0);
}

TEST_CASE("what is not Gaussian has no closed form, and what no double holds says so", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  CHECK_FALSE(affine_pair(pair, true));
  CHECK(affine_pair(pair, false));  // unguided, p alone counts
  CHECK_FALSE(affine_pair(load_case("triad").pair, false));
  CHECK_THROWS_AS(on_grid({0.0L, 1e200L}, pair, {1.0}, {}), OutOfReach);
}

}  // namespace plumbline
