#include "theory/divergence/grid_integral.hpp"

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include <array>
#include <cmath>

#include "theory/law/local_interpolation.hpp"

namespace plumbline {
namespace {

using Gauss = boost::math::quadrature::gauss<double, 10>;
using Weights = std::array<double, stencil_size>;

constexpr int first_point = 1 - stencil_size / 2;  // of the stencil around a cell

double weighted(const Column<double>& g, Eigen::Index cell, const Weights& weights) {
  double sum = 0.0;
  for (int k = 0; k < stencil_size; ++k) {
    const Eigen::Index i = cell + first_point + k;
    if (0 <= i && i < g.size()) sum += weights[static_cast<std::size_t>(k)] * g[i];
  }
  return sum;
}

/// Int over [cell, cell + 1] by the integrals of the 12 Lagrange polynomials, unit spacing.
double cell_integral(const Column<double>& g, Eigen::Index cell) {
  static const Weights weights = [] {
    Weights result{};
    for (std::size_t k = 0; k < stencil_size; ++k) {
      result[k] = Gauss::integrate([&](double x) { return stencil_at(x).weights[k]; }, 0.0, 1.0);
    }
    return result;
  }();
  return weighted(g, cell, weights);
}

/// Int over the cell of |g|, which changes sign there once.
double cell_integral_of_absolute(const Column<double>& g, Eigen::Index cell) {
  const auto value = [&](double x) {
    if (x <= 0.0) return g[cell];
    if (x >= 1.0) return g[cell + 1];
    return weighted(g, cell, stencil_at(x).weights);
  };
  if (g[cell] == 0.0 || g[cell + 1] == 0.0) return std::abs(Gauss::integrate(value, 0.0, 1.0));
  std::uintmax_t iterations = 60;
  const auto [low, high] =
      boost::math::tools::toms748_solve(value, 0.0, 1.0, boost::math::tools::eps_tolerance<double>(50), iterations);
  const double crossing = 0.5 * (low + high);
  double sum = 0.0;
  if (crossing > 0.0) sum += std::abs(Gauss::integrate(value, 0.0, crossing));
  if (crossing < 1.0) sum += std::abs(Gauss::integrate(value, crossing, 1.0));
  return sum;
}

}  // namespace

Column<double> integral_from_ends(const Column<double>& g, double spacing) {
  const Eigen::Index n = g.size();
  const Eigen::Index half = n / 2;
  Column<double> result = Column<double>::Zero(n);
  for (Eigen::Index i = 1; i < half; ++i) result[i] = result[i - 1] + spacing * cell_integral(g, i - 1);
  for (Eigen::Index i = n - 2; i >= half; --i) result[i] = result[i + 1] - spacing * cell_integral(g, i);
  return result;
}

Column<double> cumulative_integral(const Column<double>& g, double spacing) {
  const Eigen::Index n = g.size();
  const Eigen::Index half = n / 2;
  Column<double> result = integral_from_ends(g, spacing);
  result.tail(n - half) += result[half - 1] + spacing * cell_integral(g, half - 1) - result[half];
  return result;
}

double integral_of_absolute(const Column<double>& g, double spacing) {
  double sum = 0.0;
  for (Eigen::Index i = 0; i + 1 < g.size(); ++i) {
    const bool crosses = (g[i] < 0.0) != (g[i + 1] < 0.0);
    sum += crosses ? cell_integral_of_absolute(g, i) : std::abs(cell_integral(g, i));
  }
  return spacing * sum;
}

}  // namespace plumbline
