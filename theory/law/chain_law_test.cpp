#include "theory/law/chain_law.hpp"

#include <cmath>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/cases/case.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {
namespace {

Chain chain_of(Schedule schedule, std::int64_t n_steps, double w, Scheme scheme, Start start, double t0 = 1e-4) {
  return {make_grid(schedule, {n_steps}, {t0}, {1.0}), scheme, Guidance{{w}}, start};
}

}  // namespace

TEST_CASE("the law of the template schedule on unit-pair, theory/README.md section 5", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  struct Row {
    std::int64_t levels;
    double guided;
    double unguided;
  };
  for (const Row& row : {Row{50, 1.1917, 2.3918}, Row{100, 1.1814, 2.2095}, Row{200, 1.1760, 2.1140},
                         Row{400, 1.1730, 2.0624}, Row{800, 1.1714, 2.0342}, Row{1600, 1.1705, 2.0187}}) {
    const auto cost = [&](double w) {
      const Chain chain = chain_of(Schedule::li, row.levels - 1, w, Scheme::ddpm, Start::gaussian);
      return chain_law(pair, chain).expected_cost(1.0, Time{1.0});  // J itself, though the grid ends before t = 1
    };
    INFO("levels " << row.levels);
    const Value guided = cost(1.0);
    CHECK(std::abs(guided.value - row.guided) <= 0.55e-4);  // half of the last digit, and the last rounding
    CHECK(std::abs(cost(0.0).value - row.unguided) <= 0.55e-4);
    CHECK(guided.error <= 1e-11 * guided.value);
  }
}

TEST_CASE("the grid holds the ancestors of the cost-weighted law: few steps of cosine, closed forms", "[exact]") {
  const Gaussian base{Eigen::VectorXd::Constant(1, 0.0), Covariance::isotropic(1, 1.0)};
  const Gaussian tilted{Eigen::VectorXd::Constant(1, 1.0), Covariance::isotropic(1, 1.0)};
  const GuidedPair tilt{{base, tilted}, Eigen::Vector2d(1.0, 0.0), Eigen::Vector2d(0.0, 1.0), std::exp(0.5)};
  const auto check = [](const GuidedPair& pair, std::int64_t n_steps, double power, double exact) {
    LawOptions options;
    options.cost_power = power;
    const ChainLaw law = chain_law(pair, chain_of(Schedule::cosine, n_steps, 0.0, Scheme::ddpm, Start::exact), options);
    const Value cost = law.expected_cost(power);
    INFO("N = " << n_steps << ", power " << power << ": " << cost.value << " +- " << cost.error << ", true " << exact);
    CHECK(std::abs(cost.value - exact) <= cost.error + 1e-12 * exact);
    CHECK(cost.error <= 1e-9 * exact);
  };
  check(tilt, 8, 1.0, 12264.487746441860301);
  check(tilt, 8, 2.0, 2.262547234439724937e16);
  check(load_case("unit-pair").pair, 6, 1.0, 5.014582706754095382e44);
}

TEST_CASE("an unstable chain, which spreads beyond every grid, is refused", "[bad-input]") {
  const GuidedPair pair = load_case("wide-rival").pair;
  const auto law = [&](double w) {
    return chain_law(pair, chain_of(Schedule::log_uniform, 8, w, Scheme::exponential, Start::exact));
  };
  CHECK_NOTHROW(law(1.0));
  CHECK_THROWS_AS(law(-500.0), OutOfReach);
}

TEST_CASE("the law of a chain has mass 1, is positive, and its error is what a finer grid finds", "[exact]") {
  for (const char* name : {"unit-pair", "narrow-rival", "wide-rival"}) {
    const GuidedPair pair = load_case(name).pair;
    for (const std::int64_t n_steps : {20, 300}) {
      for (const double w : {-1.0, 2.0}) {
        INFO(name << ", N = " << n_steps << ", w = " << w);
        const Chain chain = chain_of(Schedule::log_uniform, n_steps, w, Scheme::exponential, Start::exact);
        const ChainLaw law = chain_law(pair, chain);
        CHECK(std::abs(law.law().mass() - 1.0) <= 1e-12);
        CHECK(law.mass_defect().value <= 1e-11);
        CHECK(law.law().log_density.allFinite());
        CHECK(law.mean().error <= 1e-11 * std::sqrt(law.second_moment().value));
        LawOptions finer;
        const LineGrid grid = law.law().grid();
        finer.grid = LineGrid{grid.y_min - 1.0, 0.6 * grid.spacing,
                              static_cast<Eigen::Index>((grid.y_max() - grid.y_min + 2.0) / (0.6 * grid.spacing)) + 1};
        const ChainLaw reference = chain_law(pair, chain, finer);
        CHECK(std::abs(law.mean().value - reference.mean().value) <= law.mean().error + reference.mean().error);
        const Value cost = law.expected_cost();
        if (std::isfinite(cost.value)) {
          CHECK(cost.error <= 1e-11 * cost.value);
          CHECK(std::abs(cost.value - reference.expected_cost().value) <= cost.error + reference.expected_cost().error);
        }
      }
    }
  }
}

