#include "verify/study/noise_share.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/law/map_law.hpp"
#include "theory/law/share_identity.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "verify/study/require.hpp"

namespace plumbline {
namespace {

Value end_cost(const GuidedPair& pair, const LimitSpec& spec) {
  if (spec.noise_share > 0.0) return fokker_planck_law(pair, spec).expected_cost();
  return flow_law(pair, spec).expected_cost();
}

ShareTerms terms_of(const GuidedPair& pair, const LimitSpec& spec, const Value& cost) {
  const Value none = Value::none("noise share 0, or an infinite mean");
  if (spec.noise_share == 0.0 || !std::isfinite(cost.value)) return {none, none};
  return share_terms(pair, spec);
}

UnitCells measure(const GuidedPair& pair, const LimitSpec& spec) {
  try {
    const Value cost = end_cost(pair, spec);
    const ShareTerms terms = terms_of(pair, spec, cost);
    const Value start{pair.expected, 0.0, "E J of the data"};
    return UnitCells()
        .add("expected_cost", cost)
        .add("change", cost - start)
        .add("dissipation", terms.dissipation)
        .add("added_term", terms.transport);
  } catch (const OutOfReach& refused) {
    const Value none = Value::none(refused.what());
    return UnitCells().add("expected_cost", none).add("change", none).add("dissipation", none).add("added_term", none);
  }
}

void require_sense(const std::vector<Case>& cases, const NoiseShareStudy& parameters) {
  require_on_line(cases, "noise-share");
  for (const double share : parameters.shares) {
    if (0.0 <= share && share <= 1.0) continue;
    throw InputError(fmt::format("noise share {}", share), "--share", "stay within 0 to 1");
  }
  for (const double w : parameters.scales) guidance_scale(w);
  require_ordered_times({parameters.t0, parameters.tend}, "noise-share");
}

}  // namespace

Study noise_share_study(std::vector<Case> cases, const NoiseShareStudy& parameters) {
  require_sense(cases, parameters);
  TableStudy study{"noise_share", "What guidance does to E J along limits with less noise"};
  study.axes = {case_axis(cases), number_axis("share", "noise share kappa", parameters.shares, "kappa = {}"),
                scale_axis(parameters.scales)};
  study.columns = {{"expected_cost", "E h of the limit at the end"},
                   {"change", "that less E J of the data, which it is at w = 0"},
                   {"dissipation", "(1 + kappa)/2 Int omega E[h |g|^2] du, which lowers it"},
                   {"added_term", "(1 - kappa)/2 Int E[Laplace h + s . grad h] du, which lowers it too where positive"}};
  const auto shared = std::make_shared<const std::vector<Case>>(std::move(cases));
  study.measure = [shared, parameters](const Place& at, int) {
    return measure((*shared)[at["case"]].pair,
                   {parameters.t0, parameters.tend, {{parameters.scales[at["w"]]}}, Start::exact,
                    parameters.shares[at["share"]]});
  };
  return study_of(std::move(study));
}

}  // namespace plumbline
