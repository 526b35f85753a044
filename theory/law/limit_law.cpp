#include "theory/law/limit_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "theory/law/laws_in_steps.hpp"
#include "theory/law/path_sum.hpp"
#include "theory/law/richardson.hpp"
#include "theory/score/exponentials.hpp"

namespace plumbline {
namespace {

constexpr std::int64_t unit = 64;  // every number of steps is a multiple
constexpr std::size_t n_levels = 6;
constexpr std::size_t most_limit_levels = 9;  // added one by one while the extrapolation is what limits the error

/// The variance of the narrowest component, at most 1.
double narrowest_variance(const LineScores<double>& scores) {
  double narrowest = 1.0;
  for (const auto& [mean, variance] : scores.noised_components(1.0)) narrowest = std::min(narrowest, variance);
  return narrowest;
}

/// The clock in which the steps of a limit are uniform: log(t / v_t), v_t = t v + 1 - t the noised variance of the
/// narrowest component, which turns the slope 1 / v_t of its score into 1 at every time.
struct Clock {
  double v;

  double at(double t) const { return std::log(t / (t * v + (1.0 - t))); }
  double time(double reading) const { return 1.0 / (std::exp(-reading) + (1.0 - v)); }
};

/// How much log q_N changes from n_steps to twice as many at the far edge (6 deviations) of q h^cost_power, from the
/// closed form of the tails; 0 where that moment is infinite.
double change_where_the_cost_lives(const GuidedPair& pair, const LineScores<double>& scores, const LimitSpec& spec,
                                   double cost_power, std::int64_t n_steps) {
  const auto tail_at = [&](std::int64_t n, Side side) {
    return line_tails(scores, limit_run(pair, spec, n), side).back();
  };
  double change = 0.0;
  for (const Side side : {Side::left, Side::right}) {
    const LineTail coarse = tail_at(n_steps, side);
    const LineTail fine = tail_at(2 * n_steps, side);
    const auto far_cost = tilted_tail(fine, cost_tail(scores, spec.tend.value, side), cost_power);
    if (!far_cost) continue;
    const double outwards = side == Side::left ? -6.0 : 6.0;
    const double place = far_cost->mean + outwards * std::sqrt(far_cost->variance);
    change = std::max(change, std::abs(0.5 * place * place * (1.0 / fine.variance - 1.0 / coarse.variance) -
                                       place * (fine.mean / fine.variance - coarse.mean / coarse.variance)));
  }
  return change;
}

/// The first number of steps of the extrapolation. A step must be short against the steepest slope of the drift, which
/// the narrowest component sets, and the law must have settled where a heavy-tailed cost has its mass, or the expansion
/// in 1/N has not begun.
std::int64_t coarsest_steps(const GuidedPair& pair, const LineScores<double>& scores, const LimitSpec& spec,
                            double cost_power) {
  const double omega = pair.omega(spec.guidance.scale.value);
  constexpr double short_step = 0.35;
  constexpr double settled = 2.0;
  constexpr std::int64_t most_coarse = 4096;
  const Clock clock{narrowest_variance(scores)};
  const double length =
      (std::abs(1.0 + omega) + std::abs(omega)) * (clock.at(spec.tend.value) - clock.at(spec.t0.value));
  std::int64_t n_steps = unit;
  while (length / static_cast<double>(n_steps) > short_step) n_steps *= 2;
  while (n_steps < most_coarse && change_where_the_cost_lives(pair, scores, spec, cost_power, n_steps) > settled) {
    n_steps *= 2;
  }
  return n_steps;
}

}  // namespace

double limit_tail_variance(const LineScores<double>& scores, const GuidedPair& pair, const LimitSpec& spec) {
  std::vector<double> variances;
  for (std::int64_t n = 512; n <= 8192; n *= 2) {
    variances.push_back(line_tails(scores, limit_run(pair, spec, n), Side::right).back().variance);
  }
  return richardson(std::move(variances)).best;
}

Column<double> cost_dissipation(double omega, const NoisedScores<double>& scores, const Column<double>&) {
  return omega * exp_of(scores.log_h) * (scores.score - scores.score_reweighted).square();
}

Column<double> guidance_energy(double omega, const NoisedScores<double>& scores, const Column<double>&) {
  return 0.5 * omega * omega * (scores.score - scores.score_reweighted).square();
}

Transitions limit_run(const GuidedPair& pair, const LimitSpec& spec, std::int64_t n_steps) {
  require_ordered_times(spec, "limit law");
  const Clock clock{narrowest_variance(LineScores<double>(pair))};
  const double whole = clock.at(spec.tend.value) - clock.at(spec.t0.value);
  const double of_score = 0.5 * (1.0 + spec.noise_share);
  const double of_noise = std::sqrt(spec.noise_share);
  Transitions run{{}, spec.start, spec.t0, spec.tend};
  for (const auto& [from, to, omega] : stretches(pair, spec)) {
    const double first = clock.at(from);
    const double length = clock.at(to) - first;
    const double share = length / whole;
    const auto coarse = std::max<std::int64_t>(1, std::llround(share * static_cast<double>(unit)));
    const std::int64_t n = std::max<std::int64_t>(1, coarse * n_steps / unit);
    const auto time = [&, from = from, to = to](std::int64_t i) {
      if (i == 0 || i == n) return i == 0 ? from : to;
      return clock.time(first + length * static_cast<double>(i) / static_cast<double>(n));
    };
    for (std::int64_t i = 0; i < n; ++i) {
      const auto [A, B, S] = step_coefficients(Scheme::exponential, time(i), time(i + 1));
      run.steps.push_back({time(i), A, of_score * B, of_noise * S, omega});
    }
  }
  return run;
}

LimitLaw limit_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options) {
  const LineScores<double> scores(pair);
  const LawsInSteps laws{[&](std::int64_t n) { return limit_run(pair, spec, n); },
                         coarsest_steps(pair, scores, spec, options.cost_power), n_levels, most_limit_levels,
                         limit_tail_variance(scores, pair, spec)};
  return LimitLaw(law_at(std::numeric_limits<double>::infinity(), pair, laws, options));
}

