#include "theory/law/laws_in_steps.hpp"

#include <cmath>

#include "theory/cases/case.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "theory/score/real50.hpp"
#include "verify/testing/agree.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {
namespace {

Chain long_chain(std::int64_t n, Schedule schedule, double w, Scheme scheme = Scheme::ddpm) {
  return {make_grid(schedule, {n}, {1e-3}, {1.0}), scheme, {{w}}, Start::exact};
}

}  // namespace

TEST_CASE("the law between levels is that of the engine", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const auto chain = [](std::int64_t n) { return long_chain(n, Schedule::karras, 2.0, Scheme::exponential); };
  const auto run = [&](std::int64_t n) { return make_transitions(chain(n), pair); };
  const ChainLaw direct = chain_law(pair, chain(3000));
  const ChainLaw read(law_at(3000.0, pair, {run, 64, 6, 6, direct.parts().tail_variance}, {}));
  CHECK(agree(read.expected_cost(), direct.expected_cost()));
  CHECK(agree(read.second_moment(), direct.second_moment()));
  CHECK(read.expected_cost().error <= 1e-10 * direct.expected_cost().value);
  const ChainLaw half(law_at(1500.0, pair, {run, 64, 5, 5, direct.parts().tail_variance}, {}));
  CHECK_FALSE(agree(half.expected_cost(), direct.expected_cost()));  // what twice as many steps change is seen
}

TEST_CASE("a long chain's law and path KL are those of a Gaussian chain in 50 digits", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  const Chain chain = long_chain(100'000, Schedule::logit_uniform, 1.5);
  const ChainLaw law = long_chain_law(pair, chain, {}).value();
  const std::vector<AxisGaussian<Real50>> exact = affine_chain_law<Real50>(pair, chain);
  const auto mean = static_cast<double>(exact.front().mean);
  const auto cost = static_cast<double>(affine_expected_cost(pair, exact, {1.0}, 1.0));
  CHECK(std::abs(law.mean().value - mean) <= law.mean().error);
  CHECK(std::abs(law.expected_cost().value - cost) <= law.expected_cost().error);
  CHECK(law.expected_cost().error <= 1e-11 * cost);
}

TEST_CASE("a path KL falls like 1/N, and is read off shorter chains", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  const auto path_kl = [&](const Chain& chain) { return path_kl_to_limit(pair, chain); };
  const Value far = long_chain_value(long_chain(1'000'000, Schedule::log_uniform, 1.0), path_kl).value();
  const Value near = long_chain_value(long_chain(20'000, Schedule::log_uniform, 1.0), path_kl).value();
  CHECK(far.error <= 1e-9 * far.value);
  CHECK(std::abs(near.value / far.value - 50.0) <= 0.1);
}

TEST_CASE("what has no expansion in 1/N is not read off shorter chains", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const auto one = [](const Chain&) { return Value{1.0, 0.0, "a test"}; };
  CHECK_FALSE(long_chain_law(pair, long_chain(most_direct_steps, Schedule::log_uniform, 1.0), {}));
  Chain window = long_chain(20'000, Schedule::log_uniform, 1.0);
  window.guidance.to = {0.5};
  CHECK_FALSE(long_chain_law(pair, window, {}));
  CHECK_FALSE(long_chain_value(window, one));
  CHECK_FALSE(long_chain_value(long_chain(20'000, Schedule::li, 1.0), one));
  const auto like_a_root = [](const Chain& chain) {
    return Value{1.0 / std::sqrt(static_cast<double>(chain.grid.steps().value)), 0.0, "a test"};
  };
  CHECK_FALSE(long_chain_value(long_chain(20'000, Schedule::log_uniform, 1.0), like_a_root));
}

}  // namespace plumbline
