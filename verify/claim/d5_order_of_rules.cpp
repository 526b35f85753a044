#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <map>

#include "theory/law/chain_map.hpp"
#include "theory/law/fokker_planck.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/order_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace d5 {

constexpr GuidanceScale w{0.5};
/// Inside (0, 1): where a grid in log t ends at t = 1, the last steps stay long in log-SNR, and second order is lost.
constexpr Time t0{1e-1};
constexpr Time tend{0.8};
constexpr double resolution = 0.05;

Chain chain_of(const Scheme& scheme, StepCount steps, GuidanceScale scale) {
  return {make_grid(Schedule::log_uniform, steps, t0, tend), scheme, {scale}, Start::exact};
}

/// Laws that carry an inner normal, or the state before, are the dearest: fewer steps.
std::vector<StepCount> steps_of(const Workbench& bench, const Scheme& scheme) {
  const SteppingRule rule = stepping_rule(scheme);
  const bool is_dear =
      rule.noise_place == NoisePlace::inner_too || (rule.remembers && rule.noise_place != NoisePlace::none);
  const bool is_quick = bench.tier() == Tier::quick;
  if (is_dear) return bench.order_steps(16, is_quick ? 128 : 256);
  return bench.order_steps(32, is_quick ? 512 : 2048);
}

/// E Y of the limit with that noise share; of the flow for 0.
Value limit_of(Workbench& bench, double noise_share) {
  const LimitSpec spec{t0, tend, {w}, Start::exact, noise_share};
  if (noise_share > 0.0) return fokker_planck_law(bench.pair(), spec, bench.law_options()).mean();
  constexpr double looser = 1e-11;
  return MapLaw(bench.pair(), spec, flow_map(bench.pair(), spec), flow_map(bench.pair(), spec, looser),
                bench.law_options())
      .mean();
}

/// Without guidance and with S_noise = 1 the noise and the step of churn both keep p_t: of order 2 against E Y^2 of p_t.
Check unguided_churn(Workbench& bench) {
  const Scheme scheme = HeunChurn{6.0};
  const LimitSpec spec{t0, tend, {}, Start::exact, 0.0};
  const Value data = MapLaw(bench.pair(), spec, flow_map(bench.pair(), spec), flow_map(bench.pair(), spec, 1e-11),
                            bench.law_options())
                         .second_moment();
  OrderStudy study(fmt::format("E Y^2 at w = 0, {}", name(scheme)));
  for (const StepCount steps : steps_of(bench, scheme)) {
    study.add_difference(steps, bench.sampler_line_law(chain_of(scheme, steps, {0.0})).second_moment(), data);
  }
  return study.check({OrderKind::equal, 2.0, resolution});
}

/// Errors of E Y of the exact laws of every rule against the limit of its own noise share. Churn has another limit for
/// every grid: there, differences from N to 2 N.
std::vector<Check> check(Workbench& bench) {
  std::map<double, Value> limits;
  std::vector<Check> checks;
  for (const Scheme& scheme : tried_schemes()) {
    const double share = noise_share(scheme);
    const bool has_limit = !std::isnan(share);
    if (has_limit && !limits.contains(share)) limits.emplace(share, limit_of(bench, share));
    OrderStudy study(fmt::format("E Y, {}", name(scheme)));
    Value before = Value::none("the first");
    for (const StepCount steps : steps_of(bench, scheme)) {
      const Value here = bench.sampler_line_law(chain_of(scheme, steps, w)).mean();
      if (has_limit) study.add_difference(steps, here, limits.at(share));
      if (!has_limit && before.is_known()) study.add_difference({steps.value / 2}, before, here);
      before = here;
    }
    const double order = scheme.visit([](const auto& rule) { return static_cast<double>(rule.order); });
    checks.push_back(study.check({OrderKind::equal, order, resolution}));
  }
  checks.push_back(unguided_churn(bench));
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
