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

class GridRefinementRun {
 public:
  GridRefinementRun(std::vector<Case> cases, GridRefinement parameters)
      : cases_(std::move(cases)), parameters_(std::move(parameters)) {
    if (parameters_.spacings.empty()) parameters_.spacings = default_spacings();
    parameters_.w = guidance_scale(parameters_.w.value);
    for (const double h : parameters_.spacings) {
      if (!(h > 0.0 && std::isfinite(h))) {
        throw InputError(fmt::format("spacing {}", h), "--spacing", "give numbers > 0");
      }
    }
    const Chain its_chain = chain();
    for (const Case& problem : cases_) {
      if (problem.pair.dimension() != 1) {
        throw InputError(fmt::format("case {} has dimension {}", problem.name, problem.pair.dimension()),
                         "grid-refinement", "give cases of dimension 1");
      }
      if (const Integrability verdict = integrability(problem.pair, its_chain); !verdict.finite) {
        throw InputError(fmt::format("case {}: {}", problem.name, verdict.why), "grid-refinement",
                         "ask for more steps, or for another case");
      }
    }
  }

  std::vector<std::string> units() const {
    std::vector<std::string> units;
    for (const Case& problem : cases_) {
      for (const double h : parameters_.spacings) units.push_back(fmt::format("{} h = {:.3g}", problem.name, h));
    }
    return units;
  }

  Row row(std::size_t unit) {
    const std::size_t n = parameters_.spacings.size();
    const Case& problem = cases_[unit / n];
    const Reference& reference = references_.get(unit / n, [&] { return make_reference(problem.pair); });
    LawOptions options;
    options.tolerance = step_tolerance;
    options.grid = grid_over(reference.domain, parameters_.spacings[unit % n]);
    const ChainLaw law = chain_law(problem.pair, chain(), options);
    const Value cost = law.expected_cost();
    Row row;
    put(row, cost);
    const double rounding = std::numeric_limits<double>::epsilon() * reference.cost.value;
    put(row, {std::abs(cost.value - reference.cost.value), reference.cost.error + rounding, ""});
    row.push_back(plain_divergences(law.law(), reference.law).tv);
    row.push_back(law.law().mass_defect);
    put(row, reference.cost);
    return row;
  }

  Table table(const std::vector<Row>& rows) const {
    std::vector<std::string> names;
    for (const Case& problem : cases_) names.push_back(problem.name);
    Table table(fmt::format("Error of the exact law of {} {} steps against the spacing of its grid",
                            parameters_.steps.value, name(parameters_.scheme)));
    table.add_axis({"case", "1", "data law", names});
    table.add_axis({"spacing", "1", "spacing h of the grid", parameters_.spacings});
    std::vector<Value> cost;
    std::vector<Value> deviation;
    std::vector<Value> reference;
    std::vector<double> tv;
    std::vector<double> mass_defect;
    for (const Row& row : rows) {
      RowReader reader(row);
      cost.push_back(reader.value());
      deviation.push_back(reader.value());
      tv.push_back(reader.number());
      mass_defect.push_back(reader.number());
      const Value of_case = reader.value();
      if ((tv.size() - 1) % parameters_.spacings.size() == 0) reference.push_back(of_case);
    }
    table.add_values("expected_cost", cost, "E J on this grid, with the error that it states");
    table.add_values("deviation", deviation, "|E J on this grid - E J of the reference|");
    table.add({"tv", "1", "total variation distance from the reference", {}, tv});
    table.add({"mass_defect", "1", "mass that normalisation put back, over all steps", {}, mass_defect});
    table.add_values("reference_cost", reference, "E J by the banded rule in 50 digits", "1", {"case"});
    return table;
  }

 private:
  static constexpr double step_tolerance = 1e-13;  ///< the spacing alone shall limit the law

  Chain chain() const {
    return {make_grid(Schedule::log_uniform, parameters_.steps, parameters_.t0, {1.0}),
            parameters_.scheme,
            {parameters_.w}};
  }

  Reference make_reference(const GuidedPair& pair) const {
    const LineGrid grid = chain_law(pair, chain()).law().grid();  // where law and cost live
    const Domain domain{grid.y_min, grid.y_max()};
    double narrowest = std::numeric_limits<double>::infinity();
    for (const auto& step : make_steps<double>(chain(), pair)) narrowest = std::min(narrowest, step.S);
    constexpr double beyond = 2.0;
    const auto at = [&](double share) {
      return banded_cost(pair, chain(), {domain.low - beyond, domain.high + beyond, share * narrowest, 10.0});
    };
    const BandedCost fine = at(0.2);
    Reference reference{
        domain, {domain.low - beyond, 0.2 * narrowest, Column<double>(fine.law.density.size()), 0.0}, {}};
    for (Eigen::Index i = 0; i < fine.law.density.size(); ++i) {
      reference.law.log_density[i] = static_cast<double>(log(fine.law.density[i]));
    }
    reference.cost = {static_cast<double>(fine.cost), static_cast<double>(abs(fine.cost - at(0.25).cost)),
                      "banded rule in 50 digits"};
    return reference;
  }

  std::vector<Case> cases_;
  GridRefinement parameters_;
  ComputedOnce<std::size_t, Reference> references_;  ///< by case
};

}  // namespace

std::vector<double> default_spacings() {
  std::vector<double> spacings;
  for (double h = 0.8; h > 0.12; h *= 0.85) spacings.push_back(h);
  return spacings;
}

Study grid_refinement_study(std::vector<Case> cases, GridRefinement parameters) {
  const auto run = std::make_shared<GridRefinementRun>(std::move(cases), std::move(parameters));
  Study study;
  study.units = run->units();
  study.row = [run](std::size_t unit, int) { return run->row(unit); };
  study.tables = [run](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{"grid_refinement", run->table(rows)}};
  };
  return study;
}

}  // namespace plumbline