TEST_CASE("wide-rival has an infinite cost at 17 steps and a finite one at 18", "[exact]") {
  const GuidedPair pair = load_case("wide-rival").pair;
  const auto law = [&](std::int64_t n_steps) {
    return chain_law(pair, chain_of(Schedule::log_uniform, n_steps, 0.0, Scheme::exponential, Start::exact, 1e-3));
  };
  CHECK(std::isinf(law(17).expected_cost().value));
  CHECK(std::isfinite(law(18).expected_cost().value));
  CHECK(std::isinf(law(18).expected_cost(2.0).value));
  CHECK(std::isinf(law(100).expected_cost(2.0).value));
}

TEST_CASE("a cost near the edge of finiteness: the grid follows it, or the law says that it cannot", "[exact]") {
  const GuidedPair pair = load_case("wide-rival").pair;
  const auto law = [&](std::int64_t n_steps) {
    return chain_law(pair, chain_of(Schedule::log_uniform, n_steps, 0.0, Scheme::exponential, Start::exact));
  };
  // At N = 24 E J is finite and of the order of 1e109, at N = 60 the far field changes its component at the end of the
  // grid.
  for (const std::int64_t n_steps : {24, 32, 60, 64, 100}) {
    INFO("N = " << n_steps);
    const ChainLaw first = law(n_steps);
    const Value cost = first.expected_cost();
    CHECK(cost.error <= 1e-9 * cost.value);
    LawOptions other;
    other.grid = first.law().grid().widened(first.law().size() / 5);
    other.grid->spacing *= 0.9;
    const Value again =
        chain_law(pair, chain_of(Schedule::log_uniform, n_steps, 0.0, Scheme::exponential, Start::exact), other)
            .expected_cost();
    CHECK(std::abs(cost.value - again.value) <= cost.error + again.error);
    CHECK(first.mean().error <= 1e-10);
  }
  CHECK(std::isinf(law(20).expected_cost().value));
  // What no grid holds is not made up: a law of unit variance and E exp(y^2 / 2 - 1e-9 y^2).
  GridLaw normal{-9.0, 0.1, {}, 0.0};
  normal.log_density = -0.5 * LineGrid{-9.0, 0.1, 181}.points().square();
  const auto cost_of = [&](double growth) {
    return normal.expectation_of_exp([&](const Column<double>& y) -> Column<double> { return growth * y.square(); });
  };
  CHECK(std::isfinite(cost_of(0.49)));
  CHECK(std::isinf(cost_of(0.5 - 1e-9)));
}

TEST_CASE("steps that shrink do not blow up the grid", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const auto law = [&](Schedule schedule) {
    return chain_law(pair, chain_of(schedule, 1024, 1.0, Scheme::exponential, Start::exact));
  };
  const Eigen::Index n_uniform = law(Schedule::log_uniform).law().size();
  for (const Schedule schedule : {Schedule::li, Schedule::logit_uniform, Schedule::karras, Schedule::cosine}) {
    INFO(name(schedule));
    const ChainLaw other = law(schedule);
    CHECK(other.law().size() <= 2 * n_uniform);
    const Value cost = other.expected_cost();
    CHECK(cost.error <= 1e-11 * cost.value);
  }
}

TEST_CASE("the exact law refuses a problem that is not on the line", "[bad-input]") {
  const GuidedPair plane = load_case("triad").pair;
  CHECK_THROWS_AS(chain_law(plane, chain_of(Schedule::log_uniform, 8, 0.0, Scheme::ddpm, Start::exact)), InputError);
}

}  // namespace plumbline
