#include "verify/study/score_error_paths.hpp"

#include <cmath>

#include "sim/coupling/score_errors.hpp"
#include "theory/base/input_error.hpp"
#include "theory/imperfect/imperfect_law.hpp"
#include "theory/imperfect/plane_error.hpp"
#include "theory/imperfect/space_error.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

constexpr ErrorKind field_kinds[] = {ErrorKind::constant, ErrorKind::smooth, ErrorKind::low_density,   ErrorKind::early,
                                     ErrorKind::middle,   ErrorKind::late,   ErrorKind::multiplicative};
constexpr double amplitude = 0.3;
/// False alarm 2e-9 each, for every mean that is compared here.
constexpr double six_sigma = 6.0;

Chain chain_with(double w) {
  return {make_grid(Schedule::log_uniform, {16}, {1e-2}, {1.0}), Scheme::ddpm, {{w}}, Start::exact};
}

ErrorPaths paths_with(const GuidedPair& pair, const Chain& chain, const GuidedScoreError& error) {
  const std::vector<GuidedScoreError> errors{scaled(error, amplitude)};
  return run_score_errors(pair, chain, errors, {.paths = 40000, .seed = {12}}).front();
}

void check_mean_is(const Moments& moments, double exact) {
  INFO(moments.mean << " +- " << moments.standard_error() << ", exact " << exact);
  CHECK(std::abs(moments.mean - exact) <= six_sigma * moments.standard_error() + 1e-9 * std::abs(exact));
}

}  // namespace

TEST_CASE("Monte Carlo with an injected error has the exact law, size and path KL of that error, on the line",
          "[stat]") {
  const GuidedPair pair = load_case("narrow-rival").pair;
  LawOptions options;
  options.tolerance = 1e-8;
  const Baseline baseline(pair, chain_with(1.0), options);
  for (const ErrorTarget target : {ErrorTarget::guided, ErrorTarget::base, ErrorTarget::reweighted}) {
    for (const ErrorKind kind : field_kinds) {
      INFO(name(kind) << " on " << name(target));
      const ErrorSpec spec{kind, target};
      const ImperfectLaw exact = imperfect_law(baseline, error_shape(spec, pair, {1e-2}, {1.0}), amplitude, options);
      const ErrorPaths paths = paths_with(pair, baseline.chain, space_error(spec, pair, {1e-2}, {1.0}));
      check_mean_is(paths.coordinate[0], exact.law.mean().value);
      check_mean_is(paths.cost, exact.law.expected_cost().value);
      check_mean_is(paths.squared_size, std::pow(exact.size.value, 2));
      check_mean_is(paths.path_kl, exact.path_kl.value);
    }
  }
}

TEST_CASE("the same in the plane, where the size is a sum over a grid", "[stat]") {
  const GuidedPair pair = load_case("triad").pair;
  const Chain chain = chain_with(0.7);
  PlaneLawOptions options;
  options.tolerance = 1e-7;
  options.cost_power = 0.0;
  for (const ErrorKind kind : field_kinds) {
    INFO(name(kind));
    const GuidedScoreError error = space_error({kind}, pair, {1e-2}, {1.0});
    const ImperfectPlaneLaw exact = imperfect_plane_law(pair, chain, scaled(error, amplitude), options);
    CHECK(exact.size.error <= 1e-4 * exact.size.value);
    const ErrorPaths paths = paths_with(pair, chain, error);
    check_mean_is(paths.coordinate[0], exact.law.mean_x().value);
    check_mean_is(paths.coordinate[1], exact.law.mean_y().value);
    check_mean_is(paths.squared_size, std::pow(exact.size.value, 2));
    check_mean_is(paths.path_kl, exact.path_kl.value);
  }
}

TEST_CASE("rounding has the size that its bits give it", "[exact]") {
  // A relative error uniform in +-2^-p of a mantissa in [1, 2) has a mean square between 2^-2p / 12 and 2^-2p / 3.
  const GuidedPair pair = load_case("ring").pair;
  const Eigen::ArrayXXd states = 2.0 * Eigen::ArrayXXd::Random(4000, 2);
  const Step<double> unguided{0.6, 1.0, 1.0, 1.0, 0.0};
  const Eigen::ArrayXXd score = space_error({ErrorKind::multiplicative}, pair, {1e-2}, {1.0})(unguided, states);
  for (const auto& [kind, bits] : {std::pair{ErrorKind::round_to_float, 24}, std::pair{ErrorKind::round_to_half, 11}}) {
    const Eigen::ArrayXXd error = space_error({kind}, pair, {1e-2}, {1.0})(unguided, states);
    const double unit = std::ldexp(1.0, -bits);
    // twice rounded, to float and on to half; half has fixed spacing below 2^-14
    CHECK((error.abs() <= 1.001 * unit * score.abs().max(std::ldexp(1.0, -14))).all());
    const double mean_square = (error / score).square().mean();
    CHECK(mean_square >= unit * unit / 12.0);
    CHECK(mean_square <= unit * unit / 3.0);
  }
}

TEST_CASE("guidance multiplies rounding by 1 + omega and omega", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Eigen::ArrayXXd states = 2.0 * Eigen::ArrayXXd::Random(100, 1);
  const auto error = [&](ErrorTarget target, double omega) {
    return space_error({ErrorKind::round_to_half, target}, pair, {1e-2}, {1.0})({0.6, 1.0, 1.0, 1.0, omega}, states);
  };
  const Eigen::ArrayXXd base = error(ErrorTarget::base, 0.0);
  CHECK((error(ErrorTarget::base, 2.0) == 3.0 * base).all());
  CHECK((error(ErrorTarget::guided, 2.0) == 3.0 * base + error(ErrorTarget::reweighted, 2.0)).all());
  CHECK((error(ErrorTarget::reweighted, 2.0) == 2.0 * error(ErrorTarget::reweighted, 1.0)).all());
  CHECK_THROWS_AS(space_error({ErrorKind::worst_case}, pair, {1e-2}, {1.0}), InputError);
}
