#include "verify/study/score_error.hpp"

#include <cmath>

#include "verify/study/testing/run_for_test.hpp"
#include "verify/testing/gaussian_tilt.hpp"

namespace plumbline {

TEST_CASE("a constant score error on a Gaussian: response, bounds and the end of the improvement in closed form",
          "[exact]") {
  const Case problem = load_case("gaussian-tilt");
  ScoreErrorStudy parameters;
  parameters.kinds = {ErrorKind::worst_case, ErrorKind::constant};
  parameters.sizes = {0.0025, 0.005, 0.01, 0.02, 0.04};
  parameters.scales = {1.0};
  parameters.steps = {16};
  parameters.t0 = {0.1};
  const Table table = table_of(score_error_study({problem}, parameters));
  const Chain chain{make_grid(Schedule::log_uniform, {16}, {0.1}, {1.0}), Scheme::ddpm, {{1.0}}, Start::exact};
  const Transitions run = make_transitions(chain, problem.pair);
  const auto guided = GaussianTilt::end_of(run);
  const auto at = [&](const char* name, std::size_t i) { return table.doubles(name).at(i); };
  double energy = 0.0;  // Sum (B / S)^2
  for (const Step<double>& step : run.steps) energy += std::pow(step.B / step.S, 2);
  for (std::size_t k = 0; k < parameters.sizes.size(); ++k) {
    const std::size_t constant = parameters.sizes.size() + k;  // (kind, epsilon)
    const double eps = parameters.sizes[k];
    const auto wrong = GaussianTilt::end_of(run, eps);  // upwards raises exp(a x)
    const double kl = GaussianTilt::kl(wrong, guided);
    CHECK(std::abs(at("kl", constant) / kl - 1.0) < 1e-6);
    CHECK(std::abs(at("tv", constant) - GaussianTilt::tv(wrong, guided)) < 1e-9);
    CHECK(std::abs(at("kl_bound", constant) - 0.5 * energy * eps * eps) < 1e-9);
    CHECK(std::abs(at("tv_bound", constant) - 0.5 * eps * std::sqrt(energy)) < 1e-9);
    CHECK(std::abs(at("tv_slack", constant) - (at("tv_bound", constant) - at("tv", constant))) < 1e-15);
    CHECK(std::abs(at("expected_cost", constant) - wrong.cost()) < 1e-8);
    CHECK(at("harm", k) > at("harm", constant));  // the worst case of the same size
    CHECK(std::abs(at("predicted_harm", constant) / at("harm", constant) - 1.0) < 3.0 * eps);
    for (const std::size_t i : {k, constant}) {
      CHECK(std::get<std::vector<std::string>>(table.find("bound_verdict")->values)[i] == "HOLDS");
    }
    CHECK(std::get<std::vector<std::string>>(table.find("harm_verdict")->values)[constant] == "HOLDS");
  }
  CHECK(std::abs(at("tv_order", 1) - 1.0) < 1e-3);
  CHECK(std::abs(at("kl_order", 1) - 2.0) < 1e-3);
  Transitions plain = run;
  for (Step<double>& step : plain.steps) step.omega = 0.0;
  const double unguided = GaussianTilt::end_of(plain).cost();
  CHECK(std::abs(at("guided_cost", 0) - guided.cost()) < 1e-8);
  CHECK(std::abs(at("unguided_cost", 0) - unguided) < 1e-8);
  // the mean moves in proportion to eps, and log E J by a times that
  const double move = GaussianTilt::end_of(run, 1.0).mean - guided.mean;
  CHECK(std::abs(at("lost_epsilon", 1) - std::log(unguided / guided.cost()) / (GaussianTilt::a * move)) < 1e-4);
}

TEST_CASE("the budget of E3 adds up, and its parts halve with their causes", "[exact]") {
  const Table table = table_of(error_budget_study({load_case("gaussian-tilt")}, {2, 3}));
  const auto at = [&](const char* name, std::size_t i) { return table.doubles(name).at(i); };
  double sum[2] = {};
  for (const char* part : {"initialisation", "truncation", "discretisation", "score"}) {
    for (const std::size_t i : {0u, 1u}) sum[i] += at(part, i);
    CHECK(std::abs(at(part, 1) / at(part, 0) - 0.5) < 0.15);
  }
  for (const std::size_t i : {0u, 1u}) CHECK(std::abs(at("total", i) - sum[i] - at("remainder", i)) < 1e-12);
  CHECK(std::abs(at("remainder", 1)) < 0.4 * std::abs(at("remainder", 0)));
}

}  // namespace plumbline
