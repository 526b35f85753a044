#include "verify/study/reward.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "verify/statistics/alarm_budget.hpp"
#include "verify/study/require.hpp"
#include "verify/study/reward_cell.hpp"
#include "verify/study/reward_verdict.hpp"

namespace plumbline {
namespace {

constexpr double no_reward = std::numeric_limits<double>::quiet_NaN();
const std::vector<std::string> by_scale{"case", "w"};
const std::vector<std::string> by_source{"case", "source"};

void require_valid(const std::vector<Case>& cases, const RewardStudy& parameters) {
  for (const Case& problem : cases) {
    if (problem.pair.objective != Objective::raise_reward) {
      throw InputError(fmt::format("{} guides no reward", problem.name), "study reward",
                       "give cases with kind = \"reward\"");
    }
    if (problem.pair.dimension() > 2) {
      throw InputError(fmt::format("{} has {} dimensions", problem.name, problem.pair.dimension()), "study reward",
                       "give cases in one or two dimensions");
    }
  }
  require_at_least(parameters.samples, 2, "samples", "--samples");
  require_at_least(parameters.paths, 2, "paths", "--paths");
  require_at_least(parameters.steps, parts_of_steps.front(), "steps", "--steps");
  require_at_least(parameters.network.width, 1, "units in a layer", "--width");
  require_at_least(parameters.network.updates, 0, "updates", "--updates");
  if (parameters.scales.empty() || parameters.scales.front() != 0.0) {
    throw InputError("the first guidance scale is not 0", "--w", "start with 0, which the others are compared with");
  }
  if (parameters.tend.value >= 1.0) {
    throw InputError("learned scores are singular at t = 1", "--tend", "stop earlier, for instance at 0.98");
  }
}

/// Cells on the line and in the plane have room for as many numbers.
std::size_t picture_size(const RewardCells& run) { return std::max(run.states().size(), 2 * run.n_end_states()); }

UnitCells cells_of(RewardCell cell, std::size_t picture_size) {
  UnitCells cells;
  cells.add("mean_reward", cell.reward).add("r2_gain", cell.r2);
  for (std::size_t k = 0; k < parts_of_steps.size(); ++k) {
    cells.add("defect", cell.defect.value[k]).add("defect_moments", cell.defect.moments[k]);
  }
  cell.picture.resize(picture_size, no_reward);
  for (const double number : cell.picture) cells.add("picture", number);
  return cells;
}

std::vector<StudyColumn> reward_columns() {
  using enum StudyColumn::Kind;
  const std::vector<std::string> by_part{"case", "w", "part"};
  return {{"mean_reward", "mean of the expected reward given the last state", value, {"case", "source", "w"}},
          {"r2_gain", "gain that R2 promises, along the paths with true scores", value, by_scale},
          {"defect", "gain - R2 with a part of the steps", value, by_part, "1", false},
          {"defect_moments", "of its mean over paths", moments, by_part, "1", false},
          {"picture", "densities, or states", number, {"case", "source", "w", "place"}, "1", false}};
}

void add_gains(Table& table, const Columns& measured, const RewardCells& run) {
  const std::vector<double>& scales = run.parameters().scales;
  std::vector<Value> gains;
  std::vector<std::string> says;
  std::vector<double> up_to, best_at, lost_at;
  for (const auto& rewards : lines(measured.values("mean_reward"), scales.size())) {
    const bool on_line = run.is_on_line(gains.size() / (scales.size() * all_score_sources.size()));
    std::vector<Value> line;
    for (const Value& reward : rewards) {
      // bounds add up; standard errors of independent means do so in squares
      Value gain = reward - rewards.front();
      if (!on_line) gain.error = std::hypot(reward.error, rewards.front().error);
      line.push_back(gain);
    }
    const Improvement found = improvement_of(scales, line);
    up_to.push_back(found.up_to);
    best_at.push_back(found.best_at);
    lost_at.push_back(found.lost_at);
    says.push_back(found.in_words);
    gains.insert(gains.end(), line.begin(), line.end());
  }
  table.add_values("gain", gains, "gain over w = 0 with the same scores", "1", {"case", "source", "w"});
  table.add({"improves_up_to", "1", "largest w up to which every w > 0 gains", by_source, up_to});
  table.add({"best_at", "1", "among these, the w with the largest gain", by_source, best_at});
  table.add({"lost_at", "1", "first w without a finite gain beyond three errors", by_source, lost_at});
  table.add({"improvement", "1", "the same in words", by_source, says});
}

void add_r2_verdicts(Table& table, const Columns& measured, const RewardCells& run) {
  const std::vector<double>& scales = run.parameters().scales;
  const std::vector<Value>& r2 = measured.values("r2_gain");
  const auto values = lines(measured.values("defect"), parts_of_steps.size());
  const auto moments = lines(measured.moments("defect_moments"), parts_of_steps.size());
  const double false_alarm = suite_false_alarm_rate / static_cast<double>(r2.size());
  std::vector<Value> limits;
  std::vector<std::string> verdicts;
  for (std::size_t i = 0; i < r2.size(); ++i) {
    RewardDefect defect;
    std::copy(values[i].begin(), values[i].end(), defect.value.begin());
    std::copy(moments[i].begin(), moments[i].end(), defect.moments.begin());
    limits.push_back(extrapolated(defect));
    verdicts.push_back(scales[i % scales.size()] == 0.0    ? "nothing to compare"
                       : run.is_on_line(i / scales.size()) ? exact_verdict(defect, r2[i])
                                                           : monte_carlo_verdict(defect, r2[i], false_alarm));
  }
  table.add_values("r2_defect", limits, "gain - R2 with true scores, extrapolated in N", "1", by_scale);
  table.add({"r2_verdict", "1", "gain = R2 with true scores", by_scale, verdicts});
}

/// A table over (case, source, w) and more, or none where there are no such cases.
struct Pictures {
  std::vector<std::string> cases;
  std::vector<double> values;

