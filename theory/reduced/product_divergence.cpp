#include "theory/reduced/product_divergence.hpp"

#include <boost/math/special_functions/gamma.hpp>

#include <cmath>

namespace plumbline {

double product_tv(const ProductLaws& laws) {
  const auto& [log_q, log_p, cell, n, variance_q, variance_p] = laws;
  if (n == 0 || variance_q == variance_p) return 0.5 * cell * (log_q.exp() - log_p.exp()).abs().sum();
  const double half_n = 0.5 * static_cast<double>(n);
  const double log_ratio_at_0 = half_n * std::log(variance_p / variance_q);
  const double slope = 0.5 * (variance_p - variance_q) / (variance_q * variance_p);  // of -log(Q/P) in rho
  double total = 0.0;
  for (Eigen::Index i = 0; i < log_q.size(); ++i) {
    const double rho = std::max(0.0, (log_q[i] - log_p[i] + log_ratio_at_0) / slope);
    const double x_q = 0.5 * rho / variance_q;
    const double x_p = 0.5 * rho / variance_p;
    // Int (Q - P)_+ over the Gaussian coordinates: inside the sphere when Q is the narrower one, else outside.
    const bool inside = variance_q < variance_p;
    const double of_q = inside ? boost::math::gamma_p(half_n, x_q) : boost::math::gamma_q(half_n, x_q);
    const double of_p = inside ? boost::math::gamma_p(half_n, x_p) : boost::math::gamma_q(half_n, x_p);
    total += cell * (std::exp(log_q[i]) * of_q - std::exp(log_p[i]) * of_p);
  }
  return total;
}

double gaussian_kl(Eigen::Index n, double variance_q, double variance_p) {
  const double x_minus_1 = (variance_q - variance_p) / variance_p;
  return 0.5 * static_cast<double>(n) * (x_minus_1 - std::log1p(x_minus_1));
}

double product_kl(const ProductLaws& laws) {
  const auto& [log_q, log_p, cell, n, variance_q, variance_p] = laws;
  // q log(q/p) - q + p is not negative, so nothing cancels between the points; near q = p its own terms would.
  double reduced = 0.0;
  for (Eigen::Index i = 0; i < log_q.size(); ++i) {
    const double gap = log_p[i] - log_q[i];
    reduced += cell * (std::abs(gap) < 1.0 ? std::exp(log_q[i]) * (std::expm1(gap) - gap)
                                           : std::exp(log_p[i]) - std::exp(log_q[i]) * (1.0 + gap));
  }
  return reduced + gaussian_kl(n, variance_q, variance_p);
}

}  // namespace plumbline
