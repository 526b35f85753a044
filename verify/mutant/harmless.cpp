#include "verify/mutant/harmless.hpp"

#include "theory/problem/schedule.hpp"

namespace plumbline {
namespace {

constexpr std::int64_t compared_paths = 64;
constexpr double rounding = 1e-12;  // of the size of the states; single precision does a hundred thousand times more

Chain chain_of(Scheme scheme) {
  // coefficients that change from step to step, and a w that is neither 0 nor 1
  return {make_grid(Schedule::cosine, {32}, {1e-4}, {0.99}), scheme, {{0.7}}, Start::exact};
}

/// End states of the second block of paths: one that repeats the first would show. Run: Transitions or RuleRun.
template <class Run>
Eigen::MatrixXd end_states(const GuidedPair& pair, const Run& run, Fault fault) {
  EnsembleOptions options;
  options.paths = compared_paths;
  options.first_path = paths_per_block;
  options.threads = 1;
  options.fault = fault;
  Eigen::MatrixXd states;
  sample_paths(pair, run, options, [&](std::int64_t, const Eigen::MatrixXd& block) { states = block; });
  return states;
}

bool are_equal(const Eigen::MatrixXd& truth, const Eigen::MatrixXd& other) {
  const double size = truth.cwiseAbs().maxCoeff();
  return (truth - other).cwiseAbs().maxCoeff() <= rounding * size;
}

/// The same for a mutant that has a step of its own for some schemes.
bool has_harmless_rules(const Mutant& mutant, const GuidedPair& pair) {
  for (const Scheme& scheme : tried_schemes()) {
    const auto wrong = mutant.change_rule(scheme);
    if (!wrong) continue;
    const Chain chain = chain_of(scheme);
    const Eigen::MatrixXd truth = end_states(pair, make_rule_run(chain, pair), Fault::none);
    if (!are_equal(truth, end_states(pair, make_rule_run(chain, pair, *wrong), mutant.fault))) return false;
  }
  return true;
}

}  // namespace

bool is_harmless(const Mutant& mutant, const GuidedPair& pair) {
  if (mutant.change_rule && !has_harmless_rules(mutant, pair)) return false;
  for (const Scheme scheme : all_schemes) {
    const Transitions run = make_transitions(chain_of(scheme), pair);
    Transitions changed_run = run;
    GuidedPair changed_pair = pair;
    if (mutant.change_pair) mutant.change_pair(changed_pair);
    if (mutant.change_steps) mutant.change_steps(changed_run.steps);
    const Eigen::MatrixXd truth = end_states(pair, run, Fault::none);
    if (!are_equal(truth, end_states(changed_pair, changed_run, mutant.fault))) return false;
  }
  return true;
}

}  // namespace plumbline
