#pragma once

#include <functional>

#include "theory/law/step_kernels.hpp"

namespace plumbline {

/// Chooses the quadrature of a step by measurement: trapezoidal where the grid resolves the kernel or the step is wide,
/// else the smallest Gauss-Hermite rule that agrees with its neighbours to the tolerance.
///
/// The measured error of a rule is the mean of |difference of log q'| to the next smaller rule, weighted half by q' and
/// half by q' h_t (the integrand of E J), extrapolated by the observed ratio of two such differences, or the mass that
/// the rule loses if that is more. Measuring costs a few steps, so it is done at every `stride`-th step and whenever S
/// has moved by 5 %.
class StepRule {
 public:
  StepRule(double step_tolerance, Eigen::Index stride) : step_tolerance_(step_tolerance), stride_(stride) {}

  /// Pushes the law through the transition; `next` has shape (n). log_h, on the padded grid, weighs the errors and is
  /// asked for only when they are measured.
  void apply(const Transition& transition, const std::function<Column<double>()>& log_h, Column<double>& next);

  /// What the rules of all steps so far missed of the tolerance, relative: no rule may have reached it, and a run on a
  /// coarser grid with the same rules errs alike.
  double missed() const { return missed_; }

 private:
  void choose(const Transition& transition, const Column<double>& log_h);

  double step_tolerance_;
  Eigen::Index stride_;
  Eigen::Index age_ = 0;
  double S_ = 0.0;
  int n_nodes_ = 0;  ///< 0: trapezoidal
  double missed_by_step_ = 0.0;
  double missed_ = 0.0;
};

}  // namespace plumbline
