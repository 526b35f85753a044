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
constexpr std::int64_t fewest = 16;

Chain chain_of(const Scheme& scheme, StepCount steps) {
  return {make_grid(Schedule::log_uniform, steps, t0, tend), scheme, {w}, Start::exact};
}

/// E Y^2 of the limit with that noise share; of the flow for 0.
Value limit_of(Workbench& bench, double noise_share) {
  const LimitSpec spec{t0, tend, {w}, Start::exact, noise_share};
  if (noise_share > 0.0) return fokker_planck_law(bench.pair(), spec, bench.law_options()).second_moment();
  constexpr double looser = 1e-11;
  return MapLaw(bench.pair(), spec, flow_map(bench.pair(), spec), flow_map(bench.pair(), spec, looser),
                bench.law_options())
      .second_moment();
}

/// Errors of E Y^2 of the exact laws of every rule against the limit of its own noise share. Churn has another limit
/// for every grid: there, differences from N to 2 N.
std::vector<Check> check(Workbench& bench) {
  const std::int64_t most = bench.tier() == Tier::quick ? 256 : 512;
  std::map<double, Value> limits;
  std::vector<Check> checks;
  for (const Scheme& scheme : tried_schemes()) {
    const double share = noise_share(scheme);
    const bool has_limit = !std::isnan(share);
    if (has_limit && !limits.contains(share)) limits.emplace(share, limit_of(bench, share));
    OrderStudy study(fmt::format("E Y^2, {}", name(scheme)));
    Value before = Value::none("the first");
    for (const StepCount steps : bench.order_steps(fewest, most)) {
      const Value here = bench.sampler_line_law(chain_of(scheme, steps)).second_moment();
      if (has_limit) study.add_difference(steps, here, limits.at(share));
      if (!has_limit && before.is_known()) study.add_difference({steps.value / 2}, before, here);
      before = here;
    }
    const double order = scheme.visit([](const auto& rule) { return static_cast<double>(rule.order); });
    checks.push_back(study.check({OrderKind::equal, order, 0.05}));
  }
  return checks;
}

}  // namespace d5

Claim claim_d5() {
  return {"D5",
          "the weak error of every rule that people run has the order that the rule promises, 1 or 2, against the limit "
          "of its own noise share",
          "ours",
          "the Fokker-Planck equation of that noise share; the flow for 0",
          needs_exact_law,
          d5::check};
}

}  // namespace plumbline
