#include "verify/study/work_precision.hpp"

#include <cmath>

#include "verify/study/testing/run_for_test.hpp"
#include "verify/testing/gaussian_tilt.hpp"

namespace plumbline {

TEST_CASE("the work for a precision on a Gaussian is the least that reaches it", "[exact]") {
  const Case problem = load_case("gaussian-tilt");
  WorkPrecision parameters;
  parameters.targets = {0.04, 0.01};
  parameters.schedules = {Schedule::log_uniform, Schedule::cosine};
  parameters.t0 = {0.1};
  parameters.most_steps = 1024;
  parameters.paths = 500;
  const Table table = table_of(work_precision_study({problem}, parameters));
  const std::vector<double>& steps = table.doubles("steps");
  const auto how = std::get<std::vector<std::string>>(table.find("how")->values);
  REQUIRE(steps.size() == 2 * 3 * 3 * 2);
  std::size_t i = 0;
  int n_compared = 0;
  for (const Schedule schedule : parameters.schedules) {
    for (const Scheme scheme : all_schemes) {
      const auto end = [&](double n) {
        const Chain chain{make_grid(schedule, {static_cast<std::int64_t>(n)}, {0.1}, {1.0}), scheme, {{1.0}}};
        return GaussianTilt::end_of(make_transitions(chain, problem.pair));
      };
      const auto weak = [&](double n) { return std::abs(end(n).cost() - GaussianTilt::guided(1.0, 0.1)); };
      for (const double target : parameters.targets) {
        INFO(how[i] << ", N = " << steps[i]);
        CHECK(weak(std::ceil(steps[i] + 0.05)) <= target);
        if (how[i] == "exact laws") {
          CHECK(weak(std::floor(steps[i] - 0.05)) > target);
          ++n_compared;
        }
        CHECK(table.doubles("evaluations")[i] == 2.0 * std::ceil(steps[i]));
        ++i;
      }
      i += 2;  // TV
      for (std::size_t k = 0; k < 2; ++k, ++i) CHECK(std::isnan(steps[i]) == (schedule != Schedule::log_uniform));
      // strong errors of first order
      if (schedule == Schedule::log_uniform) CHECK(std::abs(steps[i - 1] / steps[i - 2] - 4.0) < 1.0);
    }
  }
  CHECK(n_compared >= 5);
}

}  // namespace plumbline
