#include "verify/study/reward.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/law/limit_law.hpp"
#include "verify/statistics/alarm_budget.hpp"
#include "verify/statistics/exact_check.hpp"
#include "verify/statistics/mean_check.hpp"
#include "verify/study/reward_source.hpp"

namespace plumbline {
namespace {

constexpr double no_reward = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t n_densities = 161;
constexpr std::int64_t n_states = 1000;
/// R2 is one of the SDE (26): gain - R2 of the chain is extrapolated in N from these parts of the steps.
constexpr std::array<std::int64_t, 3> parts_of_steps = {4, 2, 1};

Value monte_carlo(const Moments& moments) { return {moments.mean, moments.standard_error(), "Monte Carlo"}; }

/// A number that is exact on the line and a mean over paths in the plane.
struct Measured {
  Value value{no_reward, 0.0, "not there"};
  Moments moments;  ///< in the plane
};

/// What one source yields at one scale.
struct RewardCell {
  Measured reward;
  Measured r2;                                         ///< true scores only
  std::array<Measured, parts_of_steps.size()> defect;  ///< likewise; gain - R2 for each number of steps
  std::vector<double> picture;                         ///< densities, or states one after another
};

/// Everything in a cell but the picture, in the order of a row.
template <class Each>
void for_each_measured(RewardCell& cell, Each each) {
  each(cell.reward);
  each(cell.r2);
  for (Measured& defect : cell.defect) each(defect);
}

class RewardRun {
 public:
  RewardRun(std::vector<Case> cases, RewardStudy parameters)
      : cases_(std::move(cases)), parameters_(std::move(parameters)) {
    require_sense();
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Case& problem : cases_) {
      sources_.emplace_back(problem.pair, parameters_);
      if (!is_on_line(problem)) continue;
      for (const Gaussian& gaussian : problem.pair.components) {
        const double reach = 4.0 * std::sqrt(gaussian.covariance.max_variance());
        low = std::min(low, gaussian.mean[0] - reach);
        high = std::max(high, gaussian.mean[0] + reach);
      }
    }
    if (low < high) y_ = Column<double>::LinSpaced(n_densities, low, high);
  }

  std::uint64_t seed() const { return parameters_.seed.value; }

  std::vector<std::string> units() const {
    std::vector<std::string> names;
    for (const Case& problem : cases_) {
      for (const ScoreSource source : all_score_sources) {
        for (const double w : parameters_.scales) {
          names.push_back(fmt::format("{} {} w = {:.3g}", problem.name, name(source), w));
        }
      }
    }
    return names;
  }

  Row row(std::size_t unit, int n_threads) {
    const double w = parameters_.scales[unit % parameters_.scales.size()];
    unit /= parameters_.scales.size();
    const ScoreSource source = all_score_sources[unit % all_score_sources.size()];
    const std::size_t which = unit / all_score_sources.size();
    RewardCell cell = is_on_line(cases_[which]) ? on_line(which, source, w) : in_plane(which, source, w, n_threads);
    Row row;
    for_each_measured(cell, [&row](const Measured& measured) {
      put(row, measured.value);
      put(row, measured.moments);
    });
    row.insert(row.end(), cell.picture.begin(), cell.picture.end());
    return row;
  }

  std::vector<NamedTable> tables(const std::vector<Row>& rows) const;

 private:
  static bool is_on_line(const Case& problem) { return problem.pair.dimension() == 1; }
  void require_sense() const;
  RewardCell on_line(std::size_t which, ScoreSource source, double w);
  RewardCell in_plane(std::size_t which, ScoreSource source, double w, int n_threads);
  std::vector<RewardCell> read(const std::vector<Row>& rows) const;
  Table reward_table(const std::vector<RewardCell>& cells) const;
  Table picture_table(const std::vector<RewardCell>& cells, bool on_line) const;
  Table training_table() const;
  void add_axes(Table& table, const std::vector<std::string>& names) const;

