#pragma once

#include <cstdint>
#include <vector>

#include "sim/coupling/strong_error.hpp"
#include "verify/statistics/order_fit.hpp"

namespace plumbline {

/// Strong errors (E|Y_N - Y|^2)^(1/2) on all grids of a plan along the same paths, as points of an order fit (D3).
class StrongErrors {
 public:
  /// Runs the plan, w constant, from the exact start.
  StrongErrors(const GuidedPair& pair, StrongErrorPlan plan, const EnsembleOptions& options);

  const StrongErrorPlan& plan() const { return plan_; }
  const StrongErrorTable& table() const { return table_; }
  /// Of the reference itself: SRA1 has strong order 3/2, so between a grid and one of half the steps its error falls by
  /// 2^(3/2), and their distance tells it.
  double reference_error() const;
  /// One point a grid, in the order of the plan, with the error of the reference as its bound.
  std::vector<OrderPoint> points(std::size_t scheme) const;
  /// Of the strong errors, shape (grids, grids): that of their squares over the product of the slopes 2 error.
  Eigen::MatrixXd covariance(std::size_t scheme) const;
  OrderFit fit(std::size_t scheme, double false_alarm) const;

 private:
  StrongErrorPlan plan_;
  StrongErrorTable table_;
};

}  // namespace plumbline
