#include "theory/problem/stepping_rule.hpp"

#include <type_traits>

namespace plumbline {

SteppingRule stepping_rule(const Scheme& scheme) {
  return scheme.visit([](const auto& rule) { return stepping_rule_of(rule); });
}

RuleRun make_rule_run(const Chain& chain, const GuidedPair& pair, SteppingRule rule) {
  return {std::move(rule), chain.grid, signed_guidance(chain, pair), chain.start, {}};
}

RuleRun make_rule_run(const Chain& chain, const GuidedPair& pair) {
  return make_rule_run(chain, pair, stepping_rule(chain.scheme));
}

RuleRun make_ensemble_run(const Chain& chain, const GuidedPair& pair) {
  RuleRun run = make_rule_run(with_linear_guidance(chain, pair), pair);
  run.guidance = chain.guidance.rule;
  return run;
}

bool is_all_steps(const Chain& chain) { return is_affine(chain.scheme) && chain.guidance.rule.is_linear(); }

bool is_affine(const Scheme& scheme) {
  return scheme.visit([](const auto& rule) { return AffineRule<std::decay_t<decltype(rule)>>; });
}

}  // namespace plumbline
