#include "theory/plane/plane_map.hpp"

#include <fmt/format.h>

#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/law/flow.hpp"
#include "theory/plane/plane_scores.hpp"
#include "theory/problem/stepping_rule.hpp"

namespace plumbline {
namespace {

/// G at time t with that signed guidance.
Eigen::ArrayXd guided_scores(const GuidedPair& pair, double t, double omega, const Eigen::ArrayXd& points) {
  const Eigen::Index n = points.size() / 2;
  const PlaneFields fields = PlaneScores(pair, t)(points.head(n), points.tail(n));
  Eigen::ArrayXd G(points.size());
  G.head(n) = fields.score_x + omega * fields.change_x;
  G.tail(n) = fields.score_y + omega * fields.change_y;
  return G;
}

void require_pair_in_plane(const GuidedPair& pair) {
  if (pair.dimension() == 2) return;
  throw InputError(fmt::format("the problem has dimension {}", pair.dimension()), "map in the plane",
                   "give a case of two dimensions");
}

}  // namespace

PlaneMap plane_chain_map(const GuidedPair& pair, const Chain& chain) {
  require_pair_in_plane(pair);
  const RuleRun run = make_rule_run(chain, pair);
  for (std::size_t n = 0; n + 1 < run.grid.times().size(); ++n) {
    const bool draws = run.rule.noise_place == NoisePlace::inner_too && run.grid.times()[n + 1] < 1.0;
    if (draws || run.rule.noise(step_place(run.grid, n)) > 0.0) {
      throw InputError(fmt::format("{} has noise", name(chain.scheme)), "map in the plane",
                       "choose a scheme without noise");
    }
  }
  return [pair, run](const Eigen::ArrayXd& points) {
    const auto score = [&](double t, const Eigen::ArrayXd& at) { return guided_scores(pair, t, run.omega(t), at); };
    return run_without_noise(run, all_steps(run.grid), points, score);
  };
}

PlaneMap plane_flow_map(const GuidedPair& pair, const LimitSpec& spec, double tolerance) {
  require_pair_in_plane(pair);
  const std::vector<Stretch> parts = stretches(pair, spec);
  return [pair, parts, tolerance](const Eigen::ArrayXd& points) {
    Eigen::ArrayXd states = points;
    for (const Stretch& part : parts) {
      states = flow_over(part, tolerance, states, [&](double t, const Eigen::ArrayXd& at) {
        return guided_scores(pair, t, part.omega, at);
      });
    }
    return states;
  };
}

}  // namespace plumbline
