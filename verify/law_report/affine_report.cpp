#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "theory/affine/normal_distances.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/agreement.hpp"
#include "theory/law/grid_choice.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

constexpr const char* how_known = "closed form: the law is Gaussian";
/// What a double holds of a closed form.
Value closed_value(long double value) {
  constexpr long double last_digits = 4e-16L;
  if (!std::isfinite(static_cast<double>(value))) return Value::none("beyond the range of a double");
  return {static_cast<double>(value), static_cast<double>(last_digits * std::abs(value)), how_known};
}
Value mean_of(const NormalLaw& law) { return closed_value(law.mean); }
Value second_moment_of(const NormalLaw& law) { return closed_value(law.mean * law.mean + law.variance); }

/// Whether narrow components, a law that spreads, or many steps ask the engine of grids for much: then the closed form
/// takes its place. Elsewhere the engine answers, as it does where there is no closed form.
bool asks_for_large_grids(const GuidedPair& pair, const Chain& chain, const CostPowers& powers) {
  constexpr double points_a_deviation = 4.0;
  constexpr double many_points = 2000.0;
  constexpr double many_point_steps = 3e5;
  const EstimatedScores scores(pair);
  const Transitions run = make_transitions(chain, pair);
  const Domain domain = choose_domain(scores, run, powers);
  double narrowest = 1.0;
  for (const auto& [mean, variance] : scores.exact().noised_components(run.tend.value)) {
    narrowest = std::min(narrowest, variance);
  }
  const double points = points_a_deviation * (domain.high - domain.low) / std::sqrt(narrowest);
  return !(points <= many_points && points * static_cast<double>(run.steps.size()) <= many_point_steps);
}

/// A Gaussian law and its grid for what needs the cost.
struct KnownLaw {
  NormalLaw law;
  ResolvedLaw resolved;
};

Value cost_of(const LawOrNot<KnownLaw>& known, double q = 1.0) {
  return known.value([q](const KnownLaw& law) { return law.resolved.expected_cost(q); });
}

void set_distances(LawReport& report, const NormalLaw& chain, const LawOrNot<KnownLaw>& limit) {
  const auto from_limit = [&](Value Divergences::*member) {
    return limit.value([&](const KnownLaw& known) { return normal_distances(chain, known.law).*member; });
  };
  set_divergences<Divergences>(report, from_limit);
  report.mean_difference = mean_of(chain) - limit.value([](const KnownLaw& known) { return mean_of(known.law); });
  report.second_moment_difference =
      second_moment_of(chain) - limit.value([](const KnownLaw& known) { return second_moment_of(known.law); });
}

/// From p, and from the limit that starts at p, which a start from noise does not show.
void set_start_distances(LawReport& report, const GuidedPair& affine, const Chain& chain, const NormalLaw& law,
                         bool limit_wanted) {
  const auto tv_to = [&](LimitSpec spec) {
    spec.start = Start::exact;
    return value_or_why([&] { return normal_distances(law, affine_limit(affine, spec)).tv; });
  };
  LimitSpec unguided = limit_spec(chain);
  unguided.guidance = {};
  report.tv_data = tv_to(unguided);
  if (!noise_start_variance(chain.start, chain.grid.first())) return;
  report.tv_exact_start = limit_wanted ? tv_to(limit_spec(chain)) : Value::none(limit_not_wanted);
}

}  // namespace

bool report_of_affine(LawReport& report, const Case& problem, const LawRequest& request) {
  const Chain chain = request.chain();
  const bool guided = chain.guidance.scale.value != 0.0 || chain.start == Start::reweighted;
  const std::optional<GuidedPair> affine = affine_pair(problem.pair, guided);
  if (!affine || request.densities) return false;
  CostPowers powers;
  for (const double q : request.powers) powers = {std::min(powers.least, q), std::max(powers.greatest, q)};
  if (!asks_for_large_grids(problem.pair, chain, powers)) return false;
  const NormalLaw law = affine_chain(*affine, chain);
  const auto known = [&](const NormalLaw& normal) {
    return KnownLaw{normal, on_grid(normal, problem.pair, chain.grid.last(), powers)};
  };
  const auto of_chain = law_or_why<KnownLaw>([&] { return known(law); });
  const auto limit = request.limit
                         ? law_or_why<KnownLaw>([&] { return known(affine_limit(*affine, limit_spec(chain))); })
                         : LawOrNot<KnownLaw>{nullptr, limit_not_wanted};
  report.finiteness = finiteness(problem.pair, request, 1.0);
  report.expected_cost = cost_of(of_chain);
  report.mean = {mean_of(law)};
  report.second_moment = second_moment_of(law);
  report.mass_defect = {0.0, 0.0, how_known};
  report.limit.expected_cost = cost_of(limit);
  set_distances(report, law, limit);
  set_start_distances(report, *affine, chain, law, request.limit);
  report.cost_difference = report.expected_cost - report.limit.expected_cost;
  const Value path_kl = value_or_why([&] { return affine_path_kl(*affine, chain); });
  std::tie(report.kl, report.path_kl_bound) = held_under(report.kl, path_kl);
  for (const double q : request.powers) {
    const Value value = cost_of(of_chain, q);
    const Value of_limit = cost_of(limit, q);
    report.powers.push_back({q, finiteness(problem.pair, request, q), value, of_limit, value - of_limit});
  }
  report.tilted = tilted_report(tilted_law(problem.pair, chain, chain.grid.last()), report.limit.expected_cost,
                                [&](const TiltedLaw& tilted) {
                                  return limit.value([&](auto& at) { return tilted_tv(tilted, at.resolved); });
                                });
  return true;
}

}  // namespace plumbline
