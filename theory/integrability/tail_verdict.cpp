#include "theory/integrability/tail_verdict.hpp"

#include <fmt/format.h>

#include "theory/problem/linear_algebra.hpp"

namespace plumbline {

Integrability undecided_tail() {
  return {.decided = false, .why = "undecided: no single component is widest in every direction"};
}

Integrability tail_verdict(const FarField& field, const GuidanceRule& rule) {
  if (rule.form == GuidanceForm::apg && field.base.isApprox(field.reweighted, 1e-14)) {
    return {.finite = true, .why = "E J is finite: J grows like exp(linear), and the push of apg is bounded"};
  }
  return {.decided = false, .why = fmt::format("undecided: the far field of {} is not linear", name(rule))};
}

/// With V = L L^T: iff the largest eigenvalue of q L^T (P_a - P_b) L is below 1.
Integrability tail_verdict(const FarField& field, const Eigen::MatrixXd& tail, double t, double q) {
  const Eigen::MatrixXd curvature = noised_precision(field.base, t) - noised_precision(field.reweighted, t);
  const Eigen::MatrixXd root = cholesky_factor(tail);
  const auto& [growths, axes] = symmetric_eigen(q * product(root.transpose(), product(curvature, root)));
  const Eigen::VectorXd critical = root * axes.rightCols<1>();
  Integrability result;
  result.finite = growths.maxCoeff() < 1.0;
  result.growth = 0.5 * critical.dot(curvature * critical) / critical.squaredNorm();
  result.tail_variance = critical.squaredNorm();  // the eigenvector has length 1
  result.why = fmt::format("E J{} is {}: J grows like exp({:.6g} y^2), the law decays like exp(-{:.6g} y^2)",
                           q == 1.0 ? "" : fmt::format("^{:g}", q), result.finite ? "finite" : "infinite",
                           result.growth, 0.5 / result.tail_variance);
  return result;
}

}  // namespace plumbline
