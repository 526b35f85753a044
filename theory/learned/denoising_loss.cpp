#include "theory/learned/denoising_loss.hpp"

#include <boost/math/constants/constants.hpp>

#include <cmath>

#include "theory/learned/noised_grid.hpp"

namespace plumbline {
namespace {

double double_sum(const GuidedPair& pair, Learned which, double t, const ScoreChange& change, double per_deviation) {
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
  double sum = 0.0;
  for (int j = -n; j <= n; ++j) {
    const double z = h * j;
    const double share = h * std::exp(-0.5 * z * z) / boost::math::constants::root_two_pi<double>();
    const Column<double> y = std::sqrt(t) * x + noise * z;
    scores.evaluate(t, y, at);
    const Column<double>& s = which == Learned::base ? at.score : at.score_reweighted;
    const Column<double> e = change(y, at);
    sum += share * (weight * (2.0 * (s + z / noise) + e) * e).sum();
  }
  return sum;
}

double single_sum(const GuidedPair& pair, Learned which, double t, const ScoreChange& change, double per_deviation) {
  const LineScores<double> scores(pair);
  const LineGrid grid = noised_grid(scores, t, per_deviation);
  NoisedScores<double> at;
  scores.evaluate(t, grid.points(), at);
  return (noised_weights(at, grid.spacing, which) * change(grid.points(), at).square()).sum();
}

constexpr double fine = 8.0;
constexpr double coarse = 6.0;

}  // namespace

Value excess_loss(const GuidedPair& pair, Learned which, double t, const ScoreChange& change) {
  const double value = double_sum(pair, which, t, change, fine);
  return {value, std::abs(value - double_sum(pair, which, t, change, coarse)) + 1e-14 * std::abs(value),
          "double sum over data and noise"};
}

Value weighted_square(const GuidedPair& pair, Learned which, double t, const ScoreChange& change) {
  const double value = single_sum(pair, which, t, change, fine);
  return {value, std::abs(value - single_sum(pair, which, t, change, coarse)) + 1e-14 * value,
          "sum over the noised state"};
}

}  // namespace plumbline
