#include "theory/affine/affine_law.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "theory/base/out_of_reach.hpp"
#include "theory/divergence/adaptive_integral.hpp"
#include "theory/law/grid_law.hpp"
#include "theory/law/laws_in_steps.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/score/real50.hpp"

namespace plumbline {
namespace {

using Extended = long double;

/// The component that all of the weight shares, or none.
const Gaussian* common_component(const GuidedPair& pair, const Eigen::VectorXd& weights) {
  const Gaussian* found = nullptr;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    if (!(weights[static_cast<Eigen::Index>(k)] > 0.0)) continue;
    const Gaussian& component = pair.components[k];
    const bool equal = found && found->mean == component.mean &&
                       found->covariance.max_variance() == component.covariance.max_variance();
    if (found && !equal) return nullptr;
    found = &component;
  }
  return found;
}

NormalLaw to_extended(const AxisGaussian<Real50>& law) {
  return {static_cast<Extended>(law.mean), static_cast<Extended>(law.variance)};
}

/// The limit from one end of a stretch to the other.
NormalLaw advanced(const AffineAxis& axis, const NormalLaw& law, const Stretch& part, Extended kappa) {
  const Extended share = 0.5L * (1.0L + kappa);
  const Extended omega = part.omega;
  const auto log_phi = [&](Extended t) {
    return (0.5L - share) * std::log(t) + share * (1.0L + omega) * std::log(noised_variance(axis.variance, t)) -
           share * omega * std::log(noised_variance(axis.reweighted_variance, t));
  };
  const Extended at_end = log_phi(part.to);
  const auto ratio = [&](Extended t) { return std::exp(at_end - log_phi(t)); };
  // On pieces that halve towards the end, where a narrow Gaussian changes everything within its variance.
  const auto integral = [&](const auto& f) {
    constexpr Extended tolerance = 1e-17L;
    constexpr unsigned most_halvings = 5;
    constexpr int n_pieces = 40;
    const auto of_clock = [&](Extended u) { return f(std::min<Extended>(std::exp(u), part.to)); };
    const Extended end = std::log(Extended(part.to));
    Extended left = std::log(Extended(part.from));
    Extended sum = 0.0L;
    for (int k = 1; k <= n_pieces; ++k) {
      const Extended right = k == n_pieces ? end : 0.5L * (left + end);
      sum += boost::math::quadrature::gauss_kronrod<Extended, 61>::integrate(of_clock, left, right, most_halvings,
                                                                             tolerance);
      left = right;
    }
    return sum;
  };
  const Extended moved =
      integral([&](Extended t) { return ratio(t) * share * guided_axis_score<Extended>(axis, t, omega).shift; });
  const Extended spread = integral([&](Extended t) { return ratio(t) * ratio(t); });
  const Extended whole = ratio(part.from);
  return {whole * law.mean + moved, whole * whole * law.variance + kappa * spread};
}

/// One step of the path KL: the gap of the drifts at time t inside it is P Y_{n-1} + Q Z + R, Gaussian.
class StepGap {
 public:
  StepGap(const AffineAxis& axis, const Scheme& scheme, const Step<Real50>& step, const NormalLaw& law)
      : axis_(axis),
        scheme_(scheme),
        law_(law),
        from_(static_cast<Extended>(step.time)),
        score_(guided_axis_score<Extended>(axis, from_, static_cast<Extended>(step.omega))),
        kappa_(noise_share(scheme)) {}

  /// E |gap|^2 / (2 kappa), the true drift guided by omega.
  double rate(double t, double omega) const {
    const auto [A, B, S] = step_coefficients<Extended>(scheme_, from_, Extended(t));
    const Embedding drift = visit_affine(
        scheme_, [&](const auto& rule) { return rule.embedding(static_cast<double>(from_), t); });
    const Extended share = 0.5L * (1.0L + kappa_);
    const AxisScore<Extended> now = guided_axis_score<Extended>(axis_, t, omega);
    const Extended of_state = 0.5L * (drift.state_now - 1.0L) - share * now.slope;
    const Extended P = of_state * (A + B * score_.slope) + 0.5L * drift.state_start + drift.score * score_.slope;
    const Extended Q = of_state * S;
    const Extended G = score_.slope * law_.mean + score_.shift;
    const Extended moved = A * law_.mean + B * G;
    const Extended centre = 0.5L * (drift.state_now - 1.0L) * moved + 0.5L * drift.state_start * law_.mean +
                            drift.score * G - share * (now.slope * moved + now.shift);
    return static_cast<double>((P * P * law_.variance + Q * Q + centre * centre) / (2.0L * kappa_));
  }