  void fill(std::vector<NamedTable>& tables, NamedTable empty, std::vector<Axis> axes, Dataset dataset) {
    if (cases.empty()) return;
    axes.front().values = std::move(cases);
    dataset.values = std::move(values);
    for (const Axis& axis : axes) empty.second.add_axis(axis);
    empty.second.add(std::move(dataset));
    tables.push_back(std::move(empty));
  }
};

std::vector<NamedTable> picture_tables(const Columns& measured, const RewardCells& run,
                                       const std::vector<StudyAxis>& axes) {
  const std::size_t lines_per_case = axes[1].size() * axes[2].size();
  const auto cells = lines(measured.numbers("picture"), picture_size(run));
  Pictures on_line, in_plane;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::size_t which = i / lines_per_case;
    Pictures& pictures = run.is_on_line(which) ? on_line : in_plane;
    if (i % lines_per_case == 0) pictures.cases.push_back(run.cases()[which].name);
    const std::size_t size = run.is_on_line(which) ? run.states().size() : 2 * run.n_end_states();
    pictures.values.insert(pictures.values.end(), cells[i].begin(),
                           cells[i].begin() + static_cast<std::ptrdiff_t>(size));
  }
  std::vector<std::int64_t> numbers(run.n_end_states());
  std::iota(numbers.begin(), numbers.end(), 0);
  const std::vector<Axis> shared{axes[0].axis, axes[1].axis, axes[2].axis};
  std::vector<Axis> with_states = shared;
  with_states.push_back({"y", "1", "state at tend", run.states()});
  std::vector<Axis> with_paths = shared;
  with_paths.push_back({"state", "1", "number of the path", numbers});
  with_paths.push_back({"coordinate", "1", "axis of the plane", std::vector<std::string>{"x", "y"}});
  std::vector<NamedTable> tables;
  on_line.fill(tables, {"reward_density", Table("Laws of reward guidance with true and learned scores")}, with_states,
               {"end_density", "1", "density of the state at tend", {}, {}});
  in_plane.fill(tables, {"reward_states", Table("End states of reward guidance with true and learned scores")},
                with_paths, {"end_state", "1", "state at tend", {}, {}});
  return tables;
}

NamedTable training_table(const RewardStudy& parameters) {
  const NetworkPlan& plan = parameters.network;
  const std::vector<std::string> settings{"samples", "hidden layers", "width", "updates", "batch", "rate", "seed"};
  const std::vector<double> values{static_cast<double>(parameters.samples),   2.0,
                                   static_cast<double>(plan.width),           static_cast<double>(plan.updates),
                                   static_cast<double>(plan.batch),           plan.rate,
                                   static_cast<double>(parameters.seed.value)};
  Table table("How the scores were learned: one training set a case, and the network");
  table.add_axis({"setting", "1", "what is set", settings});
  table.add({"value", "1", "its value", {}, values});
  return {"reward_training", table};
}

}  // namespace

Study reward_study(std::vector<Case> cases, RewardStudy parameters) {
  require_valid(cases, parameters);
  TableStudy study{"reward", "Reward guidance with true and learned scores"};
  study.axes = {case_axis(cases), named_axis("source", "where the scores come from", all_score_sources),
                scale_axis(parameters.scales)};
  study.seeds = {parameters.seed.value};
  const auto run = std::make_shared<RewardCells>(std::move(cases), std::move(parameters));
  study.inner = {index_axis("part", parts_of_steps.size()), index_axis("place", picture_size(*run))};
  study.columns = reward_columns();
  study.measure = [run](const Place& at, int n_threads) {
    return cells_of(run->at(at["case"], all_score_sources[at["source"]], run->parameters().scales[at["w"]], n_threads),
                    picture_size(*run));
  };
  study.derive = [run](Table& table, const Columns& measured) {
    add_gains(table, measured, *run);
    add_r2_verdicts(table, measured, *run);
  };
  study.more = [run, axes = study.axes](const Columns& measured) {
    std::vector<NamedTable> tables = picture_tables(measured, *run, axes);
    tables.push_back(training_table(run->parameters()));
    return tables;
  };
  return study_of(std::move(study));
}

}  // namespace plumbline
