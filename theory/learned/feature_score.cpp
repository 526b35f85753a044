#include "theory/learned/feature_score.hpp"

#include <algorithm>
#include <cmath>

#include "theory/law/grid_law.hpp"
#include "theory/problem/linear_algebra.hpp"

namespace plumbline {
namespace {

/// M = E[rho phi phi^T] and b = E[rho phi'] with the mean of rho.
struct NormalEquations {
  Eigen::MatrixXd M;
  Eigen::VectorXd b;
  double mean_weight = 0.0;

  Eigen::MatrixXd curvature(double ridge) const {
    return M + ridge * mean_weight * Eigen::MatrixXd::Identity(M.rows(), M.cols());
  }
  Eigen::VectorXd solution(double ridge) const { return -product(pseudo_inverse(curvature(ridge)), b); }
};

NormalEquations with_weights(const RadialBasis& basis, const Column<double>& y, const Column<double>& weights) {
  const Eigen::MatrixXd phi = basis.values(y);
  const Eigen::MatrixXd weighted = (phi.array().colwise() * weights).matrix();
  return {product(phi.transpose(), weighted), product(basis.slopes(y, phi).transpose(), weights.matrix()),
          weights.sum()};
}

/// Points of a grid that holds p_t and p^J_t.
LineGrid grid_at(const LineScores<double>& scores, double t) {
  double low = 0.0;
  double high = 0.0;
  double narrowest = 1.0;
  for (const auto& [mean, variance] : scores.noised_components(t)) {
    low = std::min(low, mean - 10.0 * std::sqrt(variance));
    high = std::max(high, mean + 10.0 * std::sqrt(variance));
    narrowest = std::min(narrowest, variance);
  }
  const double spacing = 0.2 * std::sqrt(narrowest);
  return {low, spacing, static_cast<Eigen::Index>((high - low) / spacing) + 1};
}

/// Trapezoidal weights of rho p_t on the points: p_t for the base, E J p^J_t for the reweighted score.
Column<double> law_weights(const NoisedScores<double>& exact, double spacing, Learned which) {
  if (which == Learned::base) return spacing * exact.log_density.exp();
  return spacing * (exact.log_density + exact.log_h).exp();
}

/// mean over the times of Int p_t f_t(y)^2 dy.
double mean_square(
    const GuidedPair& pair, std::span<const double> times,
    const std::function<Column<double>(double t, const Column<double>& y, const NoisedScores<double>&)>& f) {
  const LineScores<double> scores(pair);
  double sum = 0.0;
  NoisedScores<double> exact;
  for (const double t : times) {
    const LineGrid grid = grid_at(scores, t);
    const Column<double> y = grid.points();
    scores.evaluate(t, y, exact);
    sum += (law_weights(exact, grid.spacing, Learned::base) * f(t, y, exact).square()).sum();
  }
  return sum / static_cast<double>(times.size());
}

}  // namespace

const Eigen::VectorXd& FeatureScore::at(double t) const {
  const auto after = std::upper_bound(times.begin(), times.end(), t);
  return coefficients[static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, after - times.begin() - 1))];
}

Column<double> FeatureScore::operator()(double t, const Column<double>& y) const {
  return product(basis.values(y), at(t)).array();
}

AffineError FeatureScore::far(double t, Side) const { return {at(t)[0], at(t)[1]}; }

FeatureScore fit_features(const TrainingSet& data, Learned which, const RadialBasis& basis,
                          std::span<const double> times, double ridge) {
  const Column<double> x = data.points.row(0).transpose().array();
  const auto n = static_cast<double>(x.size());
  const Column<double> rho =
      which == Learned::base ? Column<double>::Constant(x.size(), 1.0 / n) : Column<double>(data.weights.array() / n);
  FeatureScore score{basis, {times.begin(), times.end()}, {}};
  for (const double t : times) {
    const BlurredMoments blurred = blurred_moments(basis, std::sqrt(t) * x, 1.0 - t, rho);
    score.coefficients.push_back(NormalEquations{blurred.square, blurred.slope, rho.sum()}.solution(ridge));
  }
  return score;
}

FeatureScore population_features(const GuidedPair& pair, Learned which, const RadialBasis& basis,
                                 std::span<const double> times, double ridge) {
  const LineScores<double> scores(pair);
  FeatureScore score{basis, {times.begin(), times.end()}, {}};
  NoisedScores<double> exact;
  for (const double t : times) {
    const LineGrid grid = grid_at(scores, t);
    scores.evaluate(t, grid.points(), exact);
    score.coefficients.push_back(
        with_weights(basis, grid.points(), law_weights(exact, grid.spacing, which)).solution(ridge));
  }
  return score;
}

double variance_constant(const GuidedPair& pair, Learned which, const FeatureScore& population, double ridge) {
  const LineScores<double> scores(pair);
  const RadialBasis& basis = population.basis;
  const LineGrid data_grid = grid_at(scores, 1.0);
  const Column<double> x = data_grid.points();
  NoisedScores<double> data;
  scores.evaluate(1.0, x, data);
  const Column<double> p = law_weights(data, data_grid.spacing, Learned::base);
  const Column<double> rho = which == Learned::base ? Column<double>::Ones(x.size()) : Column<double>(data.log_h.exp());
  double sum = 0.0;
  NoisedScores<double> exact;
  for (const double t : population.times) {
    const Eigen::VectorXd& c = population.at(t);
    // gradient of one datum: rho(x) (E_Z[ (phi . c) phi + phi' ] + ridge c)
    Eigen::MatrixXd gradient(x.size(), basis.size());
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      const Column<double> one = Column<double>::Ones(1);
      const BlurredMoments blurred = blurred_moments(basis, std::sqrt(t) * x[i] * one, 1.0 - t, one);
      gradient.row(i) = (product(blurred.square, c) + blurred.slope + ridge * c).transpose();
    }
    const Eigen::MatrixXd weighted = (gradient.array().colwise() * (p * rho.square())).matrix();
    const Eigen::MatrixXd V = product(gradient.transpose(), weighted);
    const LineGrid grid = grid_at(scores, t);
    scores.evaluate(t, grid.points(), exact);
    const auto equations = [&](Learned law) {
      return with_weights(basis, grid.points(), law_weights(exact, grid.spacing, law));
    };
    const Eigen::MatrixXd inverse = pseudo_inverse(equations(which).curvature(ridge));
    const Eigen::MatrixXd covariance = product(product(inverse, V), inverse);
    sum += (equations(Learned::base).M.array() * covariance.array()).sum();
  }
  return sum / static_cast<double>(population.times.size());
}

double distance(const GuidedPair& pair, const FeatureScore& a, const FeatureScore& b) {
  return std::sqrt(mean_square(pair, a.times, [&](double t, const Column<double>& y, const NoisedScores<double>&) {
    return Column<double>(a(t, y) - b(t, y));
  }));
}

double distance_to_score(const GuidedPair& pair, const LineScore& a, std::span<const double> times, Learned which) {
  return std::sqrt(mean_square(pair, times, [&](double t, const Column<double>& y, const NoisedScores<double>& exact) {
    return Column<double>(a(t, y) - (which == Learned::base ? exact.score : exact.score_reweighted));
  }));
}

}  // namespace plumbline
