#include "verify/study/classifier_probability.hpp"

#include <cmath>

#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {
namespace {

Value none(double) { return {std::nan(""), std::nan(""), ""}; }

TEST_CASE("classifier probabilities: shares, means and medians of a few rows", "[exact]") {
  ProbabilitySums sums({0.0, 1.0}, 10.0);
  Eigen::MatrixXd p(2, 4);
  p << 0.5, 0.5, 0.25, 0.8,  //
      0.5, 0.8, 0.05, 1.0;
  sums.add(p, 0);
  const Table table = sums.table([](double w) { return Value{2.0 - w, 0.1, ""}; });
  CHECK(table.doubles("improved")[1] == 0.5);
  CHECK(table.doubles("worse")[1] == 0.25);
  CHECK(table.doubles("improved")[0] == 0.0);
  CHECK(std::abs(table.doubles("probability")[1] - 2.35 / 4.0) < 1e-12);
  CHECK(std::abs(table.doubles("median_cost")[1] - 0.5 * (1.25 + 2.0)) < 1e-12);
  CHECK(std::abs(table.doubles("truncated_cost")[1] - (2.0 + 1.25 + 10.0 + 1.0) / 4.0) < 1e-12);
  CHECK(table.doubles("exact_cost")[1] == 1.0);
  CHECK(std::isinf(table.doubles("median_cost_upper")[1]));  // four rows bound no median from above
}

TEST_CASE("classifier probabilities: intervals hold for a cost without a mean", "[exact]") {
  // 1/p of a Pareto law with tail exponent 1/2: median 4, E min(1/p, M) = 2 sqrt(M) - 1
  constexpr int n = 20'000;
  ProbabilitySums sums({0.0, 1.0}, 100.0);
  Eigen::MatrixXd p(2, n);
  for (int i = 0; i < n; ++i) {
    const double u = (i + 0.5) / n;
    p(0, (i * 7919) % n) = u * u;
    p(1, (i * 7919) % n) = u;
  }
  sums.add(p, 0);
  const Table table = sums.table(none);
  const auto covers = [&](const std::string& name, double truth) {
    return table.doubles(name + "_lower")[0] < truth && truth < table.doubles(name + "_upper")[0];
  };
  CHECK(covers("median_cost", 4.0));
  CHECK(covers("truncated_cost", 19.0));
  CHECK(covers("probability", 1.0 / 3.0));
  CHECK(table.doubles("improved_lower")[1] > 0.99);
  CHECK(table.doubles("median_cost_upper")[0] < 4.2);
}

TEST_CASE("classifier probabilities: what is none is refused", "[bad-input]") {
  CHECK_THROWS_AS(ProbabilitySums({0.0}, 10.0), InputError);
  CHECK_THROWS_AS(ProbabilitySums({0.0, 1.0}, 1.0), InputError);
  ProbabilitySums sums({0.0, 1.0}, 10.0);
  CHECK_THROWS_AS(sums.table(none), InputError);
  Eigen::MatrixXd p = Eigen::MatrixXd::Constant(2, 3, 0.5);
  p(1, 2) = 1.01;
  CHECK_THROWS_AS(sums.add(p, 7), InputError);
}

}  // namespace
}  // namespace plumbline
