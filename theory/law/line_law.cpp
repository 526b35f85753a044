#include "theory/law/line_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/law/grid_choice.hpp"
#include "theory/law/segment_run.hpp"

namespace plumbline {
namespace {

constexpr double first_inner_spacing = 0.5;

void take_in_tail(Domain& domain, const LineTail& tail) {
  constexpr double deviations = 9.5;
  domain.low = std::min(domain.low, tail.mean - deviations * std::sqrt(tail.variance));
  domain.high = std::max(domain.high, tail.mean + deviations * std::sqrt(tail.variance));
}

/// The far field of Y_n under the cost-weighted law of Y_N: both are Gaussian there, and correlated.
std::optional<LineTail> ancestors_tail(const Column<double>& state, const Column<double>& end, const CostTail& cost,
                                       double power) {
  const LineTail tail = tail_of(state);
  const LineTail end_tail = tail_of(end);
  const auto tilted = tilted_tail(end_tail, cost, power);
  if (!tilted) return std::nullopt;
  const Eigen::Index n = state.size() - 1;
  const double factor = (state.tail(n) * end.tail(n)).sum() / end_tail.variance;
  return LineTail{tail.mean + factor * (tilted->mean - end_tail.mean),
                  tail.variance + factor * factor * (tilted->variance - end_tail.variance)};
}

/// A state of the run in the middle of a step that begins with noise, or at its end: where a segment ends.
Column<double> after_segment(const LineRun& run, const std::vector<Column<double>>& states, const ChainSegments& parts,
                             std::size_t k) {
  Column<double> state = states[parts.noisy[k].range.end];
  if (run.rule.noise_place == NoisePlace::at_start) state[2 + static_cast<Eigen::Index>(k)] += parts.noisy[k].S;
  return state;
}

Domain domain_of_run(const LineRun& run, const ChainSegments& parts, double cost_power) {
  Domain domain;
  const LineScores<double>& scores = run.line.scores();
  for (const Time t : {run.grid.first(), run.grid.last()}) {
    for (const auto& [mean, variance] : scores.noised_components(t.value)) take_in_tail(domain, {mean, variance});
  }
  for (const Side side : {Side::left, Side::right}) {
    const std::vector<Column<double>> states = far_states(run, side);
    const CostTail cost = cost_tail(scores, run.grid.last().value, side);
    take_in_tail(domain, tail_of(states.front()));
    for (std::size_t k = 0; k < parts.noisy.size(); ++k) {
      const Column<double> state = after_segment(run, states, parts, k);
      take_in_tail(domain, tail_of(state));
      for (const double power : {1.0, cost_power}) {
        const auto ancestors = ancestors_tail(state, states.back(), cost, power);
        if (ancestors) take_in_tail(domain, *ancestors);
      }
    }
  }
  return domain;
}

void require_joint_affordable(const LineRun& run, const LineGrid& grid) {
  constexpr Eigen::Index most_joint_points = 3000;
  if (!run.rule.remembers || grid.n <= most_joint_points) return;
  throw OutOfReach(Unreached::too_wide,
                   fmt::format("the joint law of two states asks for {} points in each, at most {} are followed",
                               grid.n, most_joint_points),
                   "law of the chain", "ask for fewer steps")
      .reached(static_cast<double>(grid.n));
}

/// The law after the last noise, at both resolutions.
ChainLaw law_of_segments(const LineRun& run, const ChainSegments& parts, const LineGrid& grid, double inner_spacing) {
  constexpr double coarsening = 1.25;
  require_joint_affordable(run, grid);
  GridLaw fine = segment_law(run, parts, grid, inner_spacing);
  GridLaw coarse = segment_law(run, parts, coarsened(grid), coarsening * inner_spacing);
  const std::size_t last = parts.noisy.size() - 1;
  const double end = run.grid.times()[parts.noisy.back().range.end];
  const auto line = run.line;
  const auto growth = [line](double t) { return cost_tail(line.scores(), t, Side::right).growth; };
  const ScoreField field = [line](const double& t, const Column<double>& y, NoisedScores<double>& out) {
    line.scores().evaluate(t, y, out);
  };
  double largest = 0.0;
  for (const double t : run.grid.times()) largest = std::max(largest, std::abs(run.line.omega(t)));
  const double rounding = 5e-15 * (1.0 + largest) * (8.0 + std::sqrt(static_cast<double>(parts.noisy.size())));
  const double variance = tail_of(after_segment(run, far_states(run, Side::right), parts, last)).variance;
  return ChainLaw({std::move(fine), std::move(coarse), field, Time{end}, variance, growth, rounding,
                   fmt::format("exact law, spacings {:.3g} and {:.3g}", grid.spacing, coarsened(grid).spacing)});
}

/// With what follows the last noise.
LineLaw with_rest(const GuidedPair& pair, const LineRun& run, const LimitSpec& ends, const ChainSegments& parts,
                  ChainLaw law) {
  if (parts.rest.first == parts.rest.end) return LineLaw(std::move(law));
  const auto tail = [&](Side side) {
    return tail_of(after_segment(run, far_states(run, side), parts, parts.noisy.size() - 1));
  };
  return LineLaw(MapLaw(pair, ends, noiseless_map(run, parts.rest), law, {tail(Side::left), tail(Side::right)}));
}

LineLaw law_of_run(const GuidedPair& pair, const LineRun& run, const LimitSpec& ends, const LawOptions& options) {
  require_density(pair, ends.tend.value, "law of the chain");
  const ChainSegments parts = segments(run);
  if (parts.noisy.empty()) {
    const LineMap map = noiseless_map(run, {0, run.n_steps()});
    return LineLaw(MapLaw(pair, ends, map, map, options));
  }
  if (run.rule.remembers && parts.rest.end - parts.rest.first > 1) {
    throw InputError("steps without noise follow others with noise, and remember them", "law of the chain",
                     "end the chain at most one step after the last noise");
  }
  const Domain domain = domain_of_run(run, parts, options.cost_power);
  constexpr double loose = 1e-9;  // then 1.35 points a deviation of the noise do, in place of 1.7
  const double share = options.tolerance >= loose ? 1.25 : 1.0;
  LineGrid grid = grid_over(domain, share * natural_spacings(run, parts).back());
  double inner_spacing = first_inner_spacing;
  double last_error = std::numeric_limits<double>::infinity();
  constexpr double helps = 0.5;
  for (int refinement = 0;; ++refinement) {
    LineLaw law = with_rest(pair, run, ends, parts, law_of_segments(run, parts, grid, inner_spacing));
    const double error = law.relative_error(options.cost_power);
    if (error <= options.tolerance || !(error < helps * last_error) || refinement == options.most_refinements) {
      return law;
    }
    last_error = error;
    grid = grid_over(domain, 0.75 * grid.spacing);
    inner_spacing *= 0.85;
  }
}

LimitSpec ends_of(const Chain& chain) {
  return {chain.grid.first(), chain.grid.last(), chain.guidance, chain.start, 0.0};
}

/// An affine chain whose last step alone has no noise.
LineLaw pushed_law(const GuidedPair& pair, const Chain& chain, const LawOptions& options) {
  Transitions before = make_transitions(chain, pair);
  const Step<double> last = before.steps.back();
  before.steps.pop_back();
  if (before.steps.empty()) {
    throw InputError("the only step has no noise", "law of the chain", "choose ddim:0, which is the same chain");
  }
  before.tend = Time{last.time};
  const LineRun run = line_run(pair, chain);
  const auto tail = [&](Side side) { return line_tails(pair, before, side).back(); };
  return LineLaw(MapLaw(pair, ends_of(chain), noiseless_map(run, {run.n_steps() - 1, run.n_steps()}),
                        chain_law(pair, before, options), {tail(Side::left), tail(Side::right)}));
}

}  // namespace

bool LineLaw::is_finite(double q) const {
  return std::visit([q](const auto& law) { return law.is_finite(q); }, law_);
}
std::string LineLaw::why_finite(double q) const {
  if (const auto* map = std::get_if<MapLaw>(&law_)) return map->why_finite(q);
  const ResolvedLaw::Parts& parts = std::get<ChainLaw>(law_).parts();
  return why_cost_finite(q, is_finite(q), parts.growth(parts.end.value), parts.tail_variance);
}
Value LineLaw::expected_cost(double q) const {
  return std::visit([q](const auto& law) { return law.expected_cost(q); }, law_);
}
Value LineLaw::mean() const {
  return std::visit([](const auto& law) { return law.mean(); }, law_);
}
Value LineLaw::second_moment() const {
  return std::visit([](const auto& law) { return law.second_moment(); }, law_);
}
Value LineLaw::mass_defect() const {
  return std::visit([](const auto& law) { return law.mass_defect(); }, law_);
}
std::vector<double> LineLaw::folds() const {
  const auto* map = std::get_if<MapLaw>(&law_);
  return map == nullptr ? std::vector<double>() : map->folds();
}
ResolvedLaw LineLaw::density() const {
  if (const auto* map = std::get_if<MapLaw>(&law_)) return map->density();
  return std::get<ChainLaw>(law_);
}
double LineLaw::relative_error(double power) const {
  return std::visit([power](const auto& law) { return law.relative_error(power); }, law_);
}

bool ends_in_a_map(const Chain& chain) {
  const SteppingRule rule = stepping_rule(chain.scheme);
  return rule.noise_place == NoisePlace::at_start ||
         rule.noise(step_place(chain.grid, chain.grid.times().size() - 2)) == 0.0;
}

LineLaw line_law(const GuidedPair& pair, const Chain& chain, const SteppingRule& rule, const LawOptions& options) {
  return law_of_run(pair, line_run(pair, chain, rule), ends_of(chain), options);
}

LineLaw line_law(const GuidedPair& pair, const Chain& chain, const LawOptions& options) {
  const bool has_map = ends_in_a_map(chain);
  if (is_affine(chain.scheme) && !has_map) return LineLaw(chain_law(pair, chain, options));
  if (is_affine(chain.scheme) && !segments(line_run(pair, chain)).noisy.empty()) return pushed_law(pair, chain, options);
  return line_law(pair, chain, stepping_rule(chain.scheme), options);
}

}  // namespace plumbline
