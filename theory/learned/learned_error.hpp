#pragma once

#include <memory>
#include <utility>

#include "theory/learned/training_set.hpp"
#include "theory/score/estimated_scores.hpp"

namespace plumbline {

/// What a sampler gets wrong when both its scores are learned ones, for EstimatedScores. A learned score on the line
/// has
///   Column<double> operator()(double t, const Column<double>& y) const
///   AffineError far(double t, Side side) const      the score itself, far out.
template <class Score>
ScoreError learned_error(Score base, Score reweighted) {
  const auto both = std::make_shared<const std::pair<Score, Score>>(std::move(base), std::move(reweighted));
  ScoreError error;
  error.field = [both](double t, const Column<double>& y, const NoisedScores<double>& exact) {
    return PairOf<Column<double>>{both->first(t, y) - exact.score, both->second(t, y) - exact.score_reweighted};
  };
  error.far = [both](double t, Side side, const FarScores<double>& far) {
    const auto difference = [](const AffineError& score, double mean, double variance) {
      return AffineError{score.constant - mean / variance, score.slope + 1.0 / variance};
    };
    return PairOf<AffineError>{difference(both->first.far(t, side), far.mean_base, far.variance_base),
                               difference(both->second.far(t, side), far.mean_reweighted, far.variance_reweighted)};
  };
  return error;
}

/// The same for kernel scores.
ScoreError kernel_error(const TrainingSet& data);

}  // namespace plumbline
