#include "verify/study/grid_refinement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "theory/base/computed_once.hpp"
#include "theory/base/input_error.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/law/banded_law.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/grid_choice.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "theory/score/line_scores_real50.hpp"
#include "verify/study/require.hpp"

namespace plumbline {
namespace {

/// What the laws on all spacings are held against, and the domain that all share.
struct Reference {
  Domain domain;
  GridLaw law;
  Value cost;
};

struct BandedCost {
  BandedLaw<Real50> law;
  Real50 cost;
};

BandedCost banded_cost(const GuidedPair& pair, const Chain& chain, const Band& band) {
  const LineScores<Real50> scores(pair);
  const std::vector<Step<Real50>> steps = make_steps<Real50>(chain, pair);
  BandedLaw<Real50> law = banded_law<Real50>(scores, steps, chain.start, Real50(chain.grid.first().value), band);
  Column<Real50> y(law.density.size());
  for (Eigen::Index i = 0; i < y.size(); ++i) y[i] = law.y(i);
  NoisedScores<Real50> noised;
  scores.evaluate(Real50(chain.grid.last().value), y, noised);
  Real50 cost(0);
  for (Eigen::Index i = 0; i < y.size(); ++i) cost += law.density[i] * exp(noised.log_h[i]);
  return {law, law.spacing * cost};
}

Reference make_reference(const GuidedPair& pair, const Chain& chain) {
  const LineGrid grid = chain_law(pair, chain).law().grid();  // where law and cost live
  const Domain domain{grid.y_min, grid.y_max()};
  double narrowest = std::numeric_limits<double>::infinity();
  for (const auto& step : make_steps<double>(chain, pair)) narrowest = std::min(narrowest, step.S);
  constexpr double beyond = 2.0;
  const auto at = [&](double share) {
    return banded_cost(pair, chain, {domain.low - beyond, domain.high + beyond, share * narrowest, 10.0});
  };
  const BandedCost fine = at(0.2);
  Reference reference{domain, {domain.low - beyond, 0.2 * narrowest, Column<double>(fine.law.density.size()), 0.0}, {}};
  for (Eigen::Index i = 0; i < fine.law.density.size(); ++i) {
    reference.law.log_density[i] = static_cast<double>(log(fine.law.density[i]));
  }
  reference.cost = {static_cast<double>(fine.cost), static_cast<double>(abs(fine.cost - at(0.25).cost)),
                    "banded rule in 50 digits"};
  return reference;
}

/// The law on a grid of that spacing, against the reference.
UnitCells measure(const GuidedPair& pair, const Chain& chain, const Reference& reference, double spacing) {
  LawOptions options;
  options.tolerance = 1e-13;  // of a step: the spacing alone shall limit the law
  options.grid = grid_over(reference.domain, spacing);
  const ChainLaw law = chain_law(pair, chain, options);
  const Value cost = law.expected_cost();
  const double rounding = std::numeric_limits<double>::epsilon() * reference.cost.value;
  return UnitCells()
      .add("expected_cost", cost)
      .add("deviation", Value{std::abs(cost.value - reference.cost.value), reference.cost.error + rounding, ""})
      .add("tv", plain_divergences(law.law(), reference.law).tv)
      .add("mass_defect", law.law().mass_defect)
      .add("reference_cost", reference.cost);
}

void require_finite_cost(const std::vector<Case>& cases, const Chain& chain) {
  for (const Case& problem : cases) {
    const Integrability verdict = integrability(problem.pair, chain);
    if (verdict.finite) continue;
    throw InputError(fmt::format("case {}: {}", problem.name, verdict.why), "grid-refinement",
                     "ask for more steps, or for another case");
  }
}

}  // namespace

std::vector<double> default_spacings() {
  std::vector<double> spacings;
  for (double h = 0.8; h > 0.12; h *= 0.85) spacings.push_back(h);
  return spacings;
}

Study grid_refinement_study(std::vector<Case> cases, GridRefinement parameters) {
  if (parameters.spacings.empty()) parameters.spacings = default_spacings();
  for (const double h : parameters.spacings) require_positive(h, "spacing", "--spacing");
  require_on_line(cases, "grid-refinement");
  const Chain chain{make_grid(Schedule::log_uniform, parameters.steps, parameters.t0, {1.0}),
                    parameters.scheme,
                    {guidance_scale(parameters.w.value)}};
  require_finite_cost(cases, chain);
  TableStudy study{"grid_refinement",
                   fmt::format("Error of the exact law of {} {} steps against the spacing of its grid",
                               parameters.steps.value, name(parameters.scheme))};
  study.axes = {case_axis(cases), number_axis("spacing", "spacing h of the grid", parameters.spacings, "h = {:.3g}")};
  study.columns = {{"expected_cost", "E J on this grid, with the error that it states"},
                   {"deviation", "|E J on this grid - E J of the reference|"},
                   {"tv", "total variation distance from the reference", StudyColumn::Kind::number},
                   {"mass_defect", "mass that normalisation put back, over all steps", StudyColumn::Kind::number},
                   {"reference_cost", "E J by the banded rule in 50 digits", StudyColumn::Kind::value, {"case"}}};
  const auto references = std::make_shared<ComputedOnce<std::size_t, Reference>>();  // by case
  study.measure = [references, cases = std::move(cases), chain, spacings = parameters.spacings](const Place& at, int) {
    const GuidedPair& pair = cases[at["case"]].pair;
    const Reference& reference = references->get(at["case"], [&] { return make_reference(pair, chain); });
    return measure(pair, chain, reference, spacings[at["spacing"]]);
  };
  return study_of(std::move(study));
}

}  // namespace plumbline
