#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "theory/integrability/first_finite_steps.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/rounding.hpp"
#include "theory/static/marginals.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/sampler_field.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace h1 {

constexpr Time family_t0{1e-3};
constexpr double relative_resolution = 1e-8;

/// The variance of the far field of the sampler under test: V' = (A + B kappa)^2 V + S^2 with kappa the slope of its
/// own guided score, measured a million units out, from the widest component of the true start.
double sampled_tail(const Workbench& bench, const Chain& chain) {
  const SamplerField field(bench, Stream::h1);
  constexpr double far_away = 1e6;
  const Eigen::MatrixXd points = Eigen::RowVector2d(far_away, 2.0 * far_away);
  double variance = LineMixture<double>(bench.pair(), bench.pair().base, chain.grid.first().value).widest();
  for (const auto& [time, A, B, S, omega] : bench.sampler_run(chain).steps) {
    const Eigen::MatrixXd score = field.guided_score(time, omega, points);
    const double slope = A + B * (score(0, 1) - score(0, 0)) / far_away;
    variance = slope * slope * variance + S * S;
  }
  return variance;
}

/// The far field of the sampler against the closed form for its true chain.
Check tail(const Workbench& bench, Scheme scheme, StepCount steps, GuidanceScale w) {
  const Chain chain = Workbench::chain(scheme, steps, w);
  const double exact = integrability(bench.pair(), chain).tail_variance;
  const double measured = sampled_tail(bench, chain);
  return exactly_equal(fmt::format("V_N of the far field, {}, N = {}, w = {}", name(scheme), steps.value, w.value),
                       {measured, 1e-10 * measured, "slopes of the sampler's score far out"},
                       closed_form(exact, "H1 in closed form"), relative_resolution * exact);
}

/// How far two components of one width are apart in the slope of their mixture's score at time t, sqrt(t) |m - m'| / V.
double slope_range(const GuidedPair& pair, const Eigen::VectorXd& weights, double t) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    if (!(weights[static_cast<Eigen::Index>(k)] > 0.0)) continue;
    low = std::min(low, pair.components[k].mean[0]);
    high = std::max(high, pair.components[k].mean[0]);
  }
  return std::sqrt(t) * (high - low) / (t * pair.components.front().covariance.max_variance() + (1.0 - t));
}

/// Where the path that ends at y was most likely at every step, in a far field of one width, but for the means.
std::vector<double> places_before(const Transitions& run, double v, double y) {
  std::vector<double> shares;
  double variance = run.t0.value * v + (1.0 - run.t0.value);
  for (const auto& [t, A, B, S, omega] : run.steps) {
    const double slope = A - B / (t * v + (1.0 - t));
    const double next = slope * slope * variance + S * S;
    shares.push_back(slope * variance / next);
    variance = next;
  }
  std::vector<double> places(shares.size());
  for (std::size_t n = shares.size(); n-- > 0;) places[n] = y = shares[n] * y;
  return places;
}

/// What 1 / V_N may be off by as far out as y, because two components still share a mixture on the way there: its score
/// has a slope that is off by at most range^2 / 4, and by less than range^2 exp(-range |y_n|) where one of them wins.
double unsettled(const GuidedPair& pair, const Transitions& run, double y) {
  const double v = pair.components.front().covariance.max_variance();
  const std::vector<double> places = places_before(run, v, y);
  const auto inverse_tail = [&](double sign) {
    double variance = run.t0.value * v + (1.0 - run.t0.value);
    std::size_t n = 0;
    for (const auto& [t, A, B, S, omega] : run.steps) {
      const double place = std::abs(places[n++]);
      const auto off = [&, time = t](const Eigen::VectorXd& weights) {
        const double range = slope_range(pair, weights, time);
        return range * range * std::min(0.25, std::exp(-range * place));
      };
      const double slope = A + B * (-1.0 / (t * v + (1.0 - t)) + sign * (std::abs(1.0 + omega) * off(pair.base) +
                                                                         std::abs(omega) * off(pair.reweighted)));
      variance = slope * slope * variance + S * S;
    }
    return 1.0 / variance;
  };
  return std::max(std::abs(inverse_tail(1.0) - inverse_tail(0.0)), std::abs(inverse_tail(-1.0) - inverse_tail(0.0)));
}

