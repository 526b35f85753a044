#include "verify/study/guidance_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "results/monte_carlo.hpp"
#include "sim/ensemble.hpp"
#include "sim/ordered_blocks.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/problem/chain.hpp"
#include "verify/statistics/alarm_budget.hpp"
#include "verify/statistics/mean_check.hpp"

namespace plumbline {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct Row {
  Moments improved;
  Moments negative_cost;
  Value exact{unknown, unknown, "no exact law in this dimension"};
  std::string verdict = "no exact value";  ///< of the Monte Carlo mean against the exact one
};

/// The Monte Carlo mean of J against the exact law of the same chain. A mean without variance (H1) proves nothing at
/// any number of trials, and one whose allowance exceeds a tenth of the exact value proves too little.
std::string verdict_on(const Moments& cost, const ChainLaw& law, double false_alarm) {
  constexpr double relative_resolution = 0.1;
  const Value exact = law.expected_cost();
  const MeanRule rule{false_alarm, relative_resolution * exact.value, law.is_finite(2.0)};
  return verdict_text(check_mean(estimate_mean(moments_of(cost)), exact, rule));
}

/// Moments of an event that happened in n_events of n_trials trials, as 0 and 1.
Moments moments_of_indicator(std::int64_t n_events, std::int64_t n_trials) {
  const auto n = static_cast<double>(n_trials);
  const double p = static_cast<double>(n_events) / n;
  const double spread = p * (1.0 - p);
  Moments moments;
  moments.n = n_trials;
  moments.mean = p;
  moments.m2 = n * spread;
  moments.m3 = n * spread * (1.0 - 2.0 * p);
  moments.m4 = n * spread * (1.0 - 3.0 * spread);
  moments.min = n_events < n_trials ? 0.0 : 1.0;
  moments.max = n_events > 0 ? 1.0 : 0.0;
  return moments;
}

Row measure(const Case& problem, const GuidanceScaleStudy& study, double w, std::uint32_t stream, double false_alarm,
            int n_threads) {
  const TimeGrid grid = make_grid(Schedule::log_uniform, study.steps, study.t0, {1.0});
  const Chain guided{grid, study.scheme, {{w}}, Start::exact};
  const Chain unguided{grid, study.scheme, {}, Start::exact};
  EnsembleOptions options;
  options.paths = study.n_trials;
  options.seed = study.seed;
  options.stream = stream;
  options.threads = n_threads;
  const CoupledSummary trials =
      run_coupled(problem.pair, make_steps<double>(guided, problem.pair), make_steps<double>(unguided, problem.pair),
                  Start::exact, study.t0.value, 1.0, options);
  Row row;
  row.improved = moments_of_indicator(trials.improved, trials.n);
  row.negative_cost = trials.guided.cost.negated();
  if (problem.pair.dimension() == 1) {
    const ChainLaw law = chain_law(problem.pair, guided);
    row.exact = law.expected_cost();
    row.exact.value = -row.exact.value;
    row.verdict = verdict_on(trials.guided.cost, law, false_alarm);
  }
  return row;
}

}  // namespace

std::vector<double> default_scales() {
  std::vector<double> scales(25);
  for (std::size_t i = 0; i < scales.size(); ++i) {
    scales[i] = std::pow(10.0, -2.0 + 3.0 * static_cast<double>(i) / static_cast<double>(scales.size() - 1));
  }
  return scales;
}

Table guidance_scale_table(const std::vector<Case>& cases, const GuidanceScaleStudy& study,
                           const std::function<void(const std::string&)>& done) {
  std::vector<std::string> names;
  std::vector<Moments> improved;
  std::vector<Moments> negative_cost;
  std::vector<Value> exact;
  std::vector<std::string> verdicts;
  for (const Case& problem : cases) names.push_back(problem.name);
  const std::size_t n_scales = study.scales.size();
  // rows run side by side; when there are fewer of them than threads, each takes several
  const auto n_rows = static_cast<std::int64_t>(cases.size() * n_scales);
  const int n_threads = thread_count(study.n_threads);
  const int threads_per_row = std::max(1, n_threads / static_cast<int>(std::max<std::int64_t>(1, n_rows)));
  const auto work = [&](std::int64_t index, int&) {
    const auto i = static_cast<std::size_t>(index);
    return measure(cases[i / n_scales], study, study.scales[i % n_scales], static_cast<std::uint32_t>(i % n_scales),
                   suite_false_alarm_rate / static_cast<double>(n_rows), threads_per_row);
  };
  const auto keep = [&](std::int64_t index, Row& row) {
    const auto i = static_cast<std::size_t>(index);
    improved.push_back(row.improved);
    negative_cost.push_back(row.negative_cost);
    exact.push_back(row.exact);
    verdicts.push_back(row.verdict);
    done(fmt::format("{} w = {:.3g}", names[i / n_scales], study.scales[i % n_scales]));
  };
  run_blocks_in_order(
      n_rows, n_threads, [] { return 0; }, work, keep);
  Table table("Guidance scale: coupled trials against the exact mean of the same chain");
  table.add_axis({"case", "1", "data law", names});
  table.add_axis({"w", "1", "guidance scale", study.scales});
  add_monte_carlo(table, "fraction_improved", improved, "fraction of trials with a higher classifier probability");
  add_monte_carlo(table, "negative_cost", negative_cost, "mean of -1/p(c|Y)");
  table.add_values("exact_negative_cost", exact, "exact mean of -1/p(c|Y) of the same chain");
  table.add({"verdict", "1", "the Monte Carlo mean against the exact one", {}, verdicts});
  return table;
}

}  // namespace plumbline
