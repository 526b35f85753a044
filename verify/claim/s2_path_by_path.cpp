#include <fmt/format.h>

#include <algorithm>

#include "sim/ensemble.hpp"
#include "sim/path_engine.hpp"
#include "theory/score/point_scores.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace s2 {

constexpr StepCount steps{32};
constexpr std::int64_t n_paths = 32;
constexpr std::int64_t first_path = paths_per_block;  // the second block: a counter that wraps would show
/// What rounding may do over 32 steps, of the size of the states on the way, our choice; single precision does a
/// thousand times more.
constexpr double rounding = 1e-10;

/// A schedule whose coefficients change from step to step, which those of the log-uniform one do not.
Chain chain_of(Scheme scheme) {
  return {make_grid(Schedule::cosine, steps, Workbench::t0, Workbench::tend), scheme, {{1.0}}, Start::exact};
}

/// End states, and the largest number that rounding was relative to: a coordinate of a state or of a mean.
struct Recursion {
  Eigen::MatrixXd end;
  double size = 0.0;
};

double largest_mean(const GuidedPair& pair) {
  double largest = 0.0;
  for (const Gaussian& gaussian : pair.components) largest = std::max(largest, gaussian.mean.cwiseAbs().maxCoeff());
  return largest;
}

/// The recursion (27) as it stands, one path and one state at a time, on the random numbers of the sampler.
Recursion plain_recursion(const GuidedPair& pair, const Chain& chain, Seed seed) {
  const NoiseSource source{seed, number(Stream::s2), Fault::none};
  PathBlock block;
  PathEngine(pair, source).start(block, first_path, n_paths, chain.start, chain.grid.first());
  Eigen::MatrixXd y = block.states();
  NoiseWindow noise(source, first_path, n_paths, pair.dimension());
  std::int64_t n = 0;
  double size = std::max(largest_mean(pair), y.cwiseAbs().maxCoeff());
  for (const auto& [time, A, B, S, omega] : make_steps<double>(chain, pair)) {
    const double* z = noise.at(n++);
    for (Eigen::Index i = 0; i < y.cols(); ++i) {
      const PointScores at = point_scores(pair, time, y.col(i));
      for (Eigen::Index j = 0; j < y.rows(); ++j) {
        const double guided = at.score[j] + omega * (at.score[j] - at.score_reweighted[j]);
        y(j, i) = A * y(j, i) + B * guided + S * z[j * paths_per_block + i];
      }
    }
    size = std::max(size, y.cwiseAbs().maxCoeff());
  }
  return {y, size};
}

/// The same for a rule with stages or a memory: its formula on the states of all paths, flattened, with scores one point
/// at a time.
Recursion plain_rule(const GuidedPair& pair, const Chain& chain, Seed seed) {
  using States = SteppingRule::States;
  const NoiseSource source{seed, number(Stream::s2), Fault::none};
  PathBlock block;
  PathEngine(pair, source).start(block, first_path, n_paths, chain.start, chain.grid.first());
  const Eigen::MatrixXd start = block.states();
  const Eigen::Index d = start.rows();
  NoiseWindow noise(source, first_path, n_paths, d);
  const RuleRun run = make_rule_run(chain, pair);
  const auto score = [&](double t, const States& y) {
    States G(y.size());
    for (Eigen::Index i = 0; i < n_paths; ++i) {
      const PointScores at = point_scores(pair, t, y.segment(i * d, d).matrix());
      G.segment(i * d, d) = (at.score + run.omega(t) * (at.score - at.score_reweighted)).array();
    }
    return G;
  };
  std::int64_t n_drawn = 0;
  States drawn(n_paths * d);
  const auto normals = [&] {
    const double* z = noise.at(n_drawn++);
    for (Eigen::Index i = 0; i < n_paths; ++i) {
      for (Eigen::Index j = 0; j < d; ++j) drawn[i * d + j] = z[j * paths_per_block + i];
    }
    return view_of(drawn);
  };
  States y = Eigen::Map<const States>(start.data(), start.size());
  double size = std::max(largest_mean(pair), y.abs().maxCoeff());
  SteppingRule::Memory memory;
  for (std::size_t n = 0; n + 1 < run.grid.times().size(); ++n) {
    y = run.rule.advance(step_place(run.grid, n), y, score, normals, memory);
    size = std::max(size, y.abs().maxCoeff());
  }
  return {Eigen::Map<const Eigen::MatrixXd>(y.data(), d, n_paths), size};
}

std::vector<Scheme> schemes() {
  std::vector<Scheme> all(all_schemes.begin(), all_schemes.end());
  all.insert(all.end(), tried_schemes().begin(), tried_schemes().end());
  return all;
}

std::vector<Check> check(Workbench& bench) {
  std::vector<Check> checks;
  for (const Scheme& scheme : schemes()) {
    const Chain chain = chain_of(scheme);
    EnsembleOptions options = bench.ensemble_options(n_paths, Stream::s2);
    options.first_path = first_path;
    Eigen::MatrixXd sampled;
    bench.sample_sampler(chain, options, [&](std::int64_t, const Eigen::MatrixXd& states) { sampled = states; });
    const Recursion plain = is_affine(scheme) ? plain_recursion(bench.pair(), chain, options.seed)
                                              : plain_rule(bench.pair(), chain, options.seed);
    const double difference = (sampled - plain.end).cwiseAbs().maxCoeff();
    const double allowed = rounding * plain.size;
    checks.push_back(exactly_equal(fmt::format("largest |Y_N - plain recursion| of {} paths, {}, cosine, N = {}",
                                               n_paths, name(scheme), steps.value),
                                   {difference, allowed, "the sampler's own paths, but for rounding"},
                                   {0.0, 0.0, "the recursion"}, allowed));
  }
  return checks;
}

}  // namespace s2

Claim claim_s2() {
  return {"S2",
          "every path of the sampler is the recursion (27), or that of its rule, of its own random numbers",
          "ours",
          "the recursion written out, with scores one point at a time",
          [](const Workbench&) { return std::string(); },
          s2::check};
}

}  // namespace plumbline
