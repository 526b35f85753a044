#include "theory/score/exponentials.hpp"

#include <cmath>

#include "verify/testing/catch.hpp"

namespace plumbline {

TEST_CASE("vector exponentials and log sums are those of the standard library, for every remainder of lanes", "[exact]") {
  for (Eigen::Index n = 1; n <= 33; ++n) {
    const Column<double> x = Column<double>::LinSpaced(n, -40.0, 3.0);
    const Column<double> powers = exp_of(x);
    const Column<double> a = x.square() * 0.01 - 300.0;  // far below what exp can hold unscaled
    const double precision = 7.0;
    const double y = -11.3;
    long double sum = 0.0L;
    for (Eigen::Index i = 0; i < n; ++i) {
      CHECK(std::abs(powers[i] - std::exp(x[i])) <= 4e-16 * std::exp(x[i]));
      const long double gap = static_cast<long double>(y) - static_cast<long double>(x[i]);
      sum += std::exp(static_cast<long double>(a[i]) - 0.5L * precision * gap * gap);
    }
    const auto exact = static_cast<double>(std::log(sum));
    CHECK(std::abs(log_sum_of_gaussians(a.data(), x.data(), n, y, precision) - exact) <= 1e-15 * std::abs(exact));
  }
}

}  // namespace plumbline
