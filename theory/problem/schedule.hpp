#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/problem/own_times.hpp"
#include "theory/problem/sigma_grid.hpp"
#include "theory/problem/trained_grid.hpp"

namespace plumbline {

/// How the times t_0 < ... < t_N are laid; theory/README.md, section 2. A small value, compared and copied like a
/// number.
class Schedule {
 public:
  /// Those without parameters.
  enum class Plain {
    log_uniform,    ///< uniform in u = log t
    logit_uniform,  ///< uniform in log(t / (1 - t)); an end t_N = 1 is reached by one last step from 1 - t_0
    li,             ///< the template recursion of Li and co-authors with c0 = 2, c1 = 4 (our choice of constants)
    ddpm_linear,    ///< linear beta(s) from 0.1 to 20 on the unit interval (Ho et al. 2020 in continuous form)
    cosine,         ///< abar = cos^2 (Nichol & Dhariwal 2021, without the offset)
    karras  ///< sigma^(1/7) linear, sigma^2 = (1 - t) / t (Karras et al. 2022); an end t_N = 1 as for logit_uniform
  };
  using Rule = std::variant<Plain, TrainedGrid, SigmaGrid, OwnTimes>;

  static const Schedule log_uniform;
  static const Schedule logit_uniform;
  static const Schedule li;
  static const Schedule ddpm_linear;
  static const Schedule cosine;
  static const Schedule karras;

  constexpr Schedule(Plain plain) : rule_(plain) {}             // NOLINT: a rule is a schedule
  constexpr Schedule(const TrainedGrid& grid) : rule_(grid) {}  // NOLINT
  constexpr Schedule(const SigmaGrid& grid) : rule_(grid) {}    // NOLINT
  constexpr Schedule(const OwnTimes& times) : rule_(times) {}   // NOLINT

  constexpr const Rule& rule() const { return rule_; }
  auto operator<=>(const Schedule&) const = default;

 private:
  Rule rule_;
};

inline constexpr Schedule Schedule::log_uniform = Plain::log_uniform;
inline constexpr Schedule Schedule::logit_uniform = Plain::logit_uniform;
inline constexpr Schedule Schedule::li = Plain::li;
inline constexpr Schedule Schedule::ddpm_linear = Plain::ddpm_linear;
inline constexpr Schedule Schedule::cosine = Plain::cosine;
inline constexpr Schedule Schedule::karras = Plain::karras;

/// Those that studies compare unless they are told otherwise: the ones without parameters.
inline constexpr std::array<Schedule, 6> all_schedules = {Schedule::log_uniform, Schedule::logit_uniform,
                                                          Schedule::li,          Schedule::ddpm_linear,
                                                          Schedule::cosine,      Schedule::karras};

/// As typed on the command line and written into files: "li", "trained:linear,leading,1", "edm:0.002,80,7", "file:PATH".
std::string name(const Schedule& schedule);
/// Throws InputError for an unknown name, listing the known ones, and for parameters out of range.
Schedule schedule_from_name(std::string_view name);
/// The known names with the names of their parameters.
std::string schedule_names();
/// Whether the schedule has end points of its own, so that t0 and tend are not read.
bool sets_own_ends(const Schedule& schedule);

/// Strictly increasing reverse times t_0 < t_1 < ... < t_N in (0, 1].
class TimeGrid {
 public:
  /// Throws InputError unless there are two or more times, strictly increasing, within (0, 1].
  explicit TimeGrid(std::vector<double> times);
  /// The same, laid by a schedule.
  TimeGrid(std::vector<double> times, const Schedule& schedule);

  const std::vector<double>& times() const { return times_; }
  StepCount steps() const { return {static_cast<std::int64_t>(times_.size()) - 1}; }
  Time first() const { return {times_.front()}; }
  Time last() const { return {times_.back()}; }
  /// The grid of the same schedule with other steps between the same ends. Nothing where the times are no smooth
  /// functions of n / N alone: lists, grids thinned from a longer one, and `li`, whose steps go like log(N) / N.
  std::optional<TimeGrid> with_steps(StepCount steps) const;

 private:
  std::vector<double> times_;
  std::optional<Schedule> schedule_;
};

/// The grid with exactly `steps` transitions from `t0` to `tend`, unless the schedule sets its own ends: there t0 and
/// tend are not read. The `li` recursion takes `steps` transitions from steps + 1 levels. Throws InputError on steps <
/// 1, times outside 0 < t0 < tend <= 1, a grid with an empty step, and another number of steps than a list has.
TimeGrid make_grid(const Schedule& schedule, StepCount steps, Time t0, Time tend);
/// The same, or nothing where there is no such grid: a schedule that thins a given one has none of more steps.
std::optional<TimeGrid> grid_if_any(const Schedule& schedule, StepCount steps, Time t0, Time tend);

/// The template recursion with its constants in the open: abar_L = L^-c0, abar_{l-1} = abar_l + c1 abar_l (1 - abar_l)
/// log(L) / L for `levels` L >= 3 levels, hence L - 1 transitions, ending at abar_1 < 1.
TimeGrid li_grid(StepCount levels, double c0, double c1);

}  // namespace plumbline
