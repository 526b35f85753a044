#include "theory/problem/trained_grid.hpp"

#include <cmath>
#include <fstream>
#include <numeric>
#include <string>

#include "theory/base/input_error.hpp"
#include "theory/problem/own_times.hpp"
#include "theory/problem/schedule.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/test_directory.hpp"

namespace plumbline {
namespace {

using Betas = TrainedGrid::Betas;
using Spacing = TrainedGrid::Spacing;

/// What diffusers 0.42.1 says (torch 2.13.0, single precision): DDIMScheduler with set_alpha_to_one = not to_minimum.
struct Listed {
  TrainedGrid grid;
  std::int64_t n_steps;
  std::vector<int> first_timesteps;
  std::vector<int> last_timesteps;
  int sum_of_timesteps;
  /// alphas_cumprod at timesteps 0, 1, N/2 rounded up, N-2, N-1, and the final one
  std::vector<double> levels;
};

const std::vector<Listed> listed = {
    {{Betas::linear, Spacing::leading, 1},
     20,
     {951, 901, 851},
     {51, 1},
     9520,
     {0.000104022387, 0.000265367154, 0.124695718, 0.968868911, 0.999780059, 1.0}},
    {{Betas::linear, Spacing::trailing},
     20,
     {999, 949, 899},
     {99, 49},
     10480,
     {4.03583035e-05, 0.000108098284, 0.078587234, 0.897017956, 0.971015573, 1.0}},
    {{Betas::linear, Spacing::linspace},
     20,
     {999, 946, 894},
     {53, 0},
     9990,
     {4.03583035e-05, 0.000114496084, 0.101497203, 0.96664995, 0.999899983, 1.0}},
    {{Betas::scaled_linear, Spacing::leading, 1},
     20,
     {951, 901, 851},
     {51, 1},
     9520,
     {0.00815499853, 0.0140048889, 0.345557988, 0.950524092, 0.998296022, 1.0}},
    {{Betas::scaled_linear, Spacing::trailing},
     20,
     {999, 949, 899},
     {99, 49},
     10480,
     {0.00466009509, 0.0083401138, 0.27766943, 0.895462453, 0.952625275, 1.0}},
    {{Betas::scaled_linear, Spacing::linspace},
     20,
     {999, 946, 894},
     {53, 0},
     9990,
     {0.00466009509, 0.00862458441, 0.313570589, 0.948407114, 0.999149978, 1.0}},
    {{Betas::cosine, Spacing::leading, 1},
     20,
     {951, 901, 851},
     {51, 1},
     9520,
     {0.00558545394, 0.0231451206, 0.568439841, 0.991437316, 0.99991256, 1.0}},
    {{Betas::cosine, Spacing::trailing},
     20,
     {999, 949, 899},
     {99, 49},
     10480,
     {2.42873499e-09, 0.00605964381, 0.493843466, 0.972092688, 0.992007256, 1.0}},
    {{Betas::cosine, Spacing::linspace},
     20,
     {999, 946, 894},
     {53, 0},
     9990,
     {2.42873499e-09, 0.0068069119, 0.534339249, 0.990848243, 0.999958694, 1.0}},
    {{Betas::scaled_linear, Spacing::trailing, 0, true},
     25,
     {999, 959, 919},
     {79, 39},
     12975,
     {0.0, 0.000375153148, 0.269956589, 0.9137609, 0.960263729, 1.0}},
    {{Betas::linear, Spacing::leading, 0, false, true},
     30,
     {957, 924, 891},
     {33, 0},
     14355,
     {9.26486755e-05, 0.000173577224, 0.112637021, 0.9855268, 0.999899983, 0.999899983}},
    {{Betas::cosine, Spacing::trailing, 0, false, true},
     7,
     {999, 856, 713},
     {285, 142},
     3993,
     {2.42873499e-09, 0.0488492176, 0.603744566, 0.804505825, 0.945791721, 0.999958694}}};

}  // namespace

TEST_CASE("thinned training grids are those of diffusers, in 12 configurations", "[exact]") {
  for (const Listed& row : listed) {
    INFO(name(row.grid) << ", N = " << row.n_steps);
    const std::vector<int> steps = timesteps(row.grid, row.n_steps);
    const std::size_t n = steps.size();
    REQUIRE(static_cast<std::int64_t>(n) == row.n_steps);
    CHECK(std::vector<int>(steps.begin(), steps.begin() + 3) == row.first_timesteps);
    CHECK(std::vector<int>(steps.end() - 2, steps.end()) == row.last_timesteps);
    CHECK(std::accumulate(steps.begin(), steps.end(), 0) == row.sum_of_timesteps);
    const std::vector<double> times = trained_times(row.grid, row.n_steps);
    REQUIRE(times.size() == n + 1);
    const std::vector<double> taken{times[0], times[1], times[(n + 1) / 2], times[n - 2], times[n - 1], times[n]};
    for (std::size_t i = 0; i < taken.size(); ++i) {
      INFO("level " << i << ": " << taken[i] << ", listed " << row.levels[i]);
      // single precision: a thousand roundings, and of 1 - beta near 0 where beta = 0.999
      const bool capped = row.grid.betas == Betas::cosine && i == 0;
      const double allowed = (capped ? 1e-4 : 1e-5) * row.levels[i] + (row.grid.zero_snr ? 1e-7 : 0.0);
      CHECK(std::abs(taken[i] - row.levels[i]) <= allowed);
    }
  }
}

// diffusers 0.42.1, EDMEulerScheduler(sigma_min = 0.002, sigma_max = 80, rho = 7), 18 steps, single precision.
TEST_CASE("sigma grids are those of diffusers", "[exact]") {
  const std::vector<double> karras{80,         57.5859833,  40.7855721,   28.3745842,   19.3524532,    12.9100828,
                                   8.40093517, 5.31519461,  3.25682163,   1.92333984,   1.08817065,    0.585348129,
                                   0.29644227, 0.139516473, 0.0599473119, 0.0229345188, 0.00752802007, 0.00200000009};
  const std::vector<double> exponential{
      80,          42.8924217,  22.9969959,   12.3299627,    6.61077404,    3.54440093,
      1.90034938,  1.01888227,  0.546279132,  0.292890549,   0.157034799,   0.0841950327,
      0.045141615, 0.024202913, 0.0129765216, 0.00695743039, 0.00373026263, 0.00199999986};
  const auto check = [](const char* schedule, const std::vector<double>& sigmas) {
    const std::vector<double> times =
        make_grid(schedule_from_name(schedule), {static_cast<std::int64_t>(sigmas.size())}, {0.1}, {0.2}).times();
    REQUIRE(times.size() == sigmas.size() + 1);
    CHECK(times.back() == 1.0);
    for (std::size_t i = 0; i < sigmas.size(); ++i) {
      CHECK(std::sqrt(1.0 / times[i] - 1.0) == Approx(sigmas[i]).epsilon(2e-6));
    }
  };
  check("edm:0.002,80,7", karras);
  check("edm-exponential:0.002,80", exponential);
}

TEST_CASE("a schedule with parameters is read from its name, and written the same", "[exact]") {
  for (const char* text : {"log-uniform", "li", "trained:linear,leading,1", "trained:cosine,linspace",
                           "trained:scaled-linear,trailing,zero-snr", "trained:linear,leading,1,zero-snr,sigma-min",
                           "edm:0.002,80,7", "edm-exponential:0.01,50"}) {
    CHECK(name(schedule_from_name(text)) == text);
  }
  CHECK(sets_own_ends(schedule_from_name("edm:0.002,80,7")));
  CHECK(sets_own_ends(Schedule::li));
  CHECK_FALSE(sets_own_ends(Schedule::karras));
}

namespace {

/// A file in the directory of the tests, and the times that it stands for.
std::vector<double> times_in_file(const std::string& text) {
  const TestDirectory directory;
  const std::string path = directory / "times.txt";
  std::ofstream(path) << text;
  return *own_times_from(path).times;
}

}  // namespace

TEST_CASE("own lists of times, sigmas and timesteps are read from a file", "[exact]") {
  CHECK(times_in_file("0.1, 0.2 # a comment\n0.5\n1") == std::vector<double>{0.1, 0.2, 0.5, 1.0});
  CHECK(times_in_file("times 0.1 0.9") == std::vector<double>{0.1, 0.9});
  const std::vector<double> sigmas = times_in_file("sigmas\n3\n1\n0\n");
  REQUIRE(sigmas.size() == 3);
  CHECK(sigmas[0] == Approx(0.1).epsilon(1e-15));
  CHECK(sigmas[1] == Approx(0.5).epsilon(1e-15));
  CHECK(sigmas[2] == 1.0);
  const std::vector<double> steps = times_in_file("timesteps scaled-linear 951 451 1");
  const std::vector<double> levels = trained_levels(Betas::scaled_linear, false);
  CHECK(steps == std::vector<double>{levels[951], levels[451], levels[1], 1.0});
}

TEST_CASE("a list of times that cannot be is refused", "[bad-input]") {
  for (const char* text : {"", "# nothing", "0.1 x", "sigmas 3 -1", "timesteps", "timesteps cubic 3 1",
                           "timesteps linear 1000 1", "timesteps linear 1.5 1", "timesteps linear -1"}) {
    INFO(text);
    CHECK_THROWS_AS(times_in_file(text), InputError);
  }
  CHECK_THROWS_AS(own_times_from("/nowhere/at/all"), InputError);
  const TestDirectory directory;
  const std::string path = directory / "times.txt";
  std::ofstream(path) << "0.1 0.2 0.4";
  const Schedule schedule = schedule_from_name("file:" + path);
  CHECK(name(schedule) == "file:" + path);
  CHECK(make_grid(schedule, {2}, {0.5}, {0.6}).times() == std::vector<double>{0.1, 0.2, 0.4});
  CHECK_THROWS_WITH(make_grid(schedule, {3}, {0.5}, {0.6}), ContainsSubstring("ask for 2 steps"));
}

TEST_CASE("a schedule that cannot be is refused", "[bad-input]") {
  for (const char* text : {"trained:", "trained:linear", "trained:quadratic,leading", "trained:linear,middle",
                           "trained:linear,leading,-1", "trained:linear,trailing,1", "trained:linear,leading,0.5",
                           "trained:linear,leading,x", "edm:0.002,80", "edm:80,0.002,7", "edm:0,80,7", "edm:0.002,80,0",
                           "edm-exponential:0.002,80,7", "edm-exponential:0.002,inf", "edm"}) {
    INFO(text);
    CHECK_THROWS_AS(schedule_from_name(text), InputError);
  }
  CHECK_THROWS_AS(make_grid(schedule_from_name("trained:linear,leading,1"), {1001}, {0.1}, {1.0}), InputError);
  CHECK_THROWS_WITH(make_grid(schedule_from_name("trained:linear,leading,1"), {1000}, {0.1}, {1.0}),
                    ContainsSubstring("timestep 1000"));
  CHECK_THROWS_WITH(make_grid(schedule_from_name("trained:linear,leading,sigma-min"), {30}, {0.1}, {1.0}),
                    ContainsSubstring("step 30 of 30 is empty"));
}

}  // namespace plumbline