/// The same where nothing is linearised: 1 / V_N as the curvature of log q_N over 200 deviations of the exact law,
/// computed out there and not continued. Only where each mixture has one width: with several, a law comes to its far
/// field by jumps from one most likely history to the next, hundreds of deviations apart.
Check curvature(Workbench& bench, Scheme scheme, StepCount steps, GuidanceScale w) {
  constexpr double n_deviations = 100.0;
  const Chain chain = Workbench::chain(scheme, steps, w);
  const double exact = 1.0 / integrability(bench.pair(), chain).tail_variance;
  const Transitions run = bench.sampler_run(chain);
  LawOptions options = bench.law_options();
  const LineGrid near = chain_law(bench.sampler_pair(), run, options).law().grid();
  const double y = n_deviations / std::sqrt(exact);
  // On both sides: a step whose slope is negative brings a path from one far out to the other.
  const double reach = std::max({2.1 * y, -near.y_min, near.y_max()});
  options.grid = LineGrid{-reach, near.spacing, static_cast<Eigen::Index>(2.0 * reach / near.spacing) + 1};
  const GridLaw law = chain_law_on_grid(bench.sampler_pair(), run, options);
  const auto over = [&](double x) {
    const double half = 0.5 * x;
    return (2.0 * law.log_density_at(3.0 * half) - law.log_density_at(x) - law.log_density_at(2.0 * x)) / (half * half);
  };
  const double rounding = rounding_in_tails * static_cast<double>(run.steps.size()) * exact;  // of logarithms of 1e4
  const double error = std::max(std::abs(over(y) - over(0.5 * y)), 0.25 * std::abs(over(0.5 * y) - over(0.25 * y))) +
                       unsettled(bench.sampler_pair(), run, y) + rounding;
  return exactly_equal(
      fmt::format("1 / V_N from the exact law far out, {}, N = {}, w = {}", name(scheme), steps.value, w.value),
      {over(y), error, "curvature of log q_N over 200 deviations"}, closed_form(exact, "H1 in closed form"),
      1e-3 * exact);
}

bool has_one_width(const GuidedPair& pair) {
  const double width = pair.components.front().covariance.max_variance();
  return std::ranges::all_of(pair.components,
                             [&](const Gaussian& gaussian) { return gaussian.covariance.max_variance() == width; });
}

/// The two implementations of the recursion for V_N, as quadratic forms and on the line, just below and just above the
/// power at which E J^q becomes infinite.
Check thresholds(const GuidedPair& pair) {
  const LineScores<double> scores(pair);
  const double growth = cost_tail(scores, Workbench::tend.value, Side::right).growth;
  int n_wrong = 0;
  int n_asked = 0;
  for (const Scheme scheme : all_schemes) {
    for (std::int64_t n = 4; n <= 256; n *= 2) {
      const Chain chain = Workbench::chain(scheme, {n}, {0.5});
      const double variance = line_tails(scores, make_transitions(chain, pair), Side::right).back().variance;
      const double threshold = 0.5 / (variance * std::abs(growth));
      for (const double factor : {0.999999, 1.000001}) {
        const double q = growth == 0.0 ? 1e6 : std::copysign(factor * threshold, growth);
        const bool finite = growth == 0.0 || factor < 1.0;
        n_wrong += integrability(pair, chain, q).finite != finite;
        n_wrong += has_finite_cost(q, growth, variance) != finite;
        n_asked += 2;
      }
    }
  }
  return exactly_equal(fmt::format("wrong verdicts of {} on E J^q within 1e-6 of the threshold = 0", n_asked),
                       {static_cast<double>(n_wrong), 0.0, "tails as quadratic forms, and on the line"},
                       {0.0, 0.0, "q b = 1 / (2 V_N)"}, 0.5);
}

/// Where E J of the unguided `exponential` chain becomes finite: the law engine, with its own tails, must agree on
/// either side of first_finite_steps.
std::vector<Check> first_finite(const Workbench& bench) {
  const ChainFamily family{Schedule::log_uniform, Scheme::exponential, {family_t0, Workbench::tend, {}, Start::exact}};
  const std::optional<StepCount> first = first_finite_steps(bench.pair(), family);
  if (!first || first->value == 1) return {};  // finite for every chain: nothing changes
  LawOptions options = bench.law_options();
  options.cost_power = 0.0;  // where E J has its mass is not asked, and at the edge of finiteness it lies very far out
  const auto is_finite = [&](std::int64_t n) {
    return chain_law(bench.pair(), chain_with(family, {n}), options).is_finite();
  };
  const int n_wrong = int{is_finite(first->value - 1)} + int{!is_finite(first->value)};
  return {exactly_equal(
      fmt::format("wrong verdicts of the law engine: E J infinite at N = {}, finite at N = {}, t0 = {} = 0",
                  first->value - 1, first->value, family_t0.value),
      {static_cast<double>(n_wrong), 0.0, "tails of the law engine"}, {0.0, 0.0, "first_finite_steps"}, 0.5)};
}

std::vector<Check> check(Workbench& bench) {
  std::vector<Check> checks{thresholds(bench.pair())};
  for (const Scheme scheme : all_schemes) {
    for (const double w : {0.0, 1.0}) {
      for (const std::int64_t n : {16, 256}) checks.push_back(tail(bench, scheme, {n}, {w}));
    }
    if (has_one_width(bench.pair())) checks.push_back(curvature(bench, scheme, {16}, {1.0}));
  }
  for (Check& found : first_finite(bench)) checks.push_back(std::move(found));
  return checks;
}

}  // namespace h1

Claim claim_h1() {
  return {"H1",
          "E J^q of the chain is finite iff q b < 1/(2 V_N), V_N the variance of its far field by a linear recursion",
          "ours",
          "the closed form, against the sampler's own slopes far out and the far tail of the exact law",
          needs_exact_law,
          h1::check};
}

}  // namespace plumbline
