#include "verify/study/guidance_scale.hpp"

#include <cmath>

#include "verify/study/testing/run_for_test.hpp"

namespace plumbline {

TEST_CASE("trials of a reward improve where the reward rises, and their mean is the exact one", "[stat]") {
  GuidanceScaleTrials trials;
  trials.steps = {64};
  trials.n_trials = 3000;
  trials.scales = {0.0, 1.0};
  const Table table = table_of(guidance_scale_study({load_case("unit-pair"), load_case("reward-well")}, trials));
  const std::vector<double>& improved = table.doubles("fraction_improved");
  const std::vector<double>& tied = table.doubles("fraction_tied");
  CHECK(tied[0] == 1.0);  // w = 0 moves nothing
  CHECK(improved[1] == 1.0);
  CHECK(tied[2] == 1.0);
  CHECK(improved[3] > 0.8);  // 0.875 in the limit of many trials
  const std::vector<double>& mean = table.doubles("mean_negative_cost");
  const std::vector<double>& exact = table.doubles("exact_negative_cost");
  // 6 standard errors, false alarm 2e-9
  CHECK(std::abs(mean[3] - exact[3]) < 6.0 * table.doubles("mean_negative_cost_error")[3]);
  CHECK(exact[3] < exact[2]);  // a higher mean reward
}

}  // namespace plumbline
