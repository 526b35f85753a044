#include "theory/score/estimated_scores.hpp"

namespace plumbline {
namespace {

/// (mean - y) / variance + amplitude (constant + slope y), in the form of a far score again.
void add_affine(double& mean, double& variance, const AffineError& error, double amplitude) {
  const double precision = 1.0 / variance - amplitude * error.slope;
  mean = (mean / variance + amplitude * error.constant) / precision;
  variance = 1.0 / precision;
}

}  // namespace

void EstimatedScores::evaluate(double t, const Column<double>& y, NoisedScores<double>& out) const {
  exact_.evaluate(t, y, out);
  if (!error_.field) return;
  const PairOf<Column<double>> e = error_.field(t, y, out);
  out.score += error_.amplitude * e.base;
  out.score_reweighted += error_.amplitude * e.reweighted;
}

void EstimatedScores::evaluate_scores(double t, const Column<double>& y, NoisedScores<double>& out) const {
  if (error_.field) {
    evaluate(t, y, out);  // an error may depend on everything
  } else {
    exact_.evaluate_scores(t, y, out);
  }
}

FarScores<double> EstimatedScores::far_scores(double t, Side side) const {
  FarScores<double> far = exact_.far_scores(t, side);
  if (!error_.far) return far;
  const PairOf<AffineError> e = error_.far(t, side, far);
  add_affine(far.mean_base, far.variance_base, e.base, error_.amplitude);
  add_affine(far.mean_reweighted, far.variance_reweighted, e.reweighted, error_.amplitude);
  return far;
}

Column<double> guided_error(const ScoreError& error, double omega, double t, const Column<double>& y,
                            const NoisedScores<double>& exact) {
  if (!error.field) return Column<double>::Zero(y.size());
  const PairOf<Column<double>> e = error.field(t, y, exact);
  return error.amplitude * guided_error(omega, e.base, e.reweighted);
}

}  // namespace plumbline
