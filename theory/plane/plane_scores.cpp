#include "theory/plane/plane_scores.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

#include "theory/base/on_threads.hpp"

namespace plumbline {
namespace {

constexpr Eigen::Index block_size = 1024;
constexpr Eigen::Index fewest_points = 16;

/// The first n of every part.
void shorten(PlaneFields& fields, Eigen::Index n) {
  for (Eigen::ArrayXd* part : {&fields.log_density, &fields.score_x, &fields.score_y, &fields.change_x,
                               &fields.change_y, &fields.log_h, &fields.change_divergence}) {
    if (part->size() > 0) part->conservativeResize(n);
  }
}

}  // namespace

PlaneScores::PlaneScores(const GuidedPair& pair, double t) : log_expected_(std::log(pair.expected)) {
  assert(pair.dimension() == 2);
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const auto& [mean, covariance] = pair.components[k];
    const Eigen::Matrix2d noised = t * covariance.matrix() + (1.0 - t) * Eigen::Matrix2d::Identity();
    const Eigen::Matrix2d precision = noised.inverse();
    const double log_scale = std::log(2.0 * std::numbers::pi) + 0.5 * std::log(noised.determinant());
    const auto index = static_cast<Eigen::Index>(k);
    const double base = pair.base[index];
    const double reweighted = pair.reweighted[index];
    if (base == 0.0 && reweighted == 0.0) continue;
    terms_.push_back({std::log(base) - log_scale, std::log(reweighted) - log_scale, reweighted / base,
                      std::sqrt(t) * mean[0], std::sqrt(t) * mean[1], precision(0, 0), precision(0, 1),
                      precision(1, 1)});
  }
}

PlaneFields PlaneScores::operator()(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, int n_threads) const {
  return fields(x, y, n_threads, false);
}

PlaneFields PlaneScores::with_divergence(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, int n_threads) const {
  return fields(x, y, n_threads, true);
}

PlaneFields PlaneScores::fields(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, int n_threads,
                                bool with_divergence) const {
  const Eigen::Index n = x.size();
  if (n > 0 && n < fewest_points) {
    const Eigen::Index times = (fewest_points + n - 1) / n;
    PlaneFields many = fields(x.replicate(times, 1), y.replicate(times, 1), 1, with_divergence);
    shorten(many, n);
    return many;
  }
  Eigen::ArrayXd log_base(n), base_x(n), base_y(n), log_reweighted(n), reweighted_x(n), reweighted_y(n);
  PlaneMixtureSums sums{log_base.data(),       base_x.data(),       base_y.data(),
                        log_reweighted.data(), reweighted_x.data(), reweighted_y.data()};
  Eigen::ArrayXd base_laplacian(with_divergence ? n : 0), reweighted_laplacian(with_divergence ? n : 0);
  if (with_divergence) {
    sums.base_laplacian = base_laplacian.data();
    sums.reweighted_laplacian = reweighted_laplacian.data();
  }
  const Eigen::Index n_blocks = n == 0 ? 0 : std::max<Eigen::Index>(1, n / block_size);  // the last one takes the rest
  on_threads(static_cast<int>(n_blocks), n_threads, [&](int b) {
    const Eigen::Index first = b * block_size;
    const Eigen::Index end = b + 1 == n_blocks ? n : first + block_size;
    plane_mixture(terms_, x.data() + first, y.data() + first, static_cast<std::size_t>(end - first),
                  sums.from(static_cast<std::size_t>(first)));
  });
  PlaneFields fields;
  fields.change_divergence = base_laplacian - reweighted_laplacian;
  fields.log_h = log_expected_ + log_reweighted - log_base;
  fields.change_x = base_x - reweighted_x;
  fields.change_y = base_y - reweighted_y;
  fields.log_density = std::move(log_base);
  fields.score_x = std::move(base_x);
  fields.score_y = std::move(base_y);
  return fields;
}

}  // namespace plumbline
