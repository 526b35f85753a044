#include "theory/law/limit_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "theory/law/path_sum.hpp"
#include "theory/law/richardson.hpp"
#include "theory/problem/input_error.hpp"
#include "theory/score/exponentials.hpp"

namespace plumbline {
namespace {

/// The two best orders share their finest N, so their difference can be smaller than the error: a safety factor as in
/// Roache (J. Fluids Eng. 116, 1994), 3 there; 4 is our choice. The rounding of a step, relative, does not average out
/// in the tails that E J^q weighs. Both are held against the identity O1, which knows the answer.
constexpr double safety = 4.0;
constexpr double rounding_per_step = 2e-15;

constexpr std::int64_t unit = 64;  // every number of steps is a multiple
constexpr int n_levels = 6;
constexpr std::int64_t grid_steps = 512;
constexpr double sum_of_weights = 8.0;  // of the extrapolation, in absolute value

/// How much log q_N changes from n_steps to twice as many at the far edge (6 deviations) of q h^cost_power, from the
/// closed form of the tails; 0 where that moment is infinite.
double change_where_the_cost_lives(const GuidedPair& pair, const LineScores<double>& scores, const LimitSpec& spec,
                                   double cost_power, std::int64_t n_steps) {
  const auto tail_at = [&](std::int64_t n, Side side) {
    return line_tails(scores, limit_steps(pair, spec, n), spec.start, spec.t0.value, side).back();
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
  double narrowest = 1.0;
  for (const auto& [mean, variance] : scores.noised_components(spec.tend.value)) {
    narrowest = std::min(narrowest, variance);
  }
  const double steepest = (std::abs(1.0 + omega) + std::abs(omega)) / narrowest;
  std::int64_t n_steps = unit;
  while (steepest * std::log(spec.tend.value / spec.t0.value) / static_cast<double>(n_steps) > short_step) n_steps *= 2;
  while (n_steps < most_coarse && change_where_the_cost_lives(pair, scores, spec, cost_power, n_steps) > settled) {
    n_steps *= 2;
  }
  return n_steps;
}

/// The exact law of the limit's chain on the grid on which all levels will run; its own error measures that grid.
ChainLaw resolution_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options) {
  const std::vector<Step<double>> steps = limit_steps(pair, spec, grid_steps);
  LawOptions plain;
  plain.tolerance = options.tolerance;
  plain.grid = options.grid;
  plain.caution = 1000.0;
  plain.cost_power = options.cost_power;
  return chain_law(pair, steps, spec.start, spec.t0.value, spec.tend.value, plain);
}

double relative_error(const ChainLaw& law, double cost_power) {
  const double scale = std::sqrt(law.second_moment().value);
  double error = std::max(law.mean().error / scale, law.rounding());
  for (const double power : {1.0, cost_power}) {
    if (!law.is_finite(power)) continue;
    const Value cost = law.expected_cost(power);
    error = std::max(error, cost.error / cost.value);
  }
  return error;
}

/// What the grid adds to the extrapolation to n_steps, relative. The resolution law has measured it at grid_steps; the
/// interpolation of narrow kernels adds up in proportion to N S / spacing, that is like sqrt(N), and the weights of the
/// extrapolation add up to about 8.
double grid_error(const ChainLaw& resolution, double cost_power, std::int64_t n_steps) {
  const double more_steps = std::max(1.0, static_cast<double>(n_steps) / static_cast<double>(grid_steps));
  return sum_of_weights * std::sqrt(more_steps) * relative_error(resolution, cost_power) +
         rounding_per_step * static_cast<double>(n_steps);
}

}  // namespace

std::vector<Stretch> stretches(const GuidedPair& pair, const LimitSpec& spec) {
  std::vector<double> stops{spec.t0.value};
  for (const Time edge : {spec.guidance.from, spec.guidance.to}) {
    if (spec.t0 < edge && edge < spec.tend) stops.push_back(edge.value);
  }
  stops.push_back(spec.tend.value);
  std::vector<Stretch> result;
  for (std::size_t i = 1; i < stops.size(); ++i) {
    if (stops[i - 1] >= stops[i]) continue;
    const double middle = std::sqrt(stops[i - 1] * stops[i]);
    result.push_back({stops[i - 1], stops[i], pair.omega(spec.guidance.at(middle))});
  }
  return result;
}

Column<double> cost_dissipation(double omega, const NoisedScores<double>& scores, const Column<double>&) {
  return omega * exp_of(scores.log_h) * (scores.score - scores.score_reweighted).square();
}

Column<double> guidance_energy(double omega, const NoisedScores<double>& scores, const Column<double>&) {
  return 0.5 * omega * omega * (scores.score - scores.score_reweighted).square();
}

std::vector<Step<double>> limit_steps(const GuidedPair& pair, const LimitSpec& spec, std::int64_t n_steps) {
  if (!(0.0 < spec.t0.value && spec.t0.value < spec.tend.value && spec.tend.value <= 1.0)) {
    throw InputError(fmt::format("t0 = {} and tend = {}", spec.t0.value, spec.tend.value), "limit law",
                     "choose 0 < t0 < tend <= 1");
  }
  const double whole = std::log(spec.tend.value / spec.t0.value);
  std::vector<Step<double>> steps;
  for (const auto& [from, to, omega] : stretches(pair, spec)) {
    const double share = std::log(to / from) / whole;
    const auto coarse = std::max<std::int64_t>(1, std::llround(share * static_cast<double>(unit)));
    const std::int64_t n = std::max<std::int64_t>(1, coarse * n_steps / unit);
    const auto time = [&, from = from, to = to](std::int64_t i) {
      return i == n ? to : from * std::exp(std::log(to / from) * static_cast<double>(i) / static_cast<double>(n));
    };
    for (std::int64_t i = 0; i < n; ++i) {
      const auto [A, B, S] = step_coefficients(Scheme::exponential, time(i), time(i + 1));
      steps.push_back({time(i), A, B, S, omega});
    }
  }
  return steps;
}

LimitLaw limit_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options) {
  const ChainLaw resolution = resolution_law(pair, spec, options);
  LawOptions fixed;
  fixed.tolerance = options.tolerance;
  fixed.grid = resolution.law().grid();
  fixed.cost_power = options.cost_power;
  std::vector<Column<double>> levels;
  double defect = 0.0;
  LineTail tail;
  const LineScores<double> scores(pair);
  const std::int64_t coarsest = coarsest_steps(pair, scores, spec, options.cost_power);
  std::int64_t n_steps = coarsest;
  for (int level = 0; level < n_levels; ++level, n_steps *= 2) {
    const std::vector<Step<double>> steps = limit_steps(pair, spec, n_steps);
    GridLaw law = chain_law_on_grid(pair, steps, spec.start, spec.t0.value, spec.tend.value, fixed);
    levels.push_back(std::move(law.log_density));
    defect = law.mass_defect;
    if (level + 1 == n_levels) tail = line_tails(scores, steps, spec.start, spec.t0.value, Side::right).back();
  }
  auto [best, second] = richardson(std::move(levels));
  second = best + safety * (second - best);
  const GridLaw& frame = resolution.law();
  ResolvedLaw::Parts parts = resolution.parts();
  parts.fine = {frame.y_min, frame.spacing, std::move(best), defect};
  parts.coarse = {frame.y_min, frame.spacing, std::move(second), defect};
  parts.tail_variance = tail.variance;
  parts.rounding = grid_error(resolution, options.cost_power, n_steps);
  parts.how = fmt::format("Richardson extrapolation of exact laws, N = {} to {}", coarsest, n_steps / 2);
  return LimitLaw(std::move(parts));
}

