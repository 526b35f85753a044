#pragma once

#include <Eigen/Core>

namespace plumbline {

/// Two laws Q = q x N(0, variance_q)^n and P = p x N(0, variance_p)^n: a common low-dimensional part, given by
/// densities on one set of quadrature points, times n independent Gaussian coordinates (theory/README.md, section 9).
struct ProductLaws {
  Eigen::ArrayXd log_q;  ///< log q at the points
  Eigen::ArrayXd log_p;  ///< log p at the same points
  double cell;           ///< weight of every point: spacing of a uniform grid, product of spacings in the plane
  Eigen::Index n;        ///< number of Gaussian coordinates, >= 0
  double variance_q;
  double variance_p;
};

/// TV(Q, P) = 1/2 Int |Q - P|. In the Gaussian coordinates log(Q / P) depends on rho = |z|^2 only and changes sign
/// once, at
///   rho = 2 (log(q / p) + (n / 2) log(variance_p / variance_q)) / (1 / variance_q - 1 / variance_p),
/// so the inner integral is a difference of chi-square distribution functions, gamma_p(n / 2, .), and the outer one a
/// sum over the points. With n = 0 it is 1/2 Int |q - p| by the same sum (second order at the crossings).
double product_tv(const ProductLaws& laws);

/// KL between n Gaussian coordinates, (n / 2) (x - 1 - log x) with x = variance_q / variance_p.
double gaussian_kl(Eigen::Index n, double variance_q, double variance_p);

/// KL(Q, P) = KL(q, p) + that of the Gaussian coordinates.
double product_kl(const ProductLaws& laws);

}  // namespace plumbline
