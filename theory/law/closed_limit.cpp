#include "theory/law/closed_limit.hpp"

#include <algorithm>
#include <memory>

#include "theory/law/grid_choice.hpp"
#include "theory/law/line_tail.hpp"

namespace plumbline {
namespace {

bool guided_throughout_by(const GuidedPair& pair, const LimitSpec& spec, double omega) {
  return std::ranges::all_of(stretches(pair, spec), [omega](const Stretch& part) { return part.omega == omega; });
}

bool keeps_to_base(const GuidedPair& pair, const LimitSpec& spec) {
  return spec.start == Start::exact && guided_throughout_by(pair, spec, 0.0);
}
bool keeps_to_reweighted(const GuidedPair& pair, const LimitSpec& spec) {
  return spec.start == Start::reweighted && guided_throughout_by(pair, spec, -1.0);
}

/// A grid on which the law at tend, and what its cost-weighted means live on, can be interpolated.
LineGrid grid_at_end(const LineScores<double>& scores, const GuidedPair& pair, const LimitSpec& spec,
                     const LawOptions& options) {
  constexpr double caution = 1000.0;
  constexpr std::int64_t n_steps = 1024;
  Transitions run = limit_run(pair, spec, n_steps);
  const Domain domain = choose_domain(scores, run, {options.least_power, options.cost_power});
  run.steps.erase(run.steps.begin(), run.steps.end() - 1);
  return choose_grid(scores, run, domain, options.tolerance / caution);
}

}  // namespace

bool limit_is_closed(const GuidedPair& pair, const LimitSpec& spec) {
  return keeps_to_base(pair, spec) || keeps_to_reweighted(pair, spec);
}

std::optional<LimitLaw> closed_limit_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options) {
  if (!limit_is_closed(pair, spec)) return std::nullopt;
  const bool stays_base = keeps_to_base(pair, spec);
  constexpr double rounding = 4e-14;  // as of a chain of one step
  const auto scores = std::make_shared<const LineScores<double>>(pair);
  const ScoreField field = [scores](const double& t, const Column<double>& y, NoisedScores<double>& out) {
    scores->evaluate(t, y, out);
  };
  const auto density_on = [&](const LineGrid& points) {
    NoisedScores<double> noised;
    scores->evaluate(spec.tend.value, points.points(), noised);
    GridLaw law{points.y_min, points.spacing, noised.log_density, 0.0};
    if (!stays_base) law.log_density += noised.log_h - scores->log_expected();
    return law;
  };
  const LineGrid grid = options.grid ? *options.grid : grid_at_end(*scores, pair, spec, options);
  const FarScores<double> far = scores->far_scores(spec.tend.value, Side::right);
  const auto growth = [scores](double t) { return cost_tail(*scores, t, Side::right).growth; };
  return LimitLaw({density_on(grid), density_on(coarsened(grid)), field, spec.tend,
                   stays_base ? far.variance_base : far.variance_reweighted, growth, rounding,
                   stays_base ? "p itself, unguided from p (F1)" : "p^J itself, at omega = -1 from p^J (O4)"});
}

}  // namespace plumbline