  std::vector<Case> cases_;
  RewardStudy parameters_;
  std::deque<RewardSources> sources_;  ///< by case
  Column<double> y_;
};

void RewardRun::require_sense() const {
  for (const Case& problem : cases_) {
    if (problem.pair.objective != Objective::raise_reward) {
      throw InputError(fmt::format("{} guides no reward", problem.name), "study reward",
                       "give cases with kind = \"reward\"");
    }
    if (problem.pair.dimension() > 2) {
      throw InputError(fmt::format("{} has {} dimensions", problem.name, problem.pair.dimension()), "study reward",
                       "give cases in one or two dimensions");
    }
  }
  const auto at_least = [](std::int64_t value, std::int64_t least, const char* what, const char* option) {
    if (value < least) {
      throw InputError(fmt::format("{} {}", value, what), option, fmt::format("give at least {}", least));
    }
  };
  at_least(parameters_.samples, 2, "samples", "--samples");
  at_least(parameters_.paths, 2, "paths", "--paths");
  at_least(parameters_.steps, parts_of_steps.front(), "steps", "--steps");
  at_least(parameters_.network.width, 1, "units in a layer", "--width");
  at_least(parameters_.network.updates, 0, "updates", "--updates");
  if (parameters_.scales.empty() || parameters_.scales.front() != 0.0) {
    throw InputError("the first guidance scale is not 0", "--w", "start with 0, which the others are compared with");
  }
  if (parameters_.tend.value >= 1.0) {
    throw InputError("learned scores are singular at t = 1", "--tend", "stop earlier, for instance at 0.98");
  }
}

/// Exact laws; R2 along the chain itself.
RewardCell RewardRun::on_line(std::size_t which, ScoreSource source, double w) {
  const GuidedPair& pair = cases_[which].pair;
  const auto law_of = [&](const Chain& chain, const ScoreError& error, const LawOptions& options) {
    return chain_law({pair, error}, make_transitions(chain, pair), options);
  };
  LawOptions options;
  options.tolerance = source == ScoreSource::exact ? 1e-9 : 1e-6;
  // scores of few samples under strong guidance spread the law without end: a few tries tell
  if (source != ScoreSource::exact) options.most_refinements = 2;
  RewardCell cell;
  const Chain whole = reward_chain(parameters_, w, parameters_.steps);
  const ChainLaw law = law_of(whole, sources_[which].line_error(source), options);
  cell.reward.value = law.expected_cost();
  for (const double y : y_) cell.picture.push_back(std::exp(law.law().log_density_at(y)));
  if (source != ScoreSource::exact) return cell;
  for (std::size_t k = 0; k < parts_of_steps.size(); ++k) {
    const Chain chain = reward_chain(parameters_, w, parameters_.steps / parts_of_steps[k]);
    double at_start = 0.0;
    LawOptions observed = options;
    observed.on_step = [&](std::size_t n, double t, const GridLaw& start) {
      if (n > 0) return;
      at_start = start.expectation_of_exp([&](const Column<double>& y) -> Column<double> {
        NoisedScores<double> noised;
        LineScores<double>(pair).evaluate(t, y, noised);
        return noised.log_h;
      });
    };
    const Value reward = law_of(chain, {}, observed).expected_cost();
    const Value r2 = path_integral(pair, chain, cost_dissipation, options);  // omega = -w: minus the gain
    cell.defect[k].value = {reward.value - at_start + r2.value, reward.error + r2.error, "exact laws"};
    cell.r2.value = {0.0 - r2.value, r2.error, r2.how};
  }
  return cell;
}

RewardCell RewardRun::in_plane(std::size_t which, ScoreSource source, double w, int n_threads) {
  RewardCell cell;
  if (source == ScoreSource::features) return cell;
  const auto measured = [](const Moments& moments) { return Measured{monte_carlo(moments), moments}; };
  for (std::size_t k = 0; k < parts_of_steps.size(); ++k) {
    const bool whole = parts_of_steps[k] == 1;
    if (!whole && source != ScoreSource::exact) continue;
    // a stream of random numbers for each number of steps: independent runs
    const std::int64_t paths_for_r2 = source == ScoreSource::exact ? 4 * parameters_.paths : parameters_.paths;
    const RewardPathsOptions options{paths_for_r2, parameters_.seed, static_cast<std::uint32_t>(parts_of_steps[k]),
                                     n_threads, whole ? n_states : 0};
    const RewardPaths paths =
        run_reward_paths(cases_[which].pair, sources_[which].plane_belief(source),
                         reward_chain(parameters_, w, parameters_.steps / parts_of_steps[k]), options);
    if (source == ScoreSource::exact) cell.defect[k] = measured(paths.defect);
    if (!whole) continue;
    cell.reward = measured(paths.reward);
    if (source == ScoreSource::exact) cell.r2 = measured(paths.r2);
    cell.picture.assign(paths.states.data(), paths.states.data() + paths.states.size());
  }
  return cell;
}

std::vector<RewardCell> RewardRun::read(const std::vector<Row>& rows) const {
  std::vector<RewardCell> cells;
  for (const Row& row : rows) {
    RowReader reader(row);
    RewardCell& cell = cells.emplace_back();
    std::size_t n_read = 0;
    for_each_measured(cell, [&](Measured& measured) {
      measured.value = reader.value();
      measured.moments = reader.moments();
      n_read += 10;
    });
    cell.picture.assign(row.begin() + static_cast<std::ptrdiff_t>(n_read), row.end());
  }
  return cells;
}

/// gain - R2 in the limit of many steps, with its statistical error, and what the extrapolation may still be off by.
struct Extrapolated {
  Value value;
  MeanEstimate estimate;
  double bias = 0.0;
};

Extrapolated extrapolated(const RewardCell& cell) {
  const auto& [quarter, half, whole] = cell.defect;
  const double best = 2.0 * whole.value.value - half.value.value;
  const double before = 2.0 * half.value.value - quarter.value.value;
  MeanEstimate doubled = estimate_mean(moments_of(whole.moments));
  doubled.value *= 2.0;
  doubled.standard_error *= 2.0;
  // the defect moved by so much from N/2 to N; with first order or faster the rest of the way is no longer
  const double bias = std::max(std::abs(best - before), std::abs(whole.value.value - half.value.value));
  const double error = 2.0 * whole.value.error + half.value.error;
  return {
      {best, error + bias, "extrapolated in N"}, difference_of(doubled, estimate_mean(moments_of(half.moments))), bias};
}

/// gain = R2, told with a tenth of R2 as the resolution.
std::string r2_verdict(const RewardCell& cell, double w, bool on_line, double false_alarm) {
  if (w == 0.0) return "nothing to compare";
  const Extrapolated defect = extrapolated(cell);
  const double resolution = 0.1 * std::abs(cell.r2.value.value);
  if (on_line) return verdict_text(check_equal(defect.value, {0.0, 0.0, "R2"}, resolution));
  return verdict_text(check_mean(defect.estimate, {0.0, defect.bias, "R2"}, {false_alarm, resolution, true}));
}

/// Up to which w there is a gain, where it is largest, and what comes after: `gain_there` is that at lost_at.
std::string in_words(double improves_to, double best_at, double lost_at, const Value& gain_there) {
  if (std::isnan(improves_to)) return "no such scores";
  const bool loses = std::isfinite(gain_there.value) && gain_there.value < -3.0 * gain_there.error;
  const std::string after = std::isnan(lost_at) ? "the largest tried"
                            : loses ? fmt::format("a loss of {:.3g} at w = {:.3g}", -gain_there.value, lost_at)
                                    : fmt::format("no finite gain beyond three errors at w = {:.3g}", lost_at);
  if (improves_to == 0.0) return after;
  return fmt::format("gains up to w = {:.3g}, most at w = {:.3g}; {}", improves_to, best_at, after);
}

void RewardRun::add_axes(Table& table, const std::vector<std::string>& names) const {
  std::vector<std::string> source_names;
  for (const ScoreSource source : all_score_sources) source_names.push_back(name(source));
  table.add_axis({"case", "1", "data law", names});
  table.add_axis({"source", "1", "where the scores come from", source_names});
  table.add_axis({"w", "1", "guidance scale", parameters_.scales});
}

Table RewardRun::reward_table(const std::vector<RewardCell>& cells) const {
  const std::size_t n_scales = parameters_.scales.size();
  std::vector<std::string> names;
  for (const Case& problem : cases_) names.push_back(problem.name);
  std::vector<Value> reward, gain, r2, defect;
  std::vector<std::string> verdicts, says;
  std::vector<double> improves_to, lost_at, best_at;
  double best_gain = 0.0;
  Value gain_where_lost;
  const double false_alarm = suite_false_alarm_rate / static_cast<double>(cases_.size() * n_scales);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::size_t k = i % n_scales;
    const double w = parameters_.scales[k];
    const Value& plain = cells[i - k].reward.value;
    const Value& guided = cells[i].reward.value;
    reward.push_back(guided);
    gain.push_back({guided.value - plain.value, std::hypot(guided.error, plain.error), guided.how});
    if (k == 0) {
      improves_to.push_back(0.0);
      lost_at.push_back(no_reward);
      best_at.push_back(0.0);
      best_gain = 0.0;
    } else if (std::isnan(lost_at.back())) {
      const bool gains = std::isfinite(guided.value) && gain.back().value > 3.0 * gain.back().error;
      (gains ? improves_to : lost_at).back() = w;
      if (!gains) gain_where_lost = gain.back();
      if (gains && gain.back().value > best_gain) {
        best_gain = gain.back().value;
        best_at.back() = w;
      }
    }
    if (k + 1 == n_scales) {
      if (std::isnan(plain.value)) improves_to.back() = lost_at.back() = best_at.back() = no_reward;
      says.push_back(in_words(improves_to.back(), best_at.back(), lost_at.back(), gain_where_lost));
    }
    const bool exact = i / n_scales % all_score_sources.size() == 0;
    if (!exact) continue;
    r2.push_back(cells[i].r2.value);
    defect.push_back(extrapolated(cells[i]).value);
    const Case& problem = cases_[i / n_scales / all_score_sources.size()];
    verdicts.push_back(r2_verdict(cells[i], w, is_on_line(problem), false_alarm));
  }
  Table table("Reward guidance with true and learned scores");
  add_axes(table, names);
  table.add_values("mean_reward", reward, "mean of the expected reward given the last state");
  table.add_values("gain", gain, "gain over w = 0 with the same scores");
  table.add_values("r2_gain", r2, "gain that R2 promises, along the paths with true scores", "1", {"case", "w"});
  table.add_values("r2_defect", defect, "gain - R2 with true scores, extrapolated in N", "1", {"case", "w"});
  table.add({"r2_verdict", "1", "gain = R2 with true scores", {"case", "w"}, verdicts});
  table.add({"improves_up_to", "1", "largest w up to which every w > 0 gains", {"case", "source"}, improves_to});
  table.add({"best_at", "1", "among these, the w with the largest gain", {"case", "source"}, best_at});
  table.add({"lost_at", "1", "first w without a finite gain beyond three errors", {"case", "source"}, lost_at});
  table.add({"improvement", "1", "the same in words", {"case", "source"}, says});
  return table;
}

