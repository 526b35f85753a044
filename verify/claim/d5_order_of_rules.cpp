#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "theory/base/out_of_reach.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/law/chain_map.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/law/map_law.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/order_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace d5 {

constexpr GuidanceScale w{0.5};
/// Inside (0, 1): where a grid in log t ends at t = 1, the last steps stay long in log-SNR, and second order is lost.
constexpr Time t0{1e-1};
constexpr Time tend{0.8};
constexpr double resolution = 0.05;  ///< of the order, a share of it: 1 and 2 are to be told apart

Chain chain_of(const Scheme& scheme, StepCount steps, GuidanceScale scale) {
  return {make_grid(Schedule::log_uniform, steps, t0, tend), scheme, {scale}, Start::exact};
}

/// As many as may be needed. Laws that carry an inner normal, or the state before, are the dearest: fewer steps.
std::vector<StepCount> steps_of(const Workbench& bench, const Scheme& scheme) {
  const SteppingRule rule = stepping_rule(scheme);
  const std::int64_t more = bench.tier() == Tier::quick ? 1 : 2;
  if (rule.noise_place == NoisePlace::inner_too) return bench.order_steps(16, more * 512);
  if (rule.remembers && rule.noise_place != NoisePlace::none) return bench.order_steps(32, more * 512);
  return bench.order_steps(32, more * 1024);
}

/// E (Y - 4)^2 - 16: mostly the mean, whose expansions settle early; the square, where a rule keeps the mean of a
/// Gaussian.
template <class Law>
Value off_four(const Law& law) {
  return law.second_moment() - 8.0 * law.mean();
}

/// Of the limit with that noise share; of the flow for 0.
Value limit_of(Workbench& bench, double share, GuidanceScale scale) {
  const LimitSpec spec{t0, tend, {scale}, Start::exact, share};
  if (share > 0.0) return off_four(fokker_planck_law(bench.pair(), spec, bench.law_options()));
  return off_four(flow_law(bench.pair(), spec, bench.law_options()));
}

/// With steps twice as many, and again, until they tell that the order is the one promised; or as far as the rule's law
/// can be followed: a narrow law that carries the state before needs more joint points the longer the chain is.
Check order_of(Workbench& bench, const Scheme& scheme, GuidanceScale scale, const Value& limit, double order) {
  const OrderClaim claim{OrderKind::equal, order, resolution * order};
  const std::size_t enough = bench.tier() == Tier::quick ? 4 : 5;
  OrderStudy study(fmt::format("E (Y - 4)^2, w = {}, {}", scale.value, name(scheme)));
  std::size_t told = 0;
  for (const StepCount steps : steps_of(bench, scheme)) {
    try {
      study.add_difference(steps, off_four(bench.sampler_line_law(chain_of(scheme, steps, scale))), limit);
    } catch (const OutOfReach&) {
      if (told < 4) throw;
      break;
    }
    if (++told >= enough && study.check(claim).decision.verdict == Verdict::holds) break;
  }
  return study.check(claim);
}

/// Errors of the exact laws of every rule against the limit of its own noise share. Churn has another limit for every
/// grid, but at w = 0 with S_noise = 1 its noise and its step both keep p_t: of order 2 there.
std::vector<Check> check(Workbench& bench) {
  std::map<double, Value> limits;
  std::vector<Check> checks;
  for (const Scheme& scheme : tried_schemes()) {
    const double share = noise_share(scheme);
    if (std::isnan(share)) continue;
    if (!limits.contains(share)) limits.emplace(share, limit_of(bench, share, w));
    const double order = scheme.visit([](const auto& rule) { return static_cast<double>(rule.order); });
    checks.push_back(order_of(bench, scheme, w, limits.at(share), order));
  }
  checks.push_back(order_of(bench, HeunChurn{6.0}, {0.0}, limit_of(bench, 0.0, {0.0}), 2.0));
  return checks;
}

}  // namespace d5

Claim claim_d5() {
  return {"D5",
          "the weak error of every rule that people run has the order that the rule promises, 1 or 2, against the limit "
          "of its own noise share; heun with churn has order 2 without guidance alone",
          "ours",
          "the Fokker-Planck equation of that noise share; the flow for 0",
          needs_exact_law,
          d5::check};
}

}  // namespace plumbline
