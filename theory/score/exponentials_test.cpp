#include "theory/score/exponentials.hpp"

#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "verify/testing/catch.hpp"

namespace plumbline {

TEST_CASE("vector exponentials and log sums are those of the standard library, for every remainder of lanes",
          "[exact]") {
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

TEST_CASE("log sums at neighbouring points are those at each, near and far, for every remainder of lanes", "[exact]") {
  constexpr double precision = 7.0;
  for (Eigen::Index n = 1; n <= 33; ++n) {
    for (const double spread : {0.0, 0.1, 3.0, 400.0}) {  // the last is too wide to go from point to point
      const Column<double> m = Column<double>::LinSpaced(n, -0.5 * spread, 0.5 * spread) + 1.0;
      const Column<double> a = -0.3 * (Column<double>::LinSpaced(n, -20.0, 21.0)).square() - 400.0;
      for (const double first : {-17.0, -3.3, 0.9, 12.0}) {
        const NeighbouringPoints at{first, 0.21, precision};
        std::array<double, points_together> sums{};
        log_sums_of_gaussians(a.data(), m.data(), n, at, sums.data());
        for (std::size_t k = 0; k < points_together; ++k) {
          const long double y = static_cast<long double>(first) + 0.21L * static_cast<long double>(k);
          const Column<long double> exponents =
              a.cast<long double>() - 0.5L * precision * (y - m.cast<long double>()).square();
          const long double largest = exponents.maxCoeff();
          const auto exact = static_cast<double>(largest + std::log((exponents - largest).exp().sum()));
          CHECK(std::abs(sums[k] - exact) <= 1e-15 * (1.0 + std::abs(exact)));
        }
      }
    }
  }
}

TEST_CASE("the log of a mixture and its slope agree with the generic form, near and far, for any number of terms",
          "[exact]") {
  const std::vector<GaussianTerm<double>> all = {
      {-0.3, 1.0, 1.0}, {-1.2, -2.0, 4.0}, {0.7, 0.4, 25.0}, {-9.0, 3.0, 0.2}};
  std::vector<GaussianTerm<long double>> precise;
  for (const auto& term : all) precise.push_back({term.constant, term.mean, term.precision});
  for (std::size_t n_terms = 1; n_terms <= all.size(); ++n_terms) {
    for (const Eigen::Index n : {1, 3, 4, 37}) {
      const Column<double> y = Column<double>::LinSpaced(n, -90.0, 70.0);
      Column<double> log_sum, slope;
      log_mixture_and_slope(std::span(all).first(n_terms), y, log_sum, slope);
      Column<long double> exact_sum, exact_slope;
      log_mixture_and_slope(std::span<const GaussianTerm<long double>>(precise).first(n_terms),
                            Column<long double>(y.cast<long double>()), exact_sum, exact_slope);
      CHECK(((log_sum - exact_sum.cast<double>()).abs() <= 2e-15 * (1.0 + log_sum.abs())).all());
      Column<double> slope_alone;
      mixture_slope(std::span(all).first(n_terms), y, slope_alone);
      CHECK((slope_alone == slope).all());
      CHECK(((slope - exact_slope.cast<double>()).abs() <= 4e-15 * (1.0 + slope.abs())).all());
    }
  }
}

}  // namespace plumbline
