#include "verify/study/guidance_scale.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "sim/ensemble.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/law/line_law.hpp"
#include "theory/problem/chain.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "verify/statistics/alarm_budget.hpp"
#include "verify/statistics/catoni.hpp"
#include "verify/study/require.hpp"

namespace plumbline {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// A difference from the exact mean of less than this share of it goes unnoticed in silence; our choice.
constexpr double relative_resolution = 0.1;

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

/// E J of a chain and the variance of one draw, from its exact law; infinite where H1 says so.
struct ExactCost {
  Value mean{unknown, unknown, ""};
  Value variance{unknown, unknown, ""};
};

/// What is out of reach stays unknown.
ExactCost exact_cost(const GuidedPair& pair, const Chain& chain) {
  ExactCost exact;
  try {
    const LineLaw law = line_law(pair, chain);
    exact.mean = law.expected_cost();
    exact.variance = {std::numeric_limits<double>::infinity(), 0.0, ""};
    if (!law.is_finite(2.0)) return exact;
    exact.variance = {unknown, unknown, ""};
    const Value square = law.expected_cost(2.0);
    const Value& mean = exact.mean;
    exact.variance = {square.value - mean.value * mean.value, square.error + 2.0 * mean.value * mean.error, ""};
  } catch (const OutOfReach&) {
    // the mean, or the variance, is not known
  }
  return exact;
}

/// What to do for one case, for all scales at once.
class CaseTrials {
 public:
  CaseTrials(Case problem, const GuidanceScaleTrials& trials, double false_alarm)
      : problem_(std::move(problem)),
        trials_(trials),
        false_alarm_(false_alarm),
        grid_(make_grid(Schedule::log_uniform, trials.steps, trials.t0, {1.0})) {}

  /// Improvement, cost and exact mean at one scale, and how far apart the two means are and may be. Whichever row asks
  /// first computes all.
  UnitCells cells(std::size_t scale, int n_threads) {
    std::call_once(ran_, [&] { run(n_threads); });
    const CoupledSummary& summary = summaries_[scale];
    const Value& mean = exact_[scale].mean;
    UnitCells cells;
    cells.add("fraction_improved", moments_of_indicator(summary.improved, summary.n))
        .add("fraction_tied", moments_of_indicator(summary.n - summary.improved - summary.worse, summary.n))
        .add("mean_negative_cost", summary.guided.cost.negated())
        .add("exact_negative_cost", Value{-mean.value, mean.error, ""});
    if (!tests_[scale]) {  // the variance is infinite or unknown
      return cells.add("difference", unknown).add("allowance", exact_[scale].variance.value);
    }
    const Decision decision = tests_[scale]->decide(relative_resolution * mean.value);
    return cells.add("difference", decision.difference).add("allowance", decision.allowance);
  }

 private:
  Chain chain(double w) const { return {grid_, trials_.scheme, {{w}}, Start::exact}; }

  /// Exact means first: with them the trials are tested as they come, and none is kept.
  void run(int n_threads) {
    const std::size_t n_scales = trials_.scales.size();
    exact_.resize(n_scales);
    tests_.resize(n_scales);
    const auto measure = [this](std::int64_t scale, int&) {
      return exact_cost(problem_.pair, chain(trials_.scales[static_cast<std::size_t>(scale)]));
    };
    const auto keep = [this](std::int64_t k, const ExactCost& exact) {
      const auto scale = static_cast<std::size_t>(k);
      exact_[scale] = exact;
      if (!std::isfinite(exact.mean.value) || !std::isfinite(exact.variance.value)) return;
      tests_[scale].emplace(exact.mean, exact.variance, trials_.n_trials, false_alarm_);
    };
    if (problem_.pair.dimension() == 1) {
      run_blocks_in_order(
          {static_cast<std::int64_t>(n_scales), thread_count(n_threads)}, [] { return 0; }, measure, keep);
    }
    EnsembleOptions options;
    options.paths = trials_.n_trials;
    options.seed = trials_.seed;
    options.threads = n_threads;
    const TakeLogCosts take = [&](std::size_t scale, std::span<const double> log_cost) {
      if (!tests_[scale]) return;
      for (const double value : log_cost) tests_[scale]->add(std::exp(value));
    };
    const GuidedPair& pair = problem_.pair;
    summaries_ = is_affine(trials_.scheme)
                     ? coupled([&](const Chain& of) { return make_transitions(of, pair); }, options, take)
                     : coupled([&](const Chain& of) { return make_rule_run(of, pair); }, options, take);
  }

