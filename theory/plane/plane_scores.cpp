#include "theory/plane/plane_scores.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "theory/base/on_threads.hpp"

namespace plumbline {
namespace {

constexpr std::array parts = {&PlaneFields::log_density, &PlaneFields::score_x,  &PlaneFields::score_y,
                              &PlaneFields::change_x,    &PlaneFields::change_y, &PlaneFields::log_h};

}  // namespace

struct PlaneScores::Field {
  Eigen::ArrayXd log_density, score_x, score_y;
};

PlaneScores::PlaneScores(const GuidedPair& pair, double t) : log_expected_(std::log(pair.expected)) {
  assert(pair.dimension() == 2);
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const auto& [mean, covariance] = pair.components[k];
    const Eigen::Matrix2d noised = t * covariance.matrix() + (1.0 - t) * Eigen::Matrix2d::Identity();
    const Eigen::Matrix2d precision = noised.inverse();
    const double log_scale = std::log(2.0 * std::numbers::pi) + 0.5 * std::log(noised.determinant());
    const auto index = static_cast<Eigen::Index>(k);
    terms_.push_back({std::log(pair.base[index]) - log_scale, std::log(pair.reweighted[index]) - log_scale,
                      std::sqrt(t) * mean[0], std::sqrt(t) * mean[1], precision(0, 0), precision(0, 1),
                      precision(1, 1)});
  }
}

/// log sum_k exp(log_weight_k + e_k) and its gradient, by log-sum-exp over the components of positive weight.
PlaneScores::Field PlaneScores::mixture(const std::vector<Eigen::ArrayXd>& exponents, double Term::*log_weight,
                                        const Eigen::ArrayXd& x, const Eigen::ArrayXd& y) const {
  const Eigen::Index n = x.size();
  Eigen::ArrayXd largest = Eigen::ArrayXd::Constant(n, -std::numeric_limits<double>::infinity());
  for (std::size_t k = 0; k < terms_.size(); ++k) {
    if (std::isfinite(terms_[k].*log_weight)) largest = largest.max(exponents[k] + terms_[k].*log_weight);
  }
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(n);
  Field field{Eigen::ArrayXd(), Eigen::ArrayXd::Zero(n), Eigen::ArrayXd::Zero(n)};
  for (std::size_t k = 0; k < terms_.size(); ++k) {
    const Term& term = terms_[k];
    if (!std::isfinite(term.*log_weight)) continue;
    const Eigen::ArrayXd share = (exponents[k] + (term.*log_weight - largest)).exp();
    sum += share;
    field.score_x -= share * (term.p_xx * (x - term.mean_x) + term.p_xy * (y - term.mean_y));
    field.score_y -= share * (term.p_xy * (x - term.mean_x) + term.p_yy * (y - term.mean_y));
  }
  field.score_x /= sum;
  field.score_y /= sum;
  field.log_density = largest + sum.log();
  return field;
}

PlaneFields PlaneScores::block(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y) const {
  std::vector<Eigen::ArrayXd> exponents;
  for (const Term& term : terms_) {
    const Eigen::ArrayXd dx = x - term.mean_x;
    const Eigen::ArrayXd dy = y - term.mean_y;
    exponents.push_back(-0.5 * (term.p_xx * dx.square() + 2.0 * term.p_xy * dx * dy + term.p_yy * dy.square()));
  }
  const Field base = mixture(exponents, &Term::log_base, x, y);
  const Field reweighted = mixture(exponents, &Term::log_reweighted, x, y);
  return {base.log_density,
          base.score_x,
          base.score_y,
          base.score_x - reweighted.score_x,
          base.score_y - reweighted.score_y,
          log_expected_ + reweighted.log_density - base.log_density};
}

PlaneFields PlaneScores::operator()(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, int n_threads) const {
  constexpr Eigen::Index block_size = 1024;  // all arrays of a block fit into the cache
  const Eigen::Index n = x.size();
  PlaneFields all;
  for (Eigen::ArrayXd PlaneFields::*part : parts) (all.*part).resize(n);
  on_threads(static_cast<int>((n + block_size - 1) / block_size), n_threads, [&](int b) {
    const Eigen::Index first = b * block_size;
    const Eigen::Index count = std::min(block_size, n - first);
    const PlaneFields fields = block(x.segment(first, count), y.segment(first, count));
    for (Eigen::ArrayXd PlaneFields::*part : parts) (all.*part).segment(first, count) = fields.*part;
  });
  return all;
}

}  // namespace plumbline
