#include "theory/problem/schedule.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/base/names.hpp"
#include "theory/problem/name_parameters.hpp"

namespace plumbline {
namespace {

using Plain = Schedule::Plain;

constexpr std::array<Named<Plain>, 6> plain_names = {{
    {Plain::log_uniform, "log-uniform"},
    {Plain::logit_uniform, "logit-uniform"},
    {Plain::li, "li"},
    {Plain::ddpm_linear, "ddpm-linear"},
    {Plain::cosine, "cosine"},
    {Plain::karras, "karras"},
}};

/// A monotone clock: uniform steps of the clock make the grid.
struct Clock {
  std::function<double(double)> of_time;
  std::function<double(double)> to_time;
};

constexpr double ddpm_beta_min = 0.1;
constexpr double ddpm_beta_max = 20.0;
constexpr double karras_rho = 7.0;

Clock log_clock() {
  return {[](double t) { return std::log(t); }, [](double u) { return std::exp(u); }};
}

Clock logit_clock() {
  return {[](double t) { return std::log(t) - std::log1p(-t); }, [](double x) { return 1.0 / (1.0 + std::exp(-x)); }};
}

/// t = exp(-beta_min s - (beta_max - beta_min) s^2 / 2); the clock is -s, so that it grows with t.
Clock ddpm_linear_clock() {
  constexpr double half_slope = 0.5 * (ddpm_beta_max - ddpm_beta_min);
  return {[](double t) {
            const double target = -std::log(t);
            return -2.0 * target /
                   (ddpm_beta_min + std::sqrt(ddpm_beta_min * ddpm_beta_min + 4.0 * half_slope * target));
          },
          [](double minus_s) { return std::exp(ddpm_beta_min * minus_s - half_slope * minus_s * minus_s); }};
}

Clock cosine_clock() {
  return {[](double t) { return -std::acos(std::sqrt(t)); },
          [](double minus_angle) { return std::pow(std::cos(minus_angle), 2); }};
}

Clock karras_clock() {
  return {[](double t) { return -std::pow((1.0 - t) / t, 0.5 / karras_rho); },
          [](double x) { return 1.0 / (1.0 + std::pow(-x, 2.0 * karras_rho)); }};
}

/// n + 1 times, uniform on the clock, with both ends exactly as asked.
std::vector<double> uniform_on(const Clock& clock, std::int64_t n, double t0, double tend) {
  const double first = clock.of_time(t0);
  const double last = clock.of_time(tend);
  std::vector<double> times(static_cast<std::size_t>(n) + 1);
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double fraction = static_cast<double>(i) / static_cast<double>(n);
    times[i] = clock.to_time(first + fraction * (last - first));
  }
  times.front() = t0;
  times.back() = tend;
  return times;
}

/// The same for a clock on which t = 1 cannot be reached: one last step goes from 1 - t0 to 1.
std::vector<double> uniform_with_last_step(const Clock& clock, std::int64_t n, double t0, double tend) {
  if (tend < 1.0) return uniform_on(clock, n, t0, tend);
  if (n == 1) return {t0, 1.0};
  if (t0 >= 0.5) {
    throw InputError(fmt::format("t0 = {} is not below 1/2", t0), "schedule", "end before 1 or start at t0 < 1/2");
  }
  std::vector<double> times = uniform_on(clock, n - 1, t0, 1.0 - t0);
  times.push_back(1.0);
  return times;
}

std::vector<double> plain_times(Plain plain, StepCount steps, Time t0, Time tend) {
  if (plain == Plain::li) return li_grid({steps.value + 1}, 2.0, 4.0).times();
  if (!(0.0 < t0.value && t0.value < tend.value && tend.value <= 1.0)) {
    throw InputError(fmt::format("t0 = {} and tend = {}", t0.value, tend.value), "schedule",
                     "choose 0 < t0 < tend <= 1");
  }
  const auto uniform = [&](const Clock& clock) { return uniform_on(clock, steps.value, t0.value, tend.value); };
  switch (plain) {
    case Plain::logit_uniform:
      return uniform_with_last_step(logit_clock(), steps.value, t0.value, tend.value);
    case Plain::ddpm_linear:
      return uniform(ddpm_linear_clock());
    case Plain::cosine:
      return uniform(cosine_clock());
    case Plain::karras:
      return uniform_with_last_step(karras_clock(), steps.value, t0.value, tend.value);
    case Plain::log_uniform:
    case Plain::li:
      break;
  }
  return uniform(log_clock());
}

}  // namespace

std::string name(const Schedule& schedule) {
  if (const Plain* plain = std::get_if<Plain>(&schedule.rule())) return std::string(name_of(*plain, plain_names));
  if (const TrainedGrid* trained = std::get_if<TrainedGrid>(&schedule.rule())) return name(*trained);
  if (const OwnTimes* own = std::get_if<OwnTimes>(&schedule.rule())) return "file:" + *own->path;
  return name(std::get<SigmaGrid>(schedule.rule()));
}

