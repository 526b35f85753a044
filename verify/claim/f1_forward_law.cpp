#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "theory/law/fokker_planck.hpp"
#include "theory/static/marginals.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/density_check.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/numeric_derivative.hpp"
#include "verify/claim/sampler_field.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace f1 {

constexpr std::int64_t n_points = 64;
constexpr double resolution = 1e-9;            // of a density over its peak
constexpr double pointwise_resolution = 1e-6;  // of d log p / du, which is of the order of the dimension

/// p_t carried on by the transition of the forward process, N(sqrt(s/t) x, (1 - s/t) I) from reverse time t to s < t,
/// against p_s: the trapezoidal rule on the line, which converges geometrically here.
Check transition(const GuidedPair& pair, double t, double s) {
  const LineMixture<double> from(pair, pair.base, t);
  const LineMixture<double> to(pair, pair.base, s);
  const double spread = std::sqrt(1.0 - s / t);
  double low = 0.0;
  double high = 0.0;
  double narrowest = spread;
  for (const auto& term : from.terms()) {
    const double deviation = std::sqrt(term.variance);
    low = std::min(low, term.mean - 10.0 * deviation);
    high = std::max(high, term.mean + 10.0 * deviation);
    narrowest = std::min(narrowest, deviation);
  }
  const double spacing = narrowest / 4.0;
  const auto carried = [&](double y) {
    double sum = 0.0;
    for (double x = low; x <= high; x += spacing) {
      const double z = (y - std::sqrt(s / t) * x) / spread;
      sum += std::exp(from.log_density(x) - 0.5 * z * z);
    }
    return spacing * sum / (spread * boost::math::constants::root_two_pi<double>());
  };
  double worst = 0.0;
  double peak = 0.0;
  for (double y = low; y <= high; y += 4.0 * spacing) {
    const double density = std::exp(to.log_density(y));
    worst = std::max(worst, std::abs(carried(y) - density));
    peak = std::max(peak, density);
  }
  return exactly_equal(fmt::format("largest |p_{} through the transition to t = {} - p_t|, over its peak = 0", t, s),
                       {worst / peak, 0.0, "trapezoidal rule over the transition"},
                       {0.0, 1e-12, "density of the mixture in closed form, but for rounding"}, resolution);
}

/// The Fokker-Planck equation of (26) at w = 0, d/du log p_t = -(d + y.s + div s + |s|^2) / 2, at points of R^d: the
/// left side from values of log p_t, the right side from the scores of the sampler under test.
Check equation(const Workbench& bench, double t) {
  const SamplerField field(bench, Stream::f1);
  const Eigen::MatrixXd y = field.points(t, n_points);
  const Eigen::MatrixXd score = field.guided_score(t, 0.0, y);
  const double h = field.short_length(t);
  const Eigen::ArrayXd exponents = 1.0 + field.log_density(t, y).abs();
  const auto in_time = numeric_derivative([&](double u) { return field.log_density(t * std::exp(u), y); },
                                          std::min(0.1, -0.3 * std::log(t)), exponents);
  Eigen::ArrayXd rate = (y.cwiseProduct(score) + score.cwiseProduct(score)).colwise().sum().transpose().array();
  rate += static_cast<double>(y.rows());
  Eigen::ArrayXd error = in_time.error;
  for (Eigen::Index j = 0; j < y.rows(); ++j) {
    const auto slope = numeric_derivative(
        [&](double x) -> Eigen::ArrayXd {
          Eigen::MatrixXd shifted = y;
          shifted.row(j).array() += x;
          return field.guided_score(t, 0.0, shifted).row(j).transpose().array();
        },
        h, exponents*(1.0 + score.row(j).transpose().array().abs()));
    rate += slope.value;
    error += 0.5 * slope.error;
  }
  const double worst = (in_time.value + 0.5 * rate).abs().maxCoeff();
  return exactly_equal(
      fmt::format("residual of the Fokker-Planck equation of p_t at {} points, t = {} = 0", n_points, t),
      {worst, error.maxCoeff(), "scores of the sampler, differences in y"},
      {0.0, 0.0, "differences in u of log p_t in closed form"}, pointwise_resolution);
}

std::vector<Check> check(Workbench& bench) {
  std::vector<Check> checks;
  for (const double t : {0.1, 0.5, 0.9}) checks.push_back(equation(bench, t));
  if (bench.pair().dimension() > 1) return checks;
  for (const double s : {1e-2, 0.5}) checks.push_back(transition(bench.pair(), 1.0, s));
  const std::vector<double> times =
      bench.tier() == Tier::quick ? std::vector<double>{1.0} : std::vector<double>{1e-2, 0.5, 1.0};
  for (const double t : times) {
    const LineMixture<double> mixture(bench.pair(), bench.pair().base, t);
    const LimitLaw law = fokker_planck_law(bench.pair(), Workbench::limit_spec({0.0}, {t}), density_options(bench));
    checks.push_back(has_density(
        fmt::format("TV(law of Y_t at w = 0, p_t) at t = {} = 0", t), law,
        [&](double y) { return mixture.log_density(y); }, density_resolution(bench)));
  }
  return checks;
}

}  // namespace f1

Claim claim_f1() {
  return {
      "F1",
      "the forward transition is N(sqrt((1-t)/(1-tau)) x, (t-tau)/(1-tau) I), and (26) at w = 0 from p_t0 has law p_t",
      "Lemma 1",
      "p_t in closed form; quadrature of the transition; the Fokker-Planck equation of p_t point by point in any "
      "dimension",
      needs_density,
      f1::check};
}

}  // namespace plumbline
