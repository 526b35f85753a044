#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "theory/base/quantities.hpp"

namespace plumbline {

/// How the times t_0 < ... < t_N are laid; theory/README.md, section 2.
enum class Schedule {
  log_uniform,    ///< uniform in u = log t
  logit_uniform,  ///< uniform in log(t / (1 - t)); an end t_N = 1 is reached by one last step from 1 - t_0
  li,             ///< the template recursion of Li and co-authors with c0 = 2, c1 = 4 (our choice of constants)
  ddpm_linear,    ///< linear beta(s) from 0.1 to 20 on the unit interval (Ho et al. 2020 in continuous form)
  cosine,         ///< abar = cos^2 (Nichol & Dhariwal 2021, without the offset)
  karras  ///< sigma^(1/7) linear, sigma^2 = (1 - t) / t (Karras et al. 2022); an end t_N = 1 as for logit_uniform
};

inline constexpr std::array<Schedule, 6> all_schedules = {Schedule::log_uniform, Schedule::logit_uniform,
                                                          Schedule::li,          Schedule::ddpm_linear,
                                                          Schedule::cosine,      Schedule::karras};

std::string_view name(Schedule schedule);
/// Throws InputError for an unknown name, listing the known ones.
Schedule schedule_from_name(std::string_view name);

/// Strictly increasing reverse times t_0 < t_1 < ... < t_N in (0, 1].
class TimeGrid {
 public:
  /// Throws InputError unless there are two or more times, strictly increasing, within (0, 1].
  explicit TimeGrid(std::vector<double> times);

  const std::vector<double>& times() const { return times_; }
  StepCount steps() const { return {static_cast<std::int64_t>(times_.size()) - 1}; }
  Time first() const { return {times_.front()}; }
  Time last() const { return {times_.back()}; }

 private:
  std::vector<double> times_;
};

/// The grid with exactly `steps` transitions from `t0` to `tend`. The `li` recursion fixes its own end points from its
/// number of levels, so there `steps` transitions come from steps + 1 levels and t0 and tend are not read.
/// Throws InputError on steps < 1 or times outside 0 < t0 < tend <= 1.
TimeGrid make_grid(Schedule schedule, StepCount steps, Time t0, Time tend);

/// The template recursion with its constants in the open: abar_L = L^-c0, abar_{l-1} = abar_l + c1 abar_l (1 - abar_l)
/// log(L) / L for `levels` L >= 3 levels, hence L - 1 transitions, ending at abar_1 < 1.
TimeGrid li_grid(StepCount levels, double c0, double c1);

}  // namespace plumbline
