#include "verify/mutant/harmless.hpp"

#include "theory/problem/schedule.hpp"

namespace plumbline {
namespace {

constexpr std::int64_t n_paths = 64;
constexpr double rounding = 1e-12;  // of the size of the states; single precision does a hundred thousand times more

Chain chain_of(Scheme scheme) {
  // coefficients that change from step to step, and a w that is neither 0 nor 1
  return {make_grid(Schedule::cosine, {32}, {1e-4}, {0.99}), scheme, {{0.7}}, Start::exact};
}

/// End states of the second block of paths: one that repeats the first would show.
Eigen::MatrixXd end_states(const GuidedPair& pair, const Transitions& run, Fault fault) {
  EnsembleOptions options;
  options.paths = n_paths;
  options.first_path = paths_per_block;
  options.threads = 1;
  options.fault = fault;
  Eigen::MatrixXd states;
  sample_paths(pair, run, options, [&](std::int64_t, const Eigen::MatrixXd& block) { states = block; });
  return states;
}

}  // namespace

bool is_harmless(const Mutant& mutant, const GuidedPair& pair) {
  for (const Scheme scheme : all_schemes) {
    const Transitions run = make_transitions(chain_of(scheme), pair);
    Transitions changed_run = run;
    GuidedPair changed_pair = pair;
    if (mutant.change_pair) mutant.change_pair(changed_pair);
    if (mutant.change_steps) mutant.change_steps(changed_run.steps);
    const Eigen::MatrixXd truth = end_states(pair, run, Fault::none);
    const Eigen::MatrixXd other = end_states(changed_pair, changed_run, mutant.fault);
    const double size = truth.cwiseAbs().maxCoeff();
    if (!((truth - other).cwiseAbs().maxCoeff() <= rounding * size)) return false;
  }
  return true;
}

}  // namespace plumbline
