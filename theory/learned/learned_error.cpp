#include "theory/learned/learned_error.hpp"

namespace plumbline {

ScoreError kernel_error(const TrainingSet& data) {
  const auto kernel = std::make_shared<const LineScores<double>>(kernel_pair(data, Objective::lower_cost));
  ScoreError error;
  error.field = [kernel](double t, const Column<double>& y, const NoisedScores<double>& exact) {
    NoisedScores<double> learned;
    kernel->evaluate(t, y, learned);
    return PairOf<Column<double>>{learned.score - exact.score, learned.score_reweighted - exact.score_reweighted};
  };
  error.far = [kernel](double t, Side side, const FarScores<double>& far) {
    const FarScores<double> learned = kernel->far_scores(t, side);
    const auto difference = [](double mean, double variance, double true_mean, double true_variance) {
      return AffineError{mean / variance - true_mean / true_variance, 1.0 / true_variance - 1.0 / variance};
    };
    return PairOf<AffineError>{
        difference(learned.mean_base, learned.variance_base, far.mean_base, far.variance_base),
        difference(learned.mean_reweighted, learned.variance_reweighted, far.mean_reweighted, far.variance_reweighted)};
  };
  return error;
}

}  // namespace plumbline