std::string schedule_names() {
  std::string names;
  for (const auto& row : plain_names) names += std::string(row.name) + ", ";
  return names +
         "trained:BETAS,SPACING[,OFFSET][,zero-snr][,sigma-min] (BETAS linear, scaled-linear or cosine, SPACING "
         "leading, "
         "trailing or linspace), edm:SIGMA_MIN,SIGMA_MAX,RHO, edm-exponential:SIGMA_MIN,SIGMA_MAX, file:PATH (times, sigmas or timesteps)";
}

Schedule schedule_from_name(std::string_view text) {
  const NameParts parts = name_parts(text);
  if (parts.stem == "trained") return trained_grid_from(parts.parameters);
  if (parts.stem == "file") return own_times_from(parts.parameters);
  if (parts.stem == "edm" || parts.stem == "edm-exponential") return sigma_grid_from(parts.stem, parts.parameters);
  for (const auto& row : plain_names) {
    if (row.name == text) return row.value;
  }
  throw InputError(fmt::format("unknown schedule \"{}\"", text), "schedule",
                   fmt::format("choose one of {}", schedule_names()));
}

bool sets_own_ends(const Schedule& schedule) {
  const Plain* plain = std::get_if<Plain>(&schedule.rule());
  return plain == nullptr || *plain == Plain::li;
}

TimeGrid::TimeGrid(std::vector<double> times) : times_(std::move(times)) {
  if (times_.size() < 2) throw InputError("fewer than two times", "time grid", "ask for one step or more");
  if (!(times_.front() > 0.0 && times_.back() <= 1.0)) {
    throw InputError(fmt::format("times run from {} to {}", times_.front(), times_.back()), "time grid",
                     "stay within 0 < t <= 1");
  }
  for (std::size_t i = 1; i < times_.size(); ++i) {
    if (!(times_[i - 1] < times_[i])) {
      throw InputError(fmt::format("step {} of {} is empty", i, times_.size() - 1), "time grid",
                       "ask for fewer steps or a wider range of times");
    }
  }
}

TimeGrid::TimeGrid(std::vector<double> times, const Schedule& schedule) : TimeGrid(std::move(times)) {
  schedule_ = schedule;
}

std::optional<TimeGrid> TimeGrid::with_steps(StepCount steps) const {
  if (!schedule_ || *schedule_ == Schedule::li) return std::nullopt;
  const bool smooth =
      std::holds_alternative<Plain>(schedule_->rule()) || std::holds_alternative<SigmaGrid>(schedule_->rule());
  return smooth ? grid_if_any(*schedule_, steps, first(), last()) : std::nullopt;
}

TimeGrid make_grid(const Schedule& schedule, StepCount steps, Time t0, Time tend) {
  if (steps.value < 1) {
    throw InputError(fmt::format("{} steps", steps.value), "schedule", "ask for one step or more");
  }
  if (const Plain* plain = std::get_if<Plain>(&schedule.rule())) return {plain_times(*plain, steps, t0, tend), schedule};
  if (const TrainedGrid* trained = std::get_if<TrainedGrid>(&schedule.rule())) {
    return {trained_times(*trained, steps.value), schedule};
  }
  if (const OwnTimes* own = std::get_if<OwnTimes>(&schedule.rule())) {
    if (static_cast<std::int64_t>(own->times->size()) == steps.value + 1) return {*own->times, schedule};
    throw InputError(fmt::format("{} has {} times, and {} steps are asked for", *own->path, own->times->size(),
                                 steps.value),
                     "schedule", fmt::format("ask for {} steps", own->times->size() - 1));
  }
  return {sigma_times(std::get<SigmaGrid>(schedule.rule()), steps.value), schedule};
}

std::optional<TimeGrid> grid_if_any(const Schedule& schedule, StepCount steps, Time t0, Time tend) {
  try {
    return make_grid(schedule, steps, t0, tend);
  } catch (const InputError&) {
    return std::nullopt;
  }
}

TimeGrid li_grid(StepCount levels, double c0, double c1) {
  if (levels.value < 3) {
    throw InputError(fmt::format("{} steps", levels.value - 1), "li schedule", "ask for two steps or more");
  }
  const auto n = static_cast<double>(levels.value);
  std::vector<double> times{std::pow(n, -c0)};
  while (static_cast<std::int64_t>(times.size()) < levels.value) {
    const double abar = times.back();
    times.push_back(abar + c1 * abar * (1.0 - abar) * std::log(n) / n);
  }
  return TimeGrid(std::move(times));
}

}  // namespace plumbline
