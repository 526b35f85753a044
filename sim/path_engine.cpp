#include "sim/path_engine.hpp"

#include <cmath>

#include "sim/simd/kernels.hpp"

namespace plumbline {
namespace {

/// Kernels work on whole packs of vectors: the number of rows that covers `n` paths.
std::int64_t whole_packs(std::int64_t n) { return (n + 31) / 32 * 32; }

StepRequest<double> request_for(const Step<double>& step, const PathBlock& block) {
  return {step.A, step.B, step.S, step.omega, whole_packs(block.size()), block.size(), paths_per_block};
}

/// The pair that guides nothing: both its laws are the base law.
GuidedPair unguided(GuidedPair pair) {
  pair.reweighted = pair.base;
  return pair;
}

}  // namespace

PathEngine::PathEngine(const GuidedPair& pair, const NoiseSource& noise)
    : pair_(pair), noise_(noise), tables_(pair), base_tables_(unguided(pair)) {}

void PathEngine::start(PathBlock& block, std::int64_t first_path, std::int64_t n, Start start, Time time) const {
  const double t0 = time.value;
  block = PathBlock(pair_.dimension(), first_path, n);
  block.y() = start_normals(noise_, first_path, pair_.dimension());
  if (const auto variance = noise_start_variance(start, time)) {
    if (*variance != 1.0) block.y() *= std::sqrt(*variance);
    return;
  }
  const Eigen::VectorXd& weights = start == Start::exact ? pair_.base : pair_.reweighted;
  for (std::int64_t i = 0; i < paths_per_block; ++i) {
    const double u = start_uniform(noise_, first_path + i);
    Eigen::Index k = 0;
    for (double below = weights[0]; k + 1 < weights.size() && below < u; below += weights[k]) ++k;
    const Gaussian& component = pair_.components[static_cast<std::size_t>(k)];
    const Covariance& covariance = component.covariance;
    Eigen::VectorXd y =
        ((t0 * covariance.eigenvalues().array() + (1.0 - t0)).sqrt() * block.y().row(i).transpose()).matrix();
    if (!covariance.is_axis_aligned()) y = (covariance.rotation() * y).eval();
    block.y().row(i) = (y + std::sqrt(t0) * component.mean).transpose().array();
  }
}

StepTables PathEngine::lay_out(std::span<const StepTables::Steps> chains) const {
  return {tables_, base_tables_, chains};
}

std::int64_t PathEngine::advance(PathBlock& block, StepTables::Steps steps, std::int64_t first_step) const {
  return advance({&block, 1}, lay_out({&steps, 1}), first_step);
}

std::int64_t PathEngine::advance(std::span<PathBlock> blocks, const StepTables& chains, std::int64_t first_step,
                                 const AddedScore& added) const {
  NoiseWindow noise(noise_, blocks.front().first_path(), whole_packs(blocks.front().size()), pair_.dimension());
  ComponentTable<double> scratch;
  std::int64_t n_far = 0;
  for (std::size_t n = 0; n < chains.n_steps(); ++n) {
    const double* z = noise.at(first_step + static_cast<std::int64_t>(n));
    for (std::size_t c = 0; c < blocks.size(); ++c) {
      PathBlock& block = blocks[c];
      const Step<double>& step = chains.step(c, n);
      const Eigen::ArrayXXd more = added ? added(c, step, block) : Eigen::ArrayXXd();
      n_far += take_step(chains.table(c, n, scratch), request_for(step, block), z, block.y().data());
      if (more.size() > 0) block.y().topRows(block.size()) += step.B * more;
      if (noise_.fault == Fault::float_state) block.y() = block.y().cast<float>().cast<double>();
    }
  }
  return n_far;
}

std::int64_t PathEngine::advance_with_noise(PathBlock& block, const Step<double>& step,
                                            const Eigen::ArrayXXd& noise) const {
  ComponentTable<double> table;
  (step.omega == 0.0 ? base_tables_ : tables_).make(step.time, table);
  return take_step(table, request_for(step, block), noise.data(), block.y().data());
}

std::vector<Step<double>> PathEngine::evaluations(const RuleRun& run) {
  using States = SteppingRule::States;
  std::vector<Step<double>> steps;
  const auto score = [&](double t, const States& y) {
    if (!run.guidance.is_linear()) steps.push_back({t, 0.0, 1.0, 0.0, 0.0});
    steps.push_back({t, 0.0, 1.0, 0.0, run.omega(t)});
    return States(States::Zero(y.size()));
  };
  run_without_noise(run, all_steps(run.grid), States::Zero(1), score);
  return steps;
}

std::int64_t PathEngine::advance(PathBlock& block, const RuleRun& run, const StepTables& scores,
                                 std::size_t chain) const {
  using States = SteppingRule::States;
  const Eigen::Index n_numbers = block.y().size();
  NoiseWindow noise(noise_, block.first_path(), whole_packs(block.size()), pair_.dimension());
  ComponentTable<double> scratch;
  std::int64_t n_far = 0;
  std::size_t next_score = 0;
  std::int64_t next_normals = 0;
  const auto next = [&](const States& y) {
    const std::size_t k = next_score++;
    States G = y;
    const StepRequest<double> request = request_for(scores.step(chain, k), block);
    n_far += take_step(scores.table(chain, k, scratch), request, block.y().data(), G.data());
    return G;
  };
  const auto score = [&](double t, const States& y) {
    if (run.guidance.is_linear()) return next(y);
    using Paths = Eigen::Map<const Eigen::ArrayXXd>;
    const auto paths = [&](const States& x) { return Paths(x.data(), block.y().rows(), block.y().cols()); };
    const States base = next(y);
    States G = next(y);
    G += change_of_guided_score(run.guidance, t, paths(y), paths(base), paths(G)).reshaped();
    return G;
  };
  const auto normals = [&] { return Eigen::Map<const States>(noise.at(next_normals++), n_numbers); };
  States y = Eigen::Map<const States>(block.y().data(), n_numbers);
  SteppingRule::Memory memory;
  for (std::size_t n = 0; n + 1 < run.grid.times().size(); ++n) {
    y = run.rule.advance(step_place(run.grid, n), y, score, normals, memory);
    if (noise_.fault == Fault::float_state) y = y.cast<float>().cast<double>().eval();
  }
  Eigen::Map<States>(block.y().data(), n_numbers) = y;
  return n_far;
}

std::vector<double> PathEngine::log_cost(const PathBlock& block, double t) const {
  ComponentTable<double> table;
  tables_.make(t, table);
  std::vector<double> log_h(paths_per_block);
  log_ratio(table, {block.y().data(), whole_packs(block.size()), paths_per_block}, log_h.data());
  log_h.resize(static_cast<std::size_t>(block.size()));
  for (double& x : log_h) x += std::log(pair_.expected);
  return log_h;
}

}  // namespace plumbline