 private:
  const AffineAxis& axis_;
  const Scheme& scheme_;
  NormalLaw law_;
  Extended from_;
  AxisScore<Extended> score_;
  Extended kappa_;
};

/// A multiple of a power of two, with few bits: then all points of a grid are exact.
double round_spacing(double spacing) {
  constexpr double n_values = 256.0;
  int exponent = 0;
  const double fraction = std::frexp(spacing, &exponent);
  return std::ldexp(std::floor(fraction * n_values) / n_values, exponent);
}

LineGrid grid_for(const NormalLaw& law, const LineScores<double>& scores, Time end, const CostPowers& powers) {
  constexpr double reach = 11.0;
  constexpr double points_a_deviation = 6.0;
  constexpr double most_points = 60000.0;
  const auto mean = static_cast<double>(law.mean);
  const auto variance = static_cast<double>(law.variance);
  double low = mean - reach * std::sqrt(variance);
  double high = mean + reach * std::sqrt(variance);
  double narrowest = variance;
  for (const Side side : {Side::left, Side::right}) {
    const CostTail cost = cost_tail(scores, end.value, side);
    for (const double power : {powers.least, 1.0, powers.greatest}) {
      const auto tilted = tilted_tail({mean, variance}, cost, power);
      if (!tilted) continue;
      low = std::min(low, tilted->mean - reach * std::sqrt(tilted->variance));
      high = std::max(high, tilted->mean + reach * std::sqrt(tilted->variance));
      narrowest = std::min(narrowest, tilted->variance);
    }
  }
  for (const auto& [place, of_component] : scores.noised_components(end.value)) {
    if (low < place && place < high) narrowest = std::min(narrowest, of_component);
  }
  const double spacing =
      round_spacing(std::max(std::sqrt(narrowest) / points_a_deviation, (high - low) / most_points));
  const double first = std::floor(low / spacing);
  return {first * spacing, spacing, static_cast<Eigen::Index>(std::ceil(high / spacing) - first) + 1};
}

}  // namespace

std::optional<GuidedPair> affine_pair(const GuidedPair& pair, bool guided) {
  if (pair.dimension() != 1 || pair.line_cost || !pair.has_density(1.0)) return std::nullopt;
  const Gaussian* base = common_component(pair, pair.base);
  const Gaussian* reweighted = guided ? common_component(pair, pair.reweighted) : base;
  if (!base || !reweighted) return std::nullopt;
  GuidedPair affine{{*base, *reweighted}, Eigen::Vector2d(1.0, 0.0), Eigen::Vector2d(0.0, 1.0), pair.expected};
  affine.objective = pair.objective;
  return affine;
}

NormalLaw affine_chain(const GuidedPair& affine, const Chain& chain) {
  return to_extended(affine_chain_law<Real50>(affine, chain).front());
}

NormalLaw affine_limit(const GuidedPair& affine, const LimitSpec& spec) {
  require_ordered_times(spec, "limit law");
  const AffineAxis axis = affine_axes(affine).front();
  const AxisGaussian<Extended> start = axis_start<Extended>(axis, spec.start, spec.t0.value);
  NormalLaw law{start.mean, start.variance};
  for (const Stretch& part : stretches(affine, spec)) law = advanced(axis, law, part, spec.noise_share);
  if (!std::isfinite(law.mean) || !std::isfinite(law.variance)) {
    throw OutOfReach(Unreached::out_of_range, "its mean or variance is beyond the range of numbers", "limit law",
                     "ask for a smaller w");
  }
  return law;
}

Value affine_path_kl(const GuidedPair& affine, const Chain& chain) {
  const auto of_shorter = [&](const Chain& shorter) { return affine_path_kl(affine, shorter); };
  if (const auto value = long_chain_value(chain, of_shorter)) return *value;
  constexpr double accuracy = 1e-12;
  constexpr double rounding = 1e-11;  // of the gap, a difference of drifts that is small against either
  const AffineAxis axis = affine_axes(affine).front();
  const std::vector<Step<Real50>> steps = make_steps<Real50>(chain, affine);
  const std::vector<double>& times = chain.grid.times();
  LimitSpec within = limit_spec(chain);
  Value sum{0.0, 0.0, "Girsanov, Gaussian laws in closed form"};
  AxisGaussian<Real50> law = axis_start<Real50>(axis, chain.start, times.front());
  for (std::size_t n = 0; n < steps.size(); ++n) {
    const StepGap gap(axis, chain.scheme, steps[n], to_extended(law));
    within.t0 = {times[n]};
    within.tend = {times[n + 1]};
    for (const Stretch& part : stretches(affine, within)) {
      const auto rate = [&, omega = part.omega, to = part.to](double u) { return gap.rate(std::min(std::exp(u), to), omega); };
      const Value found =
          adaptive_integral(rate, std::log(part.from), std::log(part.to), accuracy, 0.01 * accuracy * sum.value);
      sum.value += found.value;
      sum.error += found.error + rounding * found.value;
    }
    law = axis_step(axis, law, steps[n]);
  }
  return sum;
}

ResolvedLaw on_grid(const NormalLaw& law, const GuidedPair& pair, Time end, const CostPowers& powers) {
  constexpr double rounding = 4e-14;  // as of a chain of one step
  constexpr Extended widest = 1e150L;
  if (!(std::abs(law.mean) < widest && law.variance < widest)) {
    throw OutOfReach(Unreached::too_wide, "it is beyond the range of a double", "law of the chain",
                     "an unstable chain becomes stable with more steps or a smaller w");
  }
  const auto scores = std::make_shared<const LineScores<double>>(pair);
  const LineGrid grid = grid_for(law, *scores, end, powers);
  const auto density_on = [&law](const LineGrid& points) {
    GridLaw result{points.y_min, points.spacing, Column<double>(points.n), 0.0};
    for (Eigen::Index i = 0; i < points.n; ++i) {
      const Extended z = points.y(i) - law.mean;
      result.log_density[i] = static_cast<double>(
          -0.5L * (z * z / law.variance + std::log(2.0L * std::numbers::pi_v<Extended> * law.variance)));
    }
    return result;
  };
  const ScoreField field = [scores](const double& t, const Column<double>& y, NoisedScores<double>& out) {
    scores->evaluate(t, y, out);
  };
  const auto growth = [scores](double t) { return cost_tail(*scores, t, Side::right).growth; };
  return ResolvedLaw({density_on(grid), density_on(coarsened(grid)), field, end, static_cast<double>(law.variance),
                      growth, rounding, "Gaussian law in closed form"});
}

}  // namespace plumbline
