#include "theory/law/laws_in_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "theory/law/grid_choice.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/law/richardson.hpp"
#include "theory/law/rounding.hpp"

namespace plumbline {
namespace {

/// How far from 0 the law sits, in its own widths: a step rounds the place of its points, not the distance to the mean.
double remoteness(const ResolvedLaw& law) {
  const double mean = law.mean().value;
  const double variance = law.second_moment().value - mean * mean;
  return variance > 0.0 ? std::max(1.0, std::abs(mean) / std::sqrt(variance)) : 1.0;
}

/// What limits the law at best: the steps of the finest chain, and its grid.
double error_of_chain(const ResolvedLaw& law, double cost_power, std::int64_t n_steps) {
  return rounding_of_steps(law, cost_power, n_steps) + law.parts().unresolved;
}

std::optional<Chain> shorter(const Chain& chain, std::int64_t n_steps) {
  std::optional<TimeGrid> grid = chain.grid.with_steps({n_steps});
  if (!grid) return std::nullopt;
  return Chain{std::move(*grid), chain.scheme, chain.guidance, chain.start};
}

bool is_long(const Chain& chain) {
  return chain.grid.steps().value > most_direct_steps && chain.guidance.is_constant();
}

}  // namespace

ChainLaw law_to_extrapolate(const GuidedPair& pair, const Transitions& run, const LawOptions& options) {
  LawOptions plain;
  plain.tolerance = options.tolerance;
  plain.grid = options.grid;
  plain.cost_power = options.cost_power;
  plain.least_power = options.least_power;
  plain.caution = options.caution;
  plain.most_refinements = 2;
  return chain_law(pair, run, plain);
}

double rounding_of_steps(const ResolvedLaw& law, double cost_power, std::int64_t n_steps) {
  constexpr double half_ulp = 1.1e-16;
  const double power = law.is_finite(cost_power) ? cost_power : law.is_finite() ? 1.0 : 0.0;
  return std::max(rounding_in_tails, half_ulp * law.typical_log_density(power, law.end())) *
         static_cast<double>(n_steps) * remoteness(law);
}

ResolvedLaw::Parts law_at(double n_steps, const GuidedPair& pair, const LawsInSteps& laws, const LawOptions& options) {
  std::int64_t finest = laws.coarsest << (laws.n_levels - 1);
  ChainLaw of_finest = law_to_extrapolate(pair, laws.run(finest), options);
  LawOptions fixed = options;
  fixed.grid = of_finest.law().grid();
  std::vector<Column<double>> levels;
  for (std::int64_t n = laws.coarsest; n < finest; n *= 2) {
    levels.push_back(chain_law_on_grid(pair, laws.run(n), fixed).log_density);
  }
  for (;;) {
    levels.push_back(of_finest.law().log_density);
    constexpr double all_powers = 2.0;
    auto [best, second] = richardson(levels, all_powers, static_cast<double>(finest) / n_steps);
    second = best + extrapolation_safety * (second - best);
    ResolvedLaw::Parts parts = of_finest.parts();
    parts.fine.log_density = std::move(best);
    parts.coarse = parts.fine;
    parts.coarse.log_density = std::move(second);
    parts.tail_variance = laws.tail_variance;
    parts.rounding = rounding_in_tails * static_cast<double>(finest);
    parts.unresolved = of_finest.relative_error(options.cost_power);
    parts.how = fmt::format("Richardson extrapolation of exact laws, N = {} to {}", laws.coarsest, finest);
    const ResolvedLaw law(parts);
    const double enough =  // beyond, the chain is what limits it
        std::max(options.tolerance, 2.0 * error_of_chain(law, options.cost_power, finest));
    const bool dear = 2.0 * static_cast<double>(finest) * static_cast<double>(law.law().size()) > most_point_steps;
    if (law.relative_error(options.cost_power) <= enough || levels.size() == laws.most_levels || dear) return parts;
    finest *= 2;
    of_finest = law_to_extrapolate(pair, laws.run(finest), fixed);
  }
}

std::optional<ChainLaw> long_chain_law(const GuidedPair& pair, const Chain& chain, const LawOptions& options) {
  constexpr std::int64_t coarsest = 256;
  if (!is_long(chain) || options.grid || options.on_step || !shorter(chain, coarsest)) return std::nullopt;
  const LineScores<double> scores(pair);
  const LawsInSteps laws{[&](std::int64_t n) { return make_transitions(*shorter(chain, n), pair); }, coarsest, 6, 8,
                         line_tails(scores, make_transitions(chain, pair), Side::right).back().variance};
  ChainLaw law(law_at(static_cast<double>(chain.grid.steps().value), pair, laws, options));
  const double enough = std::max(options.tolerance, 2.0 * error_of_chain(law, options.cost_power, most_direct_steps));
  if (!(law.relative_error(options.cost_power) <= enough)) return std::nullopt;
  return law;
}

std::optional<Value> long_chain_value(const Chain& chain, const std::function<Value(const Chain& shorter)>& quantity) {
  constexpr std::int64_t coarsest = 64;
  constexpr std::int64_t finest = 2048;
  constexpr double accuracy = 1e-8;
  if (!is_long(chain) || !shorter(chain, coarsest)) return std::nullopt;
  std::vector<double> levels;
  double error = 0.0;
  for (std::int64_t n = coarsest; n <= finest; n *= 2) {
    const Value value = quantity(*shorter(chain, n));
    levels.push_back(static_cast<double>(n) * value.value);
    error = std::max(error, static_cast<double>(n) * value.error);
  }
  const auto n_steps = static_cast<double>(chain.grid.steps().value);
  constexpr double all_powers = 2.0;
  const auto extrapolated = richardson(levels, all_powers, static_cast<double>(finest) / n_steps);
  const double of_best = error_of(extrapolated, error);
  if (!(of_best <= accuracy * std::abs(extrapolated.best))) return std::nullopt;
  return Value{extrapolated.best / n_steps, of_best / n_steps,
               fmt::format("N times it, extrapolated from N = {} to {}", coarsest, finest)};
}

}  // namespace plumbline
