#include "theory/imperfect/error_budget.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "theory/base/value_arithmetic.hpp"
#include "theory/imperfect/error_shapes.hpp"
#include "theory/law/richardson.hpp"

namespace plumbline {
namespace {

/// Which of the four causes are at work.
struct Causes {
  bool initialisation = true;
  bool truncation = true;
  bool discretisation = true;
  bool score = true;
};

class Budget {
 public:
  Budget(const GuidedPair& pair, const PracticalSampler& sampler, const LawOptions& options)
      : pair_(pair), sampler_(sampler), options_(options) {}

  /// E J(Y) with the given causes.
  Value cost(const Causes& causes) const {
    if (!causes.discretisation) return limit_cost(causes);
    return law(causes, sampler_.scheme, cut_grid(end(causes)), options_).expected_cost(1.0, Time{1.0});
  }

 private:
  Time end(const Causes& causes) const { return causes.truncation ? sampler_.tend : Time{1.0}; }

  ChainLaw law(const Causes& causes, Scheme scheme, TimeGrid grid, const LawOptions& options) const {
    const Start start = causes.initialisation ? Start::gaussian : Start::exact;
    const Chain chain{std::move(grid), scheme, {sampler_.w}, start};
    const EstimatedScores scores = causes.score ? EstimatedScores(pair_, sampler_.error) : EstimatedScores(pair_);
    return chain_law(scores, make_transitions(chain, pair_), options);
  }

  /// The grid from t0 to 1, cut at tend: were it stretched to end there, truncation would change every step.
  TimeGrid cut_grid(Time tend) const {
    std::vector<double> times = make_grid(Schedule::log_uniform, sampler_.steps, sampler_.t0, Time{1.0}).times();
    while (times.back() >= tend.value) times.pop_back();
    times.push_back(tend.value);
    return TimeGrid(std::move(times));
  }

  Value limit_cost(const Causes& causes) const {
    constexpr std::int64_t coarsest = 64;
    constexpr std::int64_t finest = 1024;
    const auto exponential = [&](std::int64_t n, const LawOptions& options) {
      const TimeGrid grid = make_grid(Schedule::log_uniform, {n}, sampler_.t0, end(causes));
      return law(causes, Scheme::exponential, grid, options);
    };
    const ChainLaw resolution = exponential(finest, options_);
    const Value finest_cost = resolution.expected_cost(1.0, Time{1.0});
    LawOptions fixed = options_;
    fixed.grid = resolution.law().grid();
    std::vector<double> levels;
    for (std::int64_t n = coarsest; n < finest; n *= 2) {
      levels.push_back(exponential(n, fixed).expected_cost(1.0, Time{1.0}).value);
    }
    levels.push_back(finest_cost.value);
    const Extrapolated<double> limit = richardson(std::move(levels));
    return {limit.best, error_of(limit, finest_cost.error), "Richardson extrapolation of exact laws"};
  }

  const GuidedPair& pair_;
  const PracticalSampler& sampler_;
  LawOptions options_;
};

}  // namespace

PracticalSampler practical_sampler(int halvings) {
  constexpr int first_octaves = 5;
  const double part = std::ldexp(1.0, -halvings);
  PracticalSampler sampler;
  sampler.t0 = {std::ldexp(part, -first_octaves)};
  sampler.tend = {1.0 - 0.04 * part};
  sampler.steps = {(first_octaves + halvings) * (std::int64_t{4} << halvings)};
  sampler.error = error_on(ErrorTarget::guided, [](double t, const Column<double>& y, const NoisedScores<double>&) {
                    return Column<double>(t * y.sin());
                  }).scaled(0.2 * part);
  return sampler;
}

ErrorBudget error_budget(const GuidedPair& pair, const PracticalSampler& sampler, const LawOptions& options) {
  const Budget budget(pair, sampler, options);
  const Value all = budget.cost({});
  ErrorBudget parts;
  parts.total =
      all - budget.cost({.initialisation = false, .truncation = false, .discretisation = false, .score = false});
  parts.initialisation = all - budget.cost({.initialisation = false});
  parts.truncation = all - budget.cost({.truncation = false});
  parts.discretisation = all - budget.cost({.discretisation = false});
  parts.score = all - budget.cost({.score = false});
  parts.remainder = parts.total;
  for (const Value* part : {&parts.initialisation, &parts.truncation, &parts.discretisation, &parts.score}) {
    parts.remainder = parts.remainder - *part;
  }
  return parts;
}

}  // namespace plumbline