  /// make(chain) is a run of all scales, and of 0.
  template <class Make>
  std::vector<CoupledSummary> coupled(const Make& make, const EnsembleOptions& options,
                                      const TakeLogCosts& take) const {
    std::vector<decltype(make(chain(0.0)))> guided;
    for (const double w : trials_.scales) guided.push_back(make(chain(w)));
    return run_coupled(problem_.pair, guided, make(chain(0.0)), options, take);
  }

  Case problem_;
  GuidanceScaleTrials trials_;
  double false_alarm_;  ///< of one verdict
  TimeGrid grid_;
  std::once_flag ran_;
  // one a scale, once they ran
  std::vector<ExactCost> exact_;
  std::vector<std::optional<CatoniTest>> tests_;  ///< empty where no mean can be tested
  std::vector<CoupledSummary> summaries_;
};

/// The Monte Carlo mean against the exact law of the same chain. A mean without variance (H1) proves nothing at any
/// number of trials, and one that may be off by more than a tenth of the exact value proves too little.
std::string verdict_on(const Value& exact, double difference, double allowance) {
  if (std::isnan(allowance)) return std::isnan(exact.value) ? "no exact value" : "the exact variance is out of reach";
  if (std::isinf(allowance)) return verdict_text(undecided(Reason::infinite_moment));
  return verdict_text(
      decide_within(difference, allowance, relative_resolution * std::abs(exact.value), Reason::noise_floor));
}

std::vector<StudyColumn> trial_columns() {
  using enum StudyColumn::Kind;
  return {{"fraction_improved", "fraction of trials with a lower cost, or a higher reward", moments},
          {"fraction_tied", "fraction of trials in which neither is better, to rounding", moments},
          {"mean_negative_cost", "mean of -J (of -r for a reward); -1/p(c|Y)", moments},
          {"exact_negative_cost", "exact mean of -J of the same chain", value},
          {"allowance", "largest difference of the two means that is no violation", number},
          {"difference", "of the two means", number, {}, "1", false}};
}

void add_trial_verdicts(Table& table, const Columns& measured) {
  const std::vector<double>& allowances = measured.numbers("allowance");
  std::vector<std::string> verdicts;
  for (std::size_t i = 0; i < allowances.size(); ++i) {
    verdicts.push_back(
        verdict_on(measured.values("exact_negative_cost")[i], measured.numbers("difference")[i], allowances[i]));
  }
  table.add({"verdict", "1", "the Monte Carlo mean against the exact one", {}, verdicts});
}

}  // namespace

std::vector<double> default_scales() {
  std::vector<double> scales(25);
  for (std::size_t i = 0; i < scales.size(); ++i) {
    scales[i] = std::pow(10.0, -2.0 + 3.0 * static_cast<double>(i) / static_cast<double>(scales.size() - 1));
  }
  return scales;
}

Study guidance_scale_study(std::vector<Case> cases, GuidanceScaleTrials trials) {
  require_at_least(trials.n_trials, 1, "trials", "--trials");
  if (trials.scales.empty()) trials.scales = default_scales();
  for (const double w : trials.scales) guidance_scale(w);  // refuses before the work starts
  TableStudy study{"guidance_scale", "Guidance scale: coupled trials against the exact mean of the same chain"};
  study.axes = {case_axis(cases), scale_axis(trials.scales)};
  study.columns = trial_columns();
  study.seeds = {trials.seed.value};
  const double false_alarm = suite_false_alarm_rate / static_cast<double>(product_of(study.axes));
  std::vector<std::shared_ptr<CaseTrials>> of_cases;
  for (Case& problem : cases) of_cases.push_back(std::make_shared<CaseTrials>(std::move(problem), trials, false_alarm));
  study.measure = [of_cases](const Place& at, int n_threads) {
    return of_cases[at["case"]]->cells(at["w"], n_threads);
  };
  study.derive = add_trial_verdicts;
  return study_of(std::move(study));
}

}  // namespace plumbline