/// Densities at y_ on the line, or end states in the plane.
Table RewardRun::picture_table(const std::vector<RewardCell>& cells, bool on_line) const {
  const std::size_t cells_per_case = all_score_sources.size() * parameters_.scales.size();
  const auto shown = static_cast<std::size_t>(std::min(n_states, parameters_.paths));
  const std::size_t size = on_line ? static_cast<std::size_t>(n_densities) : 2 * shown;
  std::vector<std::string> names;
  std::vector<double> values;
  for (std::size_t which = 0; which < cases_.size(); ++which) {
    if (is_on_line(cases_[which]) != on_line) continue;
    names.push_back(cases_[which].name);
    for (std::size_t k = which * cells_per_case; k < (which + 1) * cells_per_case; ++k) {
      std::vector<double> picture = cells[k].picture;
      picture.resize(size, no_reward);
      values.insert(values.end(), picture.begin(), picture.end());
    }
  }
  Table table(on_line ? "Laws of reward guidance with true and learned scores"
                      : "End states of reward guidance with true and learned scores");
  if (names.empty()) return table;
  add_axes(table, names);
  if (on_line) {
    table.add_axis({"y", "1", "state at tend", std::vector<double>(y_.begin(), y_.end())});
    table.add({"end_density", "1", "density of the state at tend", {}, values});
    return table;
  }
  std::vector<std::int64_t> states(shown);
  for (std::size_t i = 0; i < states.size(); ++i) states[i] = static_cast<std::int64_t>(i);
  table.add_axis({"state", "1", "number of the path", states});
  table.add_axis({"coordinate", "1", "axis of the plane", std::vector<std::string>{"x", "y"}});
  table.add({"end_state", "1", "state at tend", {}, values});
  return table;
}

