#pragma once

#include <span>

#include "theory/score/column.hpp"

namespace plumbline {

// The exponentials and logarithms that laws spend their time on, by Highway's math library (errors below 1 ulp) in the
// widest vectors of the machine; arguments of exp up to 700.

/// exp x_i; shape of x.
Column<double> exp_of(Column<double> x);
template <class Real>
Column<Real> exp_of(const Column<Real>& x) {
  return x.exp();
}

/// log sum_j exp(a_j - precision (y - m_j)^2 / 2), with the largest term taken out first; a and m of length n.
double log_sum_of_gaussians(const double* a, const double* m, Eigen::Index n, double y, double precision);

/// Points at which such sums are wanted together: first + k spacing, k = 0 .. points_together - 1.
inline constexpr std::size_t points_together = 8;
struct NeighbouringPoints {
  double first;
  double spacing;
  double precision;

  double point(std::size_t k) const { return first + static_cast<double>(k) * spacing; }
};

/// The same at neighbouring points; sums of length points_together. From one point to the next every term changes by a
/// factor of its own: a product a term and point, and three exponentials a term. Error below 1e-15 (1 + |sum|).
void log_sums_of_gaussians(const double* a, const double* m, Eigen::Index n, const NeighbouringPoints& at, double* sums);

/// One Gaussian of a mixture on the line, as the exponent constant - precision (y - mean)^2 / 2.
template <class Real>
struct GaussianTerm {
  Real constant;
  Real mean;
  Real precision;
};

/// log sum_k exp e_k(y) and its derivative sum_k exp(e_k) precision_k (mean_k - y) / sum_k exp(e_k), at n points y; both
/// of shape (n). The largest exponent is taken out first, so nothing under- or overflows at any distance.
void log_mixture_and_slope(std::span<const GaussianTerm<double>> terms, const Column<double>& y, Column<double>& log_sum,
                           Column<double>& slope);

/// The slope alone, without the logarithms.
void mixture_slope(std::span<const GaussianTerm<double>> terms, const Column<double>& y, Column<double>& slope);

/// Both in any arithmetic, expression by expression.
template <class Real>
void log_mixture_and_slope(std::span<const GaussianTerm<Real>> terms, const Column<Real>& y, Column<Real>& log_sum,
                           Column<Real>& slope) {
  const auto exponent = [&](const GaussianTerm<Real>& term) {
    return Column<Real>(term.constant - Real(term.precision / 2) * (y - term.mean).square());
  };
  Column<Real> largest = exponent(terms.front());
  for (const auto& term : terms) largest = largest.max(exponent(term));
  Column<Real> sum = Column<Real>::Zero(y.size());
  slope = Column<Real>::Zero(y.size());
  for (const auto& term : terms) {
    const Column<Real> share = (exponent(term) - largest).exp();
    sum += share;
    slope += share * ((term.mean - y) * term.precision);
  }
  slope /= sum;
  log_sum = largest + sum.log();
}

template <class Real>
void mixture_slope(std::span<const GaussianTerm<Real>> terms, const Column<Real>& y, Column<Real>& slope) {
  Column<Real> log_sum;
  log_mixture_and_slope<Real>(terms, y, log_sum, slope);
}

}  // namespace plumbline