Value limit_path_integral(const GuidedPair& pair, const LimitSpec& spec, const PathIntegrand& integrand,
                          const LawOptions& options) {
  const ChainLaw resolution = resolution_law(pair, spec, options);
  const auto sum_on = [&](const LineGrid& grid, std::int64_t n_steps) {
    const std::vector<Step<double>> steps = limit_steps(pair, spec, n_steps);
    PathSum sum(pair, steps, spec.tend.value, integrand);
    LawOptions fixed;
    fixed.tolerance = options.tolerance;
    fixed.grid = grid;
    fixed.cost_power = options.cost_power;
    fixed.on_step = sum.observer();
    chain_law_on_grid(pair, steps, spec.start, spec.t0.value, spec.tend.value, fixed);
    return sum.value();
  };
  const LineGrid grid = resolution.law().grid();
  std::vector<double> levels;
  const std::int64_t coarsest = coarsest_steps(pair, LineScores<double>(pair), spec, options.cost_power);
  std::int64_t n_steps = coarsest;
  for (int level = 0; level < n_levels; ++level, n_steps *= 2) levels.push_back(sum_on(grid, n_steps));
  // an integrand may live further out than the cost, by which the resolution law judges the grid
  const double seen_by_the_sum = std::abs(sum_on(resolution.coarse_law().grid(), coarsest) - levels.front());
  const auto [best, second] = richardson(std::move(levels));
  return {best,
          safety * std::abs(best - second) + grid_error(resolution, options.cost_power, n_steps) * std::abs(best) +
              sum_of_weights * std::sqrt(static_cast<double>(n_steps / coarsest)) * seen_by_the_sum,
          fmt::format("Richardson extrapolation of path sums, N = {} to {}", coarsest, n_steps / 2)};
}

Value path_integral(const GuidedPair& pair, const Chain& chain, const PathIntegrand& integrand,
                    const LawOptions& options) {
  const std::vector<Step<double>> steps = make_steps<double>(chain, pair);
  const double t0 = chain.grid.first().value;
  const double tend = chain.grid.last().value;
  PathSum fine(pair, steps, tend, integrand);
  LawOptions observed = options;
  observed.on_step = fine.observer();
  const ChainLaw law = chain_law(pair, steps, chain.start, t0, tend, observed);
  PathSum coarse(pair, steps, tend, integrand);
  LawOptions fixed;
  fixed.tolerance = options.tolerance;
  fixed.grid = law.coarse_law().grid();
  fixed.on_step = coarse.observer();
  chain_law_on_grid(pair, steps, chain.start, t0, tend, fixed);
  return {fine.value(), std::abs(fine.value() - coarse.value()) + law.rounding() * std::abs(fine.value()), law.how()};
}

}  // namespace plumbline
