#include "python/src/point_fields.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "python/src/point_blocks.hpp"
#include "sim/simd/kernels.hpp"
#include "theory/score/guided_score.hpp"

namespace plumbline::python {
namespace {

using Block = Eigen::Map<const Eigen::ArrayXXd>;

/// log N(y; sqrt(t) m, t C + (1 - t) I) of every row of y, added to out.
void add_log_gaussian(const Gaussian& gaussian, double t, const Block& y, double* out) {
  const Eigen::VectorXd variances = (t * gaussian.covariance.eigenvalues().array() + (1.0 - t)).matrix();
  const double log_peak = -0.5 * (2.0 * std::numbers::pi * variances.array()).log().sum();
  const Eigen::VectorXd mean = std::sqrt(t) * gaussian.mean;
  Eigen::MatrixXd z = y.matrix().rowwise() - mean.transpose();
  if (!gaussian.covariance.is_axis_aligned()) z = (z * gaussian.covariance.rotation()).eval();
  Eigen::Map<Eigen::ArrayXd>(out, y.rows()) +=
      log_peak - 0.5 * (z.array().square().rowwise() / variances.array().transpose()).rowwise().sum();
}

/// The pair whose both laws have these weights.
GuidedPair one_sided(const GuidedPair& pair, const Eigen::VectorXd& weights) {
  GuidedPair result = pair;
  result.base = result.reweighted = weights;
  return result;
}

}  // namespace

PointFields::OneLaw PointFields::one_law(const GuidedPair& pair, const Eigen::VectorXd& weights) {
  Eigen::Index widest = -1;
  const auto spread = [&](Eigen::Index k) {
    return pair.components[static_cast<std::size_t>(k)].covariance.eigenvalues().sum();
  };
  for (Eigen::Index k = 0; k < weights.size(); ++k) {
    if (weights[k] > 0.0 && (widest < 0 || spread(k) > spread(widest))) widest = k;
  }
  GuidedPair against = one_sided(pair, weights);
  against.base = Eigen::VectorXd::Unit(weights.size(), widest);
  return {TableMaker(one_sided(pair, weights)), TableMaker(against), pair.components[static_cast<std::size_t>(widest)]};
}

PointFields::PointFields(const GuidedPair& pair) : pair_(pair) {
  if (pair.line_cost) {
    line_.emplace(pair);
    pair_.line_cost = nullptr;  // the base law is a mixture all the same
  } else {
    guided_.emplace(pair);
    reweighted_.emplace(one_law(pair_, pair_.reweighted));
  }
  base_.emplace(one_law(pair_, pair_.base));
}

double PointFields::work_a_point() const {
  if (line_) return 1e4;  // a quadrature
  const auto d = static_cast<double>(pair_.dimension());
  const bool full = std::any_of(pair_.components.begin(), pair_.components.end(),
                                [](const Gaussian& gaussian) { return !gaussian.covariance.is_axis_aligned(); });
  return static_cast<double>(pair_.size()) * d * (full ? d : 1.0);
}

void PointFields::with_kernels(const ScoreMap& map, const TableMaker& tables, double omega, Points points,
                               double* out) const {
  ComponentTable<double> table;
  tables.make(map.t, table);
  for_blocks(points, pair_.dimension(), [&](PointBlock& block) {
    take_step(table, {map.A, map.B, 0.0, omega, block.n_padded, block.n, block.stride}, block.zeros(), block.y());
    block.give_rows(out);
  });
}

void PointFields::affine(const ScoreMap& map, Law law, Points points, double* out) const {
  require_density(pair_, map.t, "score");
  if (line_ && law == Law::reweighted) return on_line(map, law, {}, points, out);
  with_kernels(map, of(law).score, 0.0, points, out);
}

void PointFields::guided(const ScoreMap& map, double omega, Points points, double* out) const {
  if (omega == 0.0) return affine(map, Law::base, points, out);
  require_density(pair_, map.t, "score");
  if (line_) return on_line(map, Law::base, omega, points, out);
  with_kernels(map, *guided_, omega, points, out);
}

void PointFields::on_line(const ScoreMap& map, Law law, std::optional<double> omega, Points points, double* out) const {
  for_blocks(points, 1, [&](PointBlock& block) {
    const Column<double> y = Eigen::Map<Column<double>>(block.y(), block.n);
    NoisedScores<double> at;
    line_->evaluate_scores(map.t, y, at);
    const Column<double> score = omega ? guided_score(at.score, at.score_reweighted, *omega)
                                       : (law == Law::base ? at.score : at.score_reweighted);
    Eigen::Map<Column<double>>(block.y(), block.n) = map.A * y + map.B * score;
    block.give_rows(out);
  });
}

void PointFields::log_density(double t, Law law, Points points, double* out) const {
  require_density(pair_, t, "log density");
  if (line_ && law == Law::reweighted) {
    log_h(t, points, out);
    std::vector<double> base(static_cast<std::size_t>(points.n));
    log_density(t, Law::base, points, base.data());
    for (std::size_t i = 0; i < base.size(); ++i) out[i] += base[i] - line_->log_expected();
    return;
  }
  ComponentTable<double> table;
  of(law).against_widest.make(t, table);
  for_blocks(points, pair_.dimension(), [&](PointBlock& block) {
    std::vector<double> log_p(static_cast<std::size_t>(block.n_padded));
    log_ratio(table, {block.y(), block.n_padded, block.stride}, log_p.data());
    const Eigen::ArrayXXd y = Block(block.y(), block.stride, pair_.dimension()).topRows(block.n);
    add_log_gaussian(of(law).widest, t, Block(y.data(), block.n, pair_.dimension()), log_p.data());
    std::copy_n(log_p.begin(), block.n, out + block.first);
  });
}

void PointFields::log_h(double t, Points points, double* out) const {
  require_density(pair_, t, "log h");
  const double log_expected = std::log(pair_.expected);
  ComponentTable<double> table;
  if (!line_) guided_->make(t, table);
  for_blocks(points, pair_.dimension(), [&](PointBlock& block) {
    if (line_) {
      NoisedScores<double> at;
      line_->evaluate(t, Eigen::Map<Column<double>>(block.y(), block.n), at);
      std::copy_n(at.log_h.begin(), block.n, out + block.first);
      return;
    }
    std::vector<double> ratio(static_cast<std::size_t>(block.n_padded));
    log_ratio(table, {block.y(), block.n_padded, block.stride}, ratio.data());
    for (std::int64_t i = 0; i < block.n; ++i) out[block.first + i] = log_expected + ratio[static_cast<std::size_t>(i)];
  });
}

}  // namespace plumbline::python
