#include <cmath>

#include "theory/cases/case.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/check_within.hpp"
#include "verify/testing/gaussian_tilt.hpp"

namespace plumbline {
namespace {

/// gaussian-tilt along x, and along y a Gaussian that guidance does not see.
const char* const plane_text = R"(name = "plane-tilt"
[[component]]
weight = 1.0
mean = [0.5, -0.3]
covariance = [2.0, 0.7]
[guidance]
kind = "cost"
[[guidance.term]]
exp-linear = {coefficient = 1.0, a = [0.8, 0.0]}
)";

LawRequest request_for(const Scheme& scheme, std::int64_t steps, double tend) {
  const LimitSpec spec{{0.1}, {tend}, {{1.0}}, Start::exact, noise_share(scheme)};
  return {{Schedule::log_uniform, scheme, spec}, {steps}, {2.0}, {}};
}

/// Within its error, which is small.
void check_number(const Value& value, double truth, double largest_error) {
  check_within(value, truth);
  CHECK(value.error <= largest_error);
}

}  // namespace

TEST_CASE("law on the line: every number of a Gaussian in closed form", "[exact]") {
  const Case problem = load_case("gaussian-tilt");
  const LawRequest request = request_for(Scheme::ddpm, 16, 1.0);
  const LawReport report = law_report(problem, request, ProgressMode::none);
  const Transitions run = make_transitions(request.chain(), problem.pair);
  const auto end = GaussianTilt::end_of(run);
  const auto limit = GaussianTilt::limit(1.0, 0.1);
  check_number(report.expected_cost, end.cost(), 1e-8);
  check_number(report.mean[0], end.mean, 1e-8);
  check_number(report.second_moment, end.square(), 1e-8);
  check_number(report.limit.expected_cost, limit.cost(), 1e-8);
  check_number(report.kl, GaussianTilt::kl(end, limit), 1e-8);
  check_number(*report.kl_backward, GaussianTilt::kl(limit, end), 1e-8);
  check_number(report.w2, GaussianTilt::w2(end, limit), 1e-6);
  check_number(*report.cost_difference, end.cost() - limit.cost(), 1e-7);
  // E J^2 of exp(a x): exp(2 a mean + 2 a^2 variance)
  const double a = GaussianTilt::a;
  check_number(report.powers.at(0).value, std::exp(2.0 * a * end.mean + 2.0 * a * a * end.variance), 1e-6);
  CHECK(report.path_kl_bound.value > report.kl.value);
}

TEST_CASE("law in the plane: every number of a Gaussian in closed form", "[exact]") {
  const Case problem = parse_case(plane_text, "test");
  const LawRequest request = request_for(Scheme::exponential, 8, 1.0);
  const LawReport report = law_report(problem, request, ProgressMode::none);
  const Transitions run = make_transitions(request.chain(), problem.pair);
  const auto along = GaussianTilt::end_of(run);
  double mean = std::sqrt(0.1) * -0.3;
  double variance = 0.1 * 0.7 + 0.9;
  for (const Step<double>& step : run.steps) {
    const double noised = step.time * 0.7 + 1.0 - step.time;
    mean = (step.A - step.B / noised) * mean + step.B * std::sqrt(step.time) * -0.3 / noised;
    variance = std::pow(step.A - step.B / noised, 2) * variance + step.S * step.S;
  }
  check_number(report.expected_cost, along.cost(), 1e-5);
  check_number(report.mean.at(0), along.mean, 1e-5);
  check_number(report.mean.at(1), mean, 1e-5);
  check_number(report.second_moment, along.square() + mean * mean + variance, 1e-5);
  check_number(report.limit.expected_cost, GaussianTilt::guided(1.0, 0.1), 1e-3);
}

TEST_CASE("law of a rule without noise: an affine map of a Gaussian in closed form", "[exact]") {
  const Case problem = load_case("gaussian-tilt");
  const LawRequest request = request_for(scheme_from_name("ddim:0"), 16, 0.9);
  const LawReport report = law_report(problem, request, ProgressMode::none);
  const auto end = GaussianTilt::end_of(make_transitions(request.chain(), problem.pair));
  check_number(report.expected_cost, end.cost(0.9), 1e-8);
  check_number(report.mean[0], end.mean, 1e-8);
  check_number(report.second_moment, end.square(), 1e-8);
}

}  // namespace plumbline
