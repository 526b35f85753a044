#include "theory/learned/feature_score.hpp"

#include <algorithm>
#include <cmath>

#include "theory/learned/noised_grid.hpp"
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

/// mean over the times of Int p_t f_t(y)^2 dy.
double mean_square(
    const GuidedPair& pair, std::span<const double> times,
    const std::function<Column<double>(double t, const Column<double>& y, const NoisedScores<double>&)>& f) {
  const LineScores<double> scores(pair);
  double sum = 0.0;
  NoisedScores<double> exact;
  for (const double t : times) {
    const LineGrid grid = noised_grid(scores, t);
    const Column<double> y = grid.points();
    scores.evaluate(t, y, exact);
    sum += (noised_weights(exact, grid.spacing, Learned::base) * f(t, y, exact).square()).sum();
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
    const LineGrid grid = noised_grid(scores, t);
    scores.evaluate(t, grid.points(), exact);
    score.coefficients.push_back(
        with_weights(basis, grid.points(), noised_weights(exact, grid.spacing, which)).solution(ridge));
  }
  return score;
}

DistanceLaw distance_law(const GuidedPair& pair, Learned which, const FeatureScore& population, double ridge) {
  const LineScores<double> scores(pair);
  const RadialBasis& basis = population.basis;
  const Eigen::Index m = basis.size();
  const auto n_times = static_cast<Eigen::Index>(population.times.size());
  const LineGrid data_grid = noised_grid(scores, 1.0);
  const Column<double> x = data_grid.points();
  NoisedScores<double> exact;
  scores.evaluate(1.0, x, exact);
  const Column<double> p = noised_weights(exact, data_grid.spacing, Learned::base);
  const Column<double> rho =
      which == Learned::base ? Column<double>::Ones(x.size()) : Column<double>(exact.log_h.exp());
  // all times side by side: the step that one datum asks for, rho(x) H^-1 (E_Z[ (phi . c) phi + phi' ] + ridge c)
  Eigen::MatrixXd steps(x.size(), m * n_times);
  Eigen::MatrixXd norm = Eigen::MatrixXd::Zero(m * n_times, m * n_times);
  for (Eigen::Index k = 0; k < n_times; ++k) {
    const double t = population.times[static_cast<std::size_t>(k)];
    const Eigen::VectorXd& c = population.at(t);
    Eigen::MatrixXd gradient(x.size(), m);
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      const Column<double> one = Column<double>::Ones(1);
      const BlurredMoments blurred = blurred_moments(basis, std::sqrt(t) * x[i] * one, 1.0 - t, one);
      gradient.row(i) = (product(blurred.square, c) + blurred.slope + ridge * c).transpose();
    }
    const LineGrid grid = noised_grid(scores, t);
    scores.evaluate(t, grid.points(), exact);
    const auto equations = [&](Learned law) {
      return with_weights(basis, grid.points(), noised_weights(exact, grid.spacing, law));
    };
    steps.middleCols(k * m, m) = product(gradient, pseudo_inverse(equations(which).curvature(ridge)));
    norm.block(k * m, k * m, m, m) = equations(Learned::base).M / static_cast<double>(n_times);
  }
  const Eigen::MatrixXd weighted = (steps.array().colwise() * (p * rho.square())).matrix();
  const Eigen::MatrixXd of_square = product(norm, product(steps.transpose(), weighted));
  return {of_square.trace(), 2.0 * (of_square.array() * of_square.transpose().array()).sum()};
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
