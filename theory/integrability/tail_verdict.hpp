#pragma once

#include <Eigen/Core>

#include "theory/integrability/far_field.hpp"
#include "theory/integrability/integrability.hpp"

namespace plumbline {

/// Whether E h_t^q is finite under a law whose far field is that of N(., tail), covariance of shape (d, d) or (1, 1):
/// iff q (P_a - P_b) < tail^{-1} (H1).
Integrability tail_verdict(const FarField& field, const Eigen::MatrixXd& tail, double t, double q);

/// The same under a guidance rule that is not linear: of equal far fields the push of cfg is bounded, that of apg too,
/// and J grows no faster than exp(linear); else undecided.
Integrability tail_verdict(const FarField& field, const GuidanceRule& rule);

/// Where the pair has no linear far field.
Integrability undecided_tail();

}  // namespace plumbline
