#include "theory/law/backward.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "theory/law/gauss_hermite.hpp"
#include "theory/law/local_interpolation.hpp"
#include "theory/score/guided_score.hpp"

namespace plumbline {

Column<double> backward_log_value(const GuidedPair& pair, std::span<const Step<double>> steps, const LineGrid& grid,
                                  const std::function<Column<double>(const Column<double>&)>& log_f,
                                  const BackwardOptions& options) {
  const int n_nodes = options.n_nodes;
  const LineScores<double> scores(pair);
  const NormalRule& rule = normal_rule(n_nodes);
  const Column<double> y = grid.points();
  double S_largest = 0.0;
  for (const auto& step : steps) S_largest = std::max(S_largest, step.S);
  const double reach = rule.nodes.back() * S_largest + 0.5 * (grid.y_max() - grid.y_min);
  const auto pad = static_cast<Eigen::Index>(reach / grid.spacing) + stencil_size;
  const LineGrid wide = grid.widened(pad);
  Column<double> padded = log_f(wide.points());
  NoisedScores<double> noised;
  const Eigen::Map<const Column<double>> x(rule.nodes.data(), n_nodes);
  Column<double> exponents(n_nodes);
  for (std::size_t n = steps.size(); n-- > 0;) {
    const auto& [time, A, B, S, omega] = steps[n];
    scores.evaluate(time, y, noised);
    const Column<double> m = A * y + B * guided_score(noised.score, noised.score_reweighted, omega);
    Column<double> next(grid.n);
    Column<double> slope(grid.n);
    for (Eigen::Index i = 0; i < grid.n; ++i) {
      for (int j = 0; j < n_nodes; ++j) {
        const double place = (m[i] + S * rule.nodes[static_cast<std::size_t>(j)] - wide.y_min) / wide.spacing;
        const double inside = std::clamp(place, double{stencil_size}, static_cast<double>(wide.n - 1 - stencil_size));
        exponents[j] = interpolate(padded, inside) + std::log(rule.weights[static_cast<std::size_t>(j)]);
      }
      const double largest = exponents.maxCoeff();
      const Column<double> share = (exponents - largest).exp();
      next[i] = largest + std::log(share.sum());
      slope[i] = (share * x).sum() / (share.sum() * S);  // d/dm E v(m + S x) = E[v x] / S
    }
    if (options.on_step) options.on_step(n + 1, next, slope);
    padded.segment(pad, grid.n) = next;
    continue_parabola(padded, pad);
  }
  return padded.segment(pad, grid.n);
}

}  // namespace plumbline