Value limit_path_integral(const GuidedPair& pair, const LimitSpec& spec, const PathIntegrand& integrand,
                          const LawOptions& options) {
  constexpr double grow_with_steps = 200.0;  // the grid is chosen at the coarsest level, where that is cheap
  const std::int64_t coarsest = coarsest_steps(pair, LineScores<double>(pair), spec, options.cost_power);
  std::int64_t n_steps = coarsest << (n_levels - 1);
  LawOptions cautious = options;
  cautious.caution = grow_with_steps;
  const ChainLaw coarsest_law = law_to_extrapolate(pair, limit_run(pair, spec, coarsest), cautious);
  const auto path_sum = [&](std::int64_t n, const LineGrid& grid) {
    const Transitions run = limit_run(pair, spec, n);
    PathSum sum(pair, run, integrand);
    LawOptions fixed = options;
    fixed.grid = grid;
    fixed.on_step = sum.observer();
    chain_law_on_grid(pair, run, fixed);
    return sum.value();
  };
  const LineGrid grid = coarsest_law.law().grid();
  std::vector<double> levels;
  for (std::int64_t n = coarsest; n <= n_steps; n *= 2) levels.push_back(path_sum(n, grid));
  for (;;) {
    // The grid's error at the finest level enters the extrapolation with weights that add up to about 8.
    const double of_grid = std::abs(levels.back() - path_sum(n_steps, coarsened(grid)));
    const auto [best, second] = richardson(levels);
    const double of_extrapolation = extrapolation_safety * std::abs(best - second);
    const double of_chain =
        extrapolation_safety * of_grid + rounding_of_steps(coarsest_law, options.cost_power, n_steps) * std::abs(best);
    const double enough = std::max(options.tolerance * std::abs(best), 2.0 * of_chain);
    if (of_extrapolation <= enough || levels.size() == most_limit_levels) {
      return {best, of_extrapolation + of_chain,
              fmt::format("Richardson extrapolation of path sums, N = {} to {}", coarsest, n_steps)};
    }
    n_steps *= 2;
    levels.push_back(path_sum(n_steps, grid));
  }
}

Value path_integral(const GuidedPair& pair, const Chain& chain, const PathIntegrand& integrand,
                    const LawOptions& options) {
  const Transitions run = make_transitions(chain, pair);
  PathSum fine(pair, run, integrand);
  LawOptions observed = options;
  observed.on_step = fine.observer();
  const ChainLaw law = chain_law(pair, run, observed);
  PathSum coarse(pair, run, integrand);
  LawOptions fixed;
  fixed.tolerance = options.tolerance;
  fixed.grid = law.coarse_law().grid();
  fixed.on_step = coarse.observer();
  chain_law_on_grid(pair, run, fixed);
  return {fine.value(), std::abs(fine.value() - coarse.value()) + law.rounding() * std::abs(fine.value()), law.how()};
}

}  // namespace plumbline
