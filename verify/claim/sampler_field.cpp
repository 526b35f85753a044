#include "verify/claim/sampler_field.hpp"

#include <algorithm>
#include <cmath>

#include "theory/score/point_scores.hpp"

namespace plumbline {

SamplerField::SamplerField(const Workbench& bench, Stream stream)
    : pair_(bench.pair()),
      truth_(bench.pair(), {bench.seed(), number(stream), Fault::none}),
      sampler_(bench.sampler_pair(), {bench.seed(), number(stream), Fault::none}) {}

Eigen::MatrixXd SamplerField::points(double t, std::int64_t n) const {
  PathBlock block;
  truth_.start(block, 0, n, Start::exact, {t});
  return block.states();
}

Eigen::MatrixXd SamplerField::guided_score(double t, double omega, const Eigen::MatrixXd& points) const {
  PathBlock block(points.rows(), 0, points.cols());
  block.y().topRows(points.cols()) = points.transpose().array();
  const Step<double> only_score{t, 0.0, 1.0, 1.0, omega};
  sampler_.advance_with_noise(block, only_score, Eigen::ArrayXXd::Zero(paths_per_block, points.rows()));
  return block.states();
}

Eigen::ArrayXd SamplerField::log_density(double t, const Eigen::MatrixXd& points) const {
  Eigen::ArrayXd values(points.cols());
  for (Eigen::Index i = 0; i < points.cols(); ++i) values[i] = point_scores(pair_, t, points.col(i)).log_density;
  return values;
}

Eigen::ArrayXd SamplerField::log_h(double t, const Eigen::MatrixXd& points) const {
  Eigen::ArrayXd values(points.cols());
  for (Eigen::Index i = 0; i < points.cols(); ++i) values[i] = point_scores(pair_, t, points.col(i)).log_h;
  return values;
}

double SamplerField::short_length(double t) const {
  return 0.1 * std::sqrt(std::min(1.0, t * narrowest_variance(pair_) + (1.0 - t)));
}

}  // namespace plumbline
