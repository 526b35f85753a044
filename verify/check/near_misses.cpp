#include "verify/check/near_misses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "theory/base/input_error.hpp"
#include "verify/mutant/mutant.hpp"

namespace plumbline {
namespace {

using Steps = std::vector<Step<double>>;

/// Mutants that are chains with another w: add_guidance() has them as chains, whose laws are known in the plane too.
bool stands_as_chain(const Mutant& mutant) {
  return mutant.name == "wrong-sign" || mutant.name == "no-guidance" || mutant.name == "w-off-by-one";
}

/// Collects the near misses of one chain.
class Collection {
 public:
  Collection(const Case& problem, const Chain& chain) : problem_(problem), chain_(chain) {}

  void add_chain(const std::string& sentence, Chain other) {
    found_.push_back({sentence, {problem_.pair, std::move(other), {}}});
  }

  void add_steps(const std::string& sentence, const std::function<void(Steps&)>& change) {
    Steps steps = make_steps<double>(chain_, problem_.pair);
    change(steps);
    if (steps.empty()) return;
    found_.push_back({sentence, {problem_.pair, chain_, std::move(steps)}});
  }

  void add_pair(const std::string& sentence, GuidedPair pair) {
    found_.push_back({sentence, {std::move(pair), chain_, {}}});
  }

  void add_mutants() {
    for (const Mutant& mutant : mutant_catalogue()) {
      if (mutant.fault != Fault::none || stands_as_chain(mutant)) continue;
      SamplerLaw sampler{problem_.pair, chain_, {}};
      if (mutant.change_pair) mutant.change_pair(sampler.pair);
      if (mutant.change_steps) {
        sampler.steps = make_steps<double>(chain_, sampler.pair);
        mutant.change_steps(sampler.steps);
        if (sampler.steps.empty()) continue;
      }
      found_.push_back({mutant.about, std::move(sampler)});
    }
  }

  std::vector<NearMiss> take() { return std::move(found_); }

 private:
  const Case& problem_;
  const Chain& chain_;
  std::vector<NearMiss> found_;
};

void add_guidance(Collection& found, const Chain& chain) {
  const double w = chain.guidance.scale.value;
  const auto at = [&](double other) {
    Chain changed = chain;
    changed.guidance.scale = {other};
    return changed;
  };
  if (w != 0.0) {
    found.add_chain(find_mutant("no-guidance").about, at(0.0));
    found.add_chain(find_mutant("wrong-sign").about, at(-w));
    if (w != 1.0) found.add_chain(find_mutant("w-off-by-one").about, at(w - 1.0));
  }
  found.add_chain(fmt::format("guides with w = {}: it adds 1 to a w that does not want it", w + 1.0), at(w + 1.0));
  if (w != 0.0 && w != 1.0) {  // w = 0 has no double; twice 1 stands there already
    found.add_chain(fmt::format("guides with w = {}: twice the scale", 2.0 * w), at(2.0 * w));
  }
  if (w != 0.0) found.add_chain(fmt::format("guides with w = {}: half the scale", 0.5 * w), at(0.5 * w));
  if (w != 1.0) found.add_chain("samples the reweighted (unconditional) law: w = -1", at(-1.0));
  if (chain.guidance.is_constant()) return;
  Chain everywhere = chain;
  everywhere.guidance = {chain.guidance.scale};
  found.add_chain("guides at all times, without the window", everywhere);
}

/// Guidance toward another class of the same mixture.
void add_classes(Collection& found, const Case& problem) {
  std::set<int> labels;
  for (const Component& component : problem.mixture.components()) labels.insert(component.label);
  const auto is_ours = [&](const GuidedPair& pair) {
    return pair.size() == problem.pair.size() && pair.base == problem.pair.base &&
           pair.reweighted == problem.pair.reweighted;
  };
  const auto toward = [&](int label) { return classifier_free_pair(problem.mixture, label); };
  if (std::none_of(labels.begin(), labels.end(), [&](int label) { return is_ours(toward(label)); })) return;
  for (const int label : labels) {
    if (GuidedPair pair = toward(label); !is_ours(pair)) {
      found.add_pair(fmt::format("guides toward class {}", label), std::move(pair));
    }
  }
}

void add_steps(Collection& found, const Chain& chain) {
  found.add_steps("takes every score at the end of its step, the last one too", [&](Steps& steps) {
    for (std::size_t n = 0; n < steps.size(); ++n) steps[n].time = chain.grid.times()[n + 1];
  });
  found.add_steps("leaves out the first step", [](Steps& steps) { steps.erase(steps.begin()); });
  found.add_steps("takes the last step twice", [](Steps& steps) { steps.push_back(steps.back()); });
  found.add_steps("takes the first step twice", [](Steps& steps) { steps.insert(steps.begin(), steps.front()); });
  found.add_steps("takes guidance one step late", [](Steps& steps) {
    for (std::size_t n = steps.size() - 1; n > 0; --n) steps[n].omega = steps[n - 1].omega;
    steps.front().omega = 0.0;
  });
  // An exact law needs some noise; a twentieth of it is told from none by nobody's samples.
  found.add_steps("adds no noise in the last step", [](Steps& steps) { steps.back().S *= 0.05; });
  found.add_steps("has noise smaller by the square root of 2", [](Steps& steps) {
    for (Step<double>& step : steps) step.S *= std::sqrt(0.5);
  });
  found.add_steps("has half the noise", [](Steps& steps) {
    for (Step<double>& step : steps) step.S *= 0.5;
  });
  found.add_steps("takes its steps in the reverse order",
                  [](Steps& steps) { std::reverse(steps.begin(), steps.end()); });
}

void add_other_chains(Collection& found, const Chain& chain, Schedule schedule) {
  const Time t0 = chain.grid.first(), tend = chain.grid.last();
  const StepCount n = chain.grid.steps();
  for (const Start start : {Start::exact, Start::gaussian, Start::reweighted}) {
    if (start == chain.start) continue;
    Chain changed = chain;
    changed.start = start;
    found.add_chain(fmt::format("starts from the {} law", name(start)), changed);
  }
  const std::vector<Scheme> others{Ddpm{}, Exponential{}, Euler{}, DdpmLarge{}, DdpmSmall{}, Ddim{0.5}};
  for (const Scheme& scheme : others) {
    if (scheme == chain.scheme) continue;
    Chain changed = chain;
    changed.scheme = scheme;
    found.add_chain(fmt::format("takes the steps of {}", name(scheme)), changed);
  }
  const auto add_grid = [&](const std::string& sentence, Schedule other, StepCount steps) {
    const std::optional<TimeGrid> grid = grid_if_any(other, steps, t0, tend);
    if (grid) found.add_chain(sentence, {*grid, chain.scheme, chain.guidance, chain.start});
  };
  for (const Schedule other : all_schedules) {
    if (other != schedule) add_grid(fmt::format("runs on the schedule {}", name(other)), other, n);
  }
  for (const std::int64_t steps : {n.value - 1, n.value + 1, n.value / 2, 2 * n.value}) {
    if (steps >= 1) add_grid(fmt::format("takes {} steps", steps), schedule, {steps});
  }
}

}  // namespace

std::vector<NearMiss> near_misses(const Case& problem, const Chain& chain, Schedule schedule) {
  Collection found(problem, chain);
  found.add_mutants();
  add_guidance(found, chain);
  add_classes(found, problem);
  add_steps(found, chain);
  add_other_chains(found, chain, schedule);
  return found.take();
}

}  // namespace plumbline
