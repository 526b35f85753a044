#include "theory/law/richardson.hpp"

#include <cmath>
#include <vector>

#include "verify/testing/catch.hpp"

namespace plumbline {
namespace {

/// f at h = 1, 1/2, 1/4, ...
template <class F>
std::vector<double> halved(int n, const F& f) {
  std::vector<double> row;
  for (int k = 0; k < n; ++k) row.push_back(f(std::ldexp(1.0, -k)));
  return row;
}

}  // namespace

TEST_CASE("extrapolation is exact for polynomials, in all powers or in even ones", "[exact]") {
  const auto cubic = halved(4, [](double h) { return 2.0 + h - 3.0 * h * h + 0.5 * h * h * h; });
  CHECK(std::abs(richardson(cubic).best - 2.0) <= 1e-14);
  CHECK(std::abs(richardson(cubic).second - 2.0) > 1e-3);
  const auto even = halved(3, [](double h) { return 2.0 + h * h - 3.0 * std::pow(h, 4); });
  CHECK(std::abs(richardson(even, 4.0).best - 2.0) <= 1e-14);
}

TEST_CASE("between the last entry and infinity the extrapolation is exact for the same polynomials", "[exact]") {
  const auto cubic = [](double h) { return 2.0 + h - 3.0 * h * h + 0.5 * h * h * h; };
  const auto even = [](double h) { return 2.0 + h * h - 3.0 * std::pow(h, 4); };
  constexpr double h = 0.01;
  CHECK(std::abs(richardson(halved(4, cubic), 2.0, 8.0 * h).best - cubic(h)) <= 1e-14);
  CHECK(std::abs(richardson(halved(3, even), 4.0, 16.0 * h * h).best - even(h)) <= 1e-14);
  CHECK(richardson(halved(4, cubic), 2.0, 1.0).best == cubic(0.125));
}

TEST_CASE("the cautious error covers a sequence that has hardly begun to settle", "[exact]") {
  // The expansion in h converges below h = 1/10 only; the smallest h here is 1/32.
  const auto late = halved(6, [](double h) { return 1.0 + 10.0 * h / (1.0 + 10.0 * h); });
  const Extrapolated<double> plain = richardson(late);
  const Extrapolated<double> cautious = cautious_richardson(late);
  CHECK(cautious.best == plain.best);
  CHECK(std::abs(plain.best - 1.0) > error_of(plain, 0.0));
  CHECK(std::abs(cautious.best - 1.0) < error_of(cautious, 0.0));
  const auto settled = halved(6, [](double h) { return 1.0 + h / (1.0 + 0.1 * h); });
  CHECK(error_of(cautious_richardson(settled), 0.0) < 1e-6);
}

}  // namespace plumbline
