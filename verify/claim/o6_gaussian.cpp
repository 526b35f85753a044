#include <fmt/format.h>

#include "theory/base/value_arithmetic.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "theory/oracle/gaussian_limit.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace o6 {

constexpr double relative_resolution = 1e-8;
constexpr StepCount steps{64};

std::string why_not(const Workbench& bench) {
  if (!has_gaussian_limit(bench.pair())) return "closed forms need one Gaussian and one exp-linear cost";
  return needs_exact_law(bench);
}

Check same(const std::string& what, const Value& measured, double exact, const std::string& how) {
  return exactly_equal(what, measured, closed_form(exact, how), relative_resolution * std::max(1.0, std::abs(exact)));
}

Value variance(const ResolvedLaw& law) {
  const Value mean = law.mean();
  const Value second = law.second_moment();
  return second - mean * mean;
}

/// Mean, variance and E J of the law of (26) against their closed forms; and of the exact law of the sampler under test
/// against the scalar recursion of its true chain (O7).
std::vector<Check> check(Workbench& bench) {
  std::vector<Check> checks;
  for (const double w : {-0.25, 0.5, 1.0}) {
    const GaussianLimit exact(bench.pair(), {w}, Workbench::t0);
    const LimitLaw& law = bench.limit({w});
    const std::string how = "O6 in closed form";
    checks.push_back(same(fmt::format("mean of Y_1 at w = {}", w), law.mean(), exact.mean(Workbench::tend)[0], how));
    checks.push_back(
        same(fmt::format("variance of Y_1 at w = {}", w), variance(law), exact.variances(Workbench::tend)[0], how));
    checks.push_back(same(fmt::format("E J(Y_1) at w = {}", w), law.expected_cost(), exact.expected_cost(), how));
    checks.push_back(
        same(fmt::format("path KL at w = {}", w),
             limit_path_integral(bench.pair(), Workbench::limit_spec({w}), guidance_energy, bench.law_options()),
             exact.path_kl(), how));
  }
  constexpr GuidanceScale w{1.0};
  for (const Scheme scheme : all_schemes) {
    const auto recursion = affine_chain_law<double>(bench.pair(), Workbench::chain(scheme, steps, w));
    const ChainLaw& law = bench.sampler_law(scheme, steps, w);
    const std::string of = fmt::format("of Y_N, {}, N = {}", name(scheme), steps.value);
    const std::string how = "scalar recursion (O7)";
    checks.push_back(same("mean " + of, law.mean(), recursion[0].mean, how));
    checks.push_back(same("variance " + of, variance(law), recursion[0].variance, how));
    checks.push_back(same("E J " + of, law.expected_cost(),
                          affine_expected_cost(bench.pair(), recursion, Workbench::tend, 1.0), how));
  }
  return checks;
}

}  // namespace o6

Claim claim_o6() {
  return {
      "O6",
      "for one Gaussian and J = exp(a.x) the law of (26), E J and the path KL have closed forms; so has the chain (27)",
      "ours",
      "the closed forms, and for the chain a scalar recursion",
      o6::why_not,
      o6::check};
}

}  // namespace plumbline
