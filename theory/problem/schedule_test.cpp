#include "theory/problem/schedule.hpp"

#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/problem/chain.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("every schedule executes the requested number of steps between the requested ends", "[exact]") {
  for (const auto schedule :
       {Schedule::log_uniform, Schedule::logit_uniform, Schedule::ddpm_linear, Schedule::cosine, Schedule::karras}) {
    for (const double tend : {1.0, 0.99}) {
      const TimeGrid grid = make_grid(schedule, {37}, {1e-3}, {tend});
      INFO(name(schedule) << " to " << tend);
      CHECK(grid.steps().value == 37);
      CHECK(grid.first().value == 1e-3);
      CHECK(grid.last().value == tend);
    }
  }
  CHECK(make_grid(Schedule::li, {49}, {1e-3}, {1.0}).steps().value == 49);
}

TEST_CASE("each schedule is uniform on its own clock", "[exact]") {
  const auto spread = [](Schedule schedule, auto clock) {
    const std::vector<double> t = make_grid(schedule, {50}, {1e-3}, {0.99}).times();
    const double step = (clock(t.back()) - clock(t.front())) / 50.0;
    double worst = 0.0;
    for (std::size_t n = 1; n < t.size(); ++n) {
      worst = std::max(worst, std::abs((clock(t[n]) - clock(t[n - 1])) / step - 1.0));
    }
    return worst;
  };
  CHECK(spread(Schedule::log_uniform, [](double t) { return std::log(t); }) < 1e-10);
  CHECK(spread(Schedule::logit_uniform, [](double t) { return std::log(t / (1.0 - t)); }) < 1e-10);
  CHECK(spread(Schedule::cosine, [](double t) { return std::asin(std::sqrt(t)); }) < 1e-10);
  CHECK(spread(Schedule::karras, [](double t) { return -std::pow(1.0 / t - 1.0, 1.0 / 14.0); }) < 1e-10);
  // -log t = 0.1 s + 9.95 s^2, solved for s
  CHECK(spread(Schedule::ddpm_linear,
               [](double t) { return -(-0.1 + std::sqrt(0.01 - 4.0 * 9.95 * std::log(t))) / (2.0 * 9.95); }) < 1e-10);
}

TEST_CASE("the li recursion is the one of theory section 2", "[exact]") {
  const std::vector<double> t = li_grid({50}, 2.0, 4.0).times();
  REQUIRE(t.size() == 50);
  CHECK(t[0] == Approx(1.0 / 2500.0).epsilon(1e-15));
  CHECK(t[1] == Approx(t[0] * (1.0 + 4.0 * (1.0 - t[0]) * std::log(50.0) / 50.0)).epsilon(1e-15));
  CHECK(t.back() < 1.0);
}

TEST_CASE("the schemes agree to second order in the step and differ at third", "[exact]") {
  for (const double log_step : {0.02, 0.01}) {
    const double t_from = 0.3;
    const double t_to = t_from * std::exp(log_step);
    const auto ddpm = step_coefficients<double>(Scheme::ddpm, t_from, t_to);
    const auto exponential = step_coefficients<double>(Scheme::exponential, t_from, t_to);
    const auto euler = step_coefficients<double>(Scheme::euler, t_from, t_to);
    // a^(-1/2) - (1 + D/2) = D^2/8 + ..., 2 (a^(-1/2) - 1) - D = D^2/4 + ..., (1-a) a^(-1/2) - D = D^3/24 + ...
    CHECK((ddpm.A - euler.A) / (log_step * log_step) == Approx(1.0 / 8.0).epsilon(0.01));
    CHECK((exponential.B - euler.B) / (log_step * log_step) == Approx(1.0 / 4.0).epsilon(0.01));
    CHECK((ddpm.B - euler.B) / std::pow(log_step, 3) == Approx(1.0 / 24.0).epsilon(0.01));
    CHECK((ddpm.S * ddpm.S - euler.S * euler.S) / (log_step * log_step) == Approx(1.0 / 2.0).epsilon(0.02));
    CHECK(ddpm.S == exponential.S);
  }
}

TEST_CASE("a schedule refuses what it cannot lay", "[bad-input]") {
  CHECK_THROWS_AS(make_grid(Schedule::log_uniform, {0}, {1e-3}, {1.0}), InputError);
  CHECK_THROWS_AS(make_grid(Schedule::log_uniform, {10}, {0.0}, {1.0}), InputError);
  CHECK_THROWS_AS(make_grid(Schedule::log_uniform, {10}, {0.5}, {0.5}), InputError);
  CHECK_THROWS_AS(make_grid(Schedule::log_uniform, {10}, {0.5}, {1.5}), InputError);
  CHECK_THROWS_WITH(schedule_from_name("log-unifrom"), ContainsSubstring("choose one of log-uniform"));
}

TEST_CASE("a grid knows its neighbours where its times are smooth in n / N", "[exact]") {
  for (const Schedule& schedule : all_schedules) {
    const std::optional<TimeGrid> shorter = make_grid(schedule, {100}, {1e-3}, {1.0}).with_steps({37});
    CHECK(shorter.has_value() == (schedule != Schedule::li));
    if (shorter) CHECK(shorter->times() == make_grid(schedule, {37}, {1e-3}, {1.0}).times());
  }
  const Schedule edm = schedule_from_name("edm:0.002,80,7");
  CHECK(make_grid(edm, {100}, {1e-3}, {1.0}).with_steps({37}).value().times() ==
        make_grid(edm, {37}, {1e-3}, {1.0}).times());
  CHECK_FALSE(make_grid(schedule_from_name("trained:linear,leading,1"), {50}, {1e-3}, {1.0}).with_steps({25}));
  CHECK_FALSE(TimeGrid({0.1, 0.2, 0.4}).with_steps({1}));
}
