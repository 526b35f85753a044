#include "theory/reduced/product_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "theory/base/input_error.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/reduced/product_divergence.hpp"

namespace plumbline {
namespace {

ProductLaws on_points(const ProductLaw& p, const ProductLaw& q, const GridLaw& p_line, const GridLaw& q_line) {
  Eigen::ArrayXd log_q(p_line.size());
  for (Eigen::Index i = 0; i < log_q.size(); ++i) log_q[i] = q_line.log_density_at(p_line.y(i));
  return {p_line.log_density, log_q, p_line.spacing, p.n, p.variance, q.variance};
}

Value tv(const ProductLaw& p, const ProductLaw& q, double rounding) {
  const auto between = [&](const GridLaw& p_line, const GridLaw& q_line) {
    return product_tv(on_points(p, q, p_line, q_line));
  };
  const double fine = between(p.line.law(), q.line.law());
  const double error = std::abs(between(p.line.coarse_law(), q.line.law()) - fine) +
                       std::abs(between(p.line.law(), q.line.coarse_law()) - fine);
  return {fine, error + rounding, p.line.how() + "; against " + q.line.how()};
}

}  // namespace

GridLaw projected_law(const GridLaw& line, double variance, double cosine) {
  constexpr double reach = 8.5;  // deviations of the Gaussian
  constexpr double points_a_deviation = 8.0;
  const double deviation = std::sqrt((1.0 - cosine * cosine) * variance);
  const auto [first, last] = std::minmax({cosine * line.y_min, cosine * line.y_max()});
  const double y_min = first - reach * deviation;
  const double y_max = last + reach * deviation;
  const LineGrid grid{y_min, deviation / points_a_deviation,
                      static_cast<Eigen::Index>(std::ceil((y_max - y_min) * points_a_deviation / deviation)) + 1};
  // the Gaussian, seen on the line, must span a few of its points
  const auto finer = std::max<Eigen::Index>(
      1, static_cast<Eigen::Index>(std::ceil(2.0 * std::abs(cosine) * line.spacing / deviation)));
  const LineGrid sources{line.y_min, line.spacing / static_cast<double>(finer), (line.size() - 1) * finer + 1};
  const Column<double> places = cosine * sources.points();
  Column<double> mass(sources.n);
  for (Eigen::Index i = 0; i < sources.n; ++i) mass[i] = sources.spacing * std::exp(line.log_density_at(sources.y(i)));
  const Column<double> y = grid.points();
  Column<double> density(grid.n);
  for (Eigen::Index i = 0; i < grid.n; ++i) {
    density[i] = (mass * (-0.5 * ((y[i] - places) / deviation).square()).exp()).sum();
  }
  density /= std::sqrt(2.0 * std::numbers::pi) * deviation;
  return {grid.y_min, grid.spacing, density.max(1e-300).log()};
}

Value ProductLaw::second_moment() const {
  const Value along = line.second_moment();
  const double across = n == 0 ? 0.0 : static_cast<double>(n) * variance;
  return {along.value + across, along.error + line.rounding() * across, along.how};
}

Reduction reduce_to_line(const GuidedPair& pair) {
  if (pair.dimension() == 1) return {pair, Eigen::MatrixXd::Identity(1, 1), 0, 1.0};
  Reduction reduction = reduce(pair);
  if (const Eigen::Index r = reduction.pair.dimension(); r != 1) {
    throw InputError(fmt::format("the means span {} directions", r), "law in many dimensions",
                     "give means on a line through 0");
  }
  return reduction;
}

ProductLaw product_chain_law(const Reduction& problem, const Chain& chain, const LawOptions& options) {
  return {chain_law(problem.pair, chain, options), problem.n_orthogonal, orthogonal_variance(problem, chain)};
}

ProductLaw product_limit_law(const Reduction& problem, const LimitSpec& spec, const LawOptions& options) {
  return {affordable_limit_law(problem.pair, spec, options), problem.n_orthogonal,
          orthogonal_limit_variance(problem, spec)};
}

ProductDistances product_distances(const ProductLaw& p, const ProductLaw& q) {
  const Divergences line = divergences(p.line, q.line);
  if (p.n == 0) return {line.tv, line.kl_forward, line.kl_backward, line.hellinger, line.w2};
  const auto n = static_cast<double>(p.n);
  const double rounding = p.line.rounding() + q.line.rounding();
  const double gap = p.variance / q.variance - 1.0;
  const auto with_gaussian_kl = [&](const Value& kl, double variance_p, double variance_q) {
    return Value{kl.value + gaussian_kl(p.n, variance_p, variance_q), kl.error + n * std::abs(gap) * rounding, kl.how};
  };
  // One coordinate: 1 - H^2 = (2 s_p s_q / (s_p^2 + s_q^2))^(1/2) = (1 + (s_p - s_q)^2 / (2 s_p s_q))^(-1/2).
  const double s_p = std::sqrt(p.variance);
  const double s_q = std::sqrt(q.variance);
  const double shift = (p.variance - q.variance) / (s_p + s_q);
  const double log_affinity = -0.5 * n * std::log1p(shift * shift / (2.0 * s_p * s_q));
  const double square = -std::expm1(std::log1p(-line.hellinger.value * line.hellinger.value) + log_affinity);
  const double hellinger = std::sqrt(square);
  const double w2 = std::sqrt(line.w2.value * line.w2.value + n * shift * shift);
  return {tv(p, q, rounding * std::sqrt(n)),
          with_gaussian_kl(line.kl_forward, p.variance, q.variance),
          with_gaussian_kl(line.kl_backward, q.variance, p.variance),
          {hellinger, line.hellinger.error + rounding * std::sqrt(n), line.hellinger.how},
          {w2, line.w2.error + rounding * std::sqrt(n), line.w2.how}};
}

Value product_path_kl(const Reduction& problem, const Chain& chain) {
  Value kl = path_kl_to_limit(problem.pair, chain);
  if (problem.n_orthogonal == 0) return kl;
  GuidedPair orthogonal;
  orthogonal.components = {{Eigen::VectorXd::Zero(1), Covariance::isotropic(1, problem.variance)}};
  orthogonal.base = orthogonal.reweighted = Eigen::VectorXd::Ones(1);
  const Value of_one = path_kl_to_limit(orthogonal, chain);
  const auto n = static_cast<double>(problem.n_orthogonal);
  return {kl.value + n * of_one.value, kl.error + n * of_one.error, kl.how};
}

Value steps_needed(const std::function<Value(StepCount)>& distance, double target) {
  constexpr double fewest = 4.0;
  constexpr double most = 16384.0;
  const auto at = [&](double n) { return distance({std::llround(n)}); };
  double n = 64.0;
  Value at_n = at(n);
  for (int i = 0; i < 6; ++i) {
    const double next = std::clamp(std::round(n * std::sqrt(at_n.value / target)), fewest, most);
    if (next == n) break;
    n = next;
    at_n = at(n);
  }
  const double slope = std::log(at(n + 1.0).value / at_n.value);
  const double needed = n + std::log(target / at_n.value) / slope;
  return {needed, 1.0 / n + std::abs(at_n.error / at_n.value / slope), at_n.how};
}

}  // namespace plumbline
