#include "verify/study/reward.hpp"

#include <cmath>

#include "verify/study/reward_verdict.hpp"
#include "verify/study/testing/run_for_test.hpp"
#include "verify/testing/gaussian_tilt.hpp"

namespace plumbline {
namespace {

/// gaussian-tilt as a reward.
Case tilt_as_reward() {
  std::string text = load_case("gaussian-tilt").text;
  const std::string cost = "kind = \"cost\"";
  text.replace(text.find(cost), cost.size(), "kind = \"reward\"");
  return parse_case(text, "test");
}

RewardStudy small_reward() {
  RewardStudy parameters;
  parameters.scales = {0.0, 1.0};
  parameters.samples = 20;
  parameters.steps = 32;
  parameters.t0 = {0.1};
  parameters.tend = {0.9};
  parameters.network.width = 2;
  parameters.network.updates = 1;
  return parameters;
}

/// E h_tend, and R2 along the chain: Sum_n D_n (f_{n-1} + f_n) / 2 with f = w h |s - s^r|^2.
std::pair<double, double> reward_and_r2(const GuidedPair& pair, double w) {
  const Chain chain{make_grid(Schedule::logit_uniform, {32}, {0.1}, {0.9}), Scheme::ddpm, {{w}}, Start::gaussian};
  const std::vector<double>& times = chain.grid.times();
  const auto rate = [&](const GaussianTilt::State& state, double t) {
    return w * state.cost(t) * std::pow(GaussianTilt::gap(t), 2);
  };
  GaussianTilt::State state{0.0, 1.0};
  double r2 = 0.0;
  const std::vector<Step<double>> steps = make_steps<double>(chain, pair);
  for (std::size_t n = 0; n < steps.size(); ++n) {
    const double before = rate(state, times[n]);
    state = GaussianTilt::after(steps[n], state);
    r2 += 0.5 * std::log(times[n + 1] / times[n]) * (before + rate(state, times[n + 1]));
  }
  return {state.cost(0.9), r2};
}

}  // namespace

TEST_CASE("reward guidance of a Gaussian: reward, gain and what R2 promises in closed form", "[exact]") {
  const Case problem = tilt_as_reward();
  const Table table = table_of(reward_study({problem}, small_reward()));
  const auto [plain, none] = reward_and_r2(problem.pair, 0.0);
  const auto [guided, r2] = reward_and_r2(problem.pair, 1.0);
  const auto at = [&](const char* name, std::size_t i) { return table.doubles(name).at(i); };
  CHECK(std::abs(at("mean_reward", 0) - plain) < 1e-8);
  CHECK(std::abs(at("mean_reward", 1) - guided) < 1e-8);
  CHECK(std::abs(at("gain", 1) - (guided - plain)) < 1e-8);
  CHECK(at("r2_gain", 0) == none);
  CHECK(std::abs(at("r2_gain", 1) - r2) < 1e-7);
  CHECK(std::abs(at("r2_defect", 1)) < 0.1 * r2);
  CHECK(at("improves_up_to", 0) == 1.0);
  CHECK(std::get<std::vector<std::string>>(table.find("r2_verdict")->values)[1] == "HOLDS");
}

TEST_CASE("where an improvement ends, and what is said of it", "[exact]") {
  const std::vector<double> scales{0.0, 1.0, 2.0, 4.0};
  const auto found = [&](double at_4) {
    return improvement_of(scales, std::vector<Value>{{0.0, 0.0, ""}, {0.5, 0.1, ""}, {0.4, 0.1, ""}, {at_4, 0.1, ""}});
  };
  CHECK(found(0.6).up_to == 4.0);
  CHECK(found(0.6).best_at == 4.0);
  CHECK(found(0.25).up_to == 2.0);  // two and a half errors are not three
  CHECK(found(0.25).best_at == 1.0);
  CHECK(found(0.25).lost_at == 4.0);
  CHECK_THAT(found(-0.5).in_words, ContainsSubstring("gains up to w = 2, most at w = 1; a loss of 0.5 at w = 4"));
}

TEST_CASE("a defect of first order is extrapolated away, one that stays is a violation", "[exact]") {
  const auto defect = [](double stays) {
    RewardDefect result;
    for (std::size_t k = 0; k < parts_of_steps.size(); ++k) {
      result.value[k] = {stays + 1e-3 * static_cast<double>(parts_of_steps[k]), 1e-9, ""};
    }
    return result;
  };
  CHECK(std::abs(extrapolated(defect(0.25)).value - 0.25) < 1e-12);
  CHECK(exact_verdict(defect(0.0), {1.0, 0.0, ""}) == "HOLDS");
  CHECK(exact_verdict(defect(0.25), {1.0, 0.0, ""}) == "VIOLATED");
}

}  // namespace plumbline
