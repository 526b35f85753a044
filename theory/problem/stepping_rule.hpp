#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <functional>
#include <utility>

#include "theory/problem/chain.hpp"
#include "theory/problem/scheme.hpp"

namespace plumbline {

/// A step of any rule, its kind forgotten: what exact laws, ensembles and path-by-path checks have in common. Affine
/// rules are here as A y + B G + S Z. States are an array of shape (n) of numbers that move independently of one another
/// but for G: points of the line, or the coordinates of many paths.
struct SteppingRule {
  using States = Eigen::ArrayXd;
  using Score = std::function<States(double t, const States& y)>;
  using Normals = std::function<Eigen::Map<const States>()>;  ///< a view, until the next call
  using Memory = RuleMemory<States>;

  std::function<States(const StepPlace&, const States& y, const Score&, const Normals&, Memory&)> advance;
  std::function<double(const StepPlace&)> noise;  ///< standard deviation of the normal that is added as it is
  NoisePlace noise_place = NoisePlace::none;
  bool remembers = false;
};

/// For Normals whose numbers somebody keeps.
inline Eigen::Map<const SteppingRule::States> view_of(const SteppingRule::States& states) {
  return {states.data(), states.size()};
}

/// That of a rule; rules that are not in the list of Rules too, as wrong ones are.
template <class Rule>
SteppingRule stepping_rule_of(const Rule& rule) {
  using States = SteppingRule::States;
  if constexpr (AffineRule<Rule>) {
    return {[rule](const StepPlace& place, const States& y, const auto& G, const auto& normals, auto&) -> States {
              const auto [A, B, S] = rule.template coefficients<double>(place.from, place.to);
              const States mean = A * y + B * G(place.from, y);
              if (S == 0.0) return mean;
              return mean + S * normals();
            },
            [rule](const StepPlace& place) { return rule.template coefficients<double>(place.from, place.to).S; },
            NoisePlace::at_end, false};
  } else {
    return {[rule](const StepPlace& place, const States& y, const auto& G, const auto& normals, auto& memory) {
              return rule.advance(place, y, G, normals, memory);
            },
            [rule](const StepPlace& place) { return rule.noise(place); }, Rule::noise_place, Rule::remembers};
  }
}

SteppingRule stepping_rule(const Scheme& scheme);

/// Whether the rule is one affine step, AffineRule.
bool is_affine(const Scheme& scheme);

/// A run of any rule, as ensembles execute it: what a chain is once its pair is known.
struct RuleRun {
  SteppingRule rule;
  TimeGrid grid;
  std::function<double(double t)> omega;  ///< signed guidance at the time of a score
  Start start = Start::exact;
  GuidanceRule guidance{};  ///< what is made of omega and the two scores
};

/// The run of a chain with that pair; `rule` may be another one than that of its scheme.
RuleRun make_rule_run(const Chain& chain, const GuidedPair& pair, SteppingRule rule);
RuleRun make_rule_run(const Chain& chain, const GuidedPair& pair);
/// The same under any guidance rule, for ensembles, which read RuleRun::guidance; the others throw InputError for one
/// that is not linear.
RuleRun make_ensemble_run(const Chain& chain, const GuidedPair& pair);
/// Whether a chain is no more than the steps that make_steps() gives.
bool is_all_steps(const Chain& chain);

/// The step n = 0, 1, .. of a grid.
inline StepPlace step_place(const TimeGrid& grid, std::size_t n) {
  return {grid.times()[n], grid.times()[n + 1], static_cast<double>(grid.steps().value)};
}

/// Steps first .. end - 1.
struct StepRange {
  std::size_t first;
  std::size_t end;
};

/// All steps of a grid.
inline StepRange all_steps(const TimeGrid& grid) { return {0, grid.times().size() - 1}; }

/// The states after these steps of a run, from the states before the first of them, which remembers nothing:
///   y <- rule(y, G, Z),   G = G(t, y) of the shape of y, every normal Z what normals() yields, in the order of drawing.
/// `run` is anything with a rule and a grid.
template <class Run>
SteppingRule::States run_steps(const Run& run, const StepRange& range, SteppingRule::States states,
                               const SteppingRule::Score& G, const SteppingRule::Normals& normals) {
  SteppingRule::Memory memory;
  for (std::size_t n = range.first; n < range.end; ++n) {
    states = run.rule.advance(step_place(run.grid, n), states, G, normals, memory);
  }
  return states;
}

/// The same where every normal is 0.
template <class Run>
SteppingRule::States run_without_noise(const Run& run, const StepRange& range, const SteppingRule::States& states,
                                       const SteppingRule::Score& G) {
  const SteppingRule::States zero = SteppingRule::States::Zero(states.size());
  return run_steps(run, range, states, G, [&zero] { return view_of(zero); });
}

}  // namespace plumbline
