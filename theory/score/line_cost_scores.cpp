#include "theory/score/line_cost_scores.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "theory/problem/gaussian_means.hpp"

namespace plumbline {

LogCost log_cost_given_state(const LineCost& cost, std::span<const LineComponent<double>> base, double t,
                             const Column<double>& y) {
  std::vector<Column<double>> exponents;  // log of weight N(y; sqrt(t) m, V), up to a constant
  Column<double> largest = Column<double>::Constant(y.size(), -std::numeric_limits<double>::infinity());
  for (const auto& [weight, mean, variance] : base) {
    const double V = t * variance + (1.0 - t);
    exponents.push_back(std::log(weight) - 0.5 * std::log(V) - 0.5 * (y - std::sqrt(t) * mean).square() / V);
    largest = largest.max(exponents.back());
  }
  Column<double> mass =
      Column<double>::Zero(y.size());  // sums over the components of pi_k, its slope, and the same times J
  Column<double> mass_slope = mass;
  Column<double> h = mass;
  Column<double> h_slope = mass;
  for (std::size_t k = 0; k < base.size(); ++k) {
    const auto& [weight, mean, variance] = base[k];
    const double V = t * variance + (1.0 - t);
    const double slope_of_mean = std::sqrt(t) * variance / V;
    const GaussianMeans of_component =
        gaussian_means(cost, slope_of_mean * y + (1.0 - t) * mean / V, std::sqrt(variance * (1.0 - t) / V));
    const Column<double> share = (exponents[k] - largest).exp();
    const Column<double> share_slope = share * (std::sqrt(t) * mean - y) / V;
    mass += share;
    mass_slope += share_slope;
    h += share * of_component.mean;
    h_slope += share_slope * of_component.mean + share * slope_of_mean * of_component.slope;
  }
  return {(h / mass).log(), h_slope / h - mass_slope / mass};
}

}  // namespace plumbline
