#include "theory/learned/denoising_loss.hpp"

#include <boost/math/constants/constants.hpp>

#include <cmath>
#include <limits>

#include "theory/learned/noised_grid.hpp"

namespace plumbline {
namespace {

/// A sum, and what its rounding is in proportion to: its terms in size, with a change that is itself a difference of
/// numbers as large as the scores.
struct Sum {
  double value = 0.0;
  double size = 0.0;
};

Column<double> score_size(const NoisedScores<double>& at) { return at.score.abs() + at.score_reweighted.abs(); }

Sum double_sum(const GuidedPair& pair, Learned which, double t, const ScoreChange& change, double per_deviation) {
  const LineScores<double> scores(pair);
  const LineGrid grid = noised_grid(scores, 1.0, per_deviation);
  const Column<double> x = grid.points();
  NoisedScores<double> at;
  scores.evaluate(1.0, x, at);
  const Column<double> weight = noised_weights(at, grid.spacing, which);
  const double noise = std::sqrt(1.0 - t);
  constexpr double reach = 9.0;
  const double h = 1.0 / per_deviation;
  const auto n = static_cast<int>(reach / h);
  Sum sum;
  for (int j = -n; j <= n; ++j) {
    const double z = h * j;
    const double share = h * std::exp(-0.5 * z * z) / boost::math::constants::root_two_pi<double>();
    const Column<double> y = std::sqrt(t) * x + noise * z;
    scores.evaluate(t, y, at);
    const Column<double>& s = which == Learned::base ? at.score : at.score_reweighted;
    const Column<double> e = change(y, at);
    const Column<double> factor = share * weight * (2.0 * (s + z / noise) + e);
    sum.value += (factor * e).sum();
    sum.size += (factor.abs() * (e.abs() + score_size(at))).sum();
  }
  return sum;
}

Sum single_sum(const GuidedPair& pair, Learned which, double t, const ScoreChange& change, double per_deviation) {
  const LineScores<double> scores(pair);
  const LineGrid grid = noised_grid(scores, t, per_deviation);
  NoisedScores<double> at;
  scores.evaluate(t, grid.points(), at);
  const Column<double> weight = noised_weights(at, grid.spacing, which);
  const Column<double> e = change(grid.points(), at);
  return {(weight * e.square()).sum(), (weight * e.abs() * (e.abs() + score_size(at))).sum()};
}

constexpr double fine_grid = 8.0;
constexpr double coarse = 6.0;

/// The sum on the finer grid; its error is the distance to the other's and what rounding leaves.
Value of_two_grids(const Sum& on_fine, const Sum& on_coarse, const char* how) {
  constexpr double rounding = 16.0 * std::numeric_limits<double>::epsilon();
  return {on_fine.value, std::abs(on_fine.value - on_coarse.value) + rounding * on_fine.size, how};
}

}  // namespace

Value excess_loss(const GuidedPair& pair, Learned which, double t, const ScoreChange& change) {
  return of_two_grids(double_sum(pair, which, t, change, fine_grid), double_sum(pair, which, t, change, coarse),
                      "double sum over data and noise");
}

Value weighted_square(const GuidedPair& pair, Learned which, double t, const ScoreChange& change) {
  return of_two_grids(single_sum(pair, which, t, change, fine_grid), single_sum(pair, which, t, change, coarse),
                      "sum over the noised state");
}

}  // namespace plumbline