Table RewardRun::training_table() const {
  const NetworkPlan& plan = parameters_.network;
  const std::vector<std::pair<std::string, double>> settings = {{"samples", static_cast<double>(parameters_.samples)},
                                                                {"hidden layers", 2.0},
                                                                {"width", static_cast<double>(plan.width)},
                                                                {"updates", static_cast<double>(plan.updates)},
                                                                {"batch", static_cast<double>(plan.batch)},
                                                                {"rate", plan.rate},
                                                                {"seed", static_cast<double>(parameters_.seed.value)}};
  Table table("How the scores were learned: one training set a case, and the network");
  std::vector<std::string> names;
  std::vector<double> values;
  for (const auto& [setting, value] : settings) {
    names.push_back(setting);
    values.push_back(value);
  }
  table.add_axis({"setting", "1", "what is set", names});
  table.add({"value", "1", "its value", {}, values});
  return table;
}

std::vector<NamedTable> RewardRun::tables(const std::vector<Row>& rows) const {
  const std::vector<RewardCell> cells = read(rows);
  std::vector<NamedTable> tables{{"reward", reward_table(cells)},
                                 {"reward_density", picture_table(cells, true)},
                                 {"reward_states", picture_table(cells, false)},
                                 {"reward_training", training_table()}};
  std::erase_if(tables, [](const NamedTable& entry) { return entry.second.axes().empty(); });
  return tables;
}

}  // namespace

Study reward_study(std::vector<Case> cases, RewardStudy parameters) {
  const auto run = std::make_shared<RewardRun>(std::move(cases), std::move(parameters));
  Study study;
  study.units = run->units();
  study.seeds = {run->seed()};
  study.row = [run](std::size_t unit, int n_threads) { return run->row(unit, n_threads); };
  study.tables = [run](const std::vector<Row>& rows) { return run->tables(rows); };
  return study;
}

}  // namespace plumbline
