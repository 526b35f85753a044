#pragma once

#include "theory/score/column.hpp"

namespace plumbline {

// The exponentials that laws spend their time on, from Highway's math library (errors below 1 ulp), in the widest
// vectors of the machine; arguments up to 700.

/// exp x_i; shape of x.
Column<double> exp_of(Column<double> x);
template <class Real>
Column<Real> exp_of(const Column<Real>& x) {
  return x.exp();
}

/// log sum_j exp(a_j - precision (y - m_j)^2 / 2), with the largest term taken out first; a and m of length n.
double log_sum_of_gaussians(const double* a, const double* m, Eigen::Index n, double y, double precision);

}  // namespace plumbline
