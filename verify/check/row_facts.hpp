#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "theory/base/moments.hpp"
#include "verify/sampling/projection_sums.hpp"

namespace plumbline {

/// What the rows show by themselves, without any law: repeated rows, dependence between neighbours, numbers that stand
/// at a bound, and states that were kept in half precision.
class RowFacts {
 public:
  /// `projection` is the first of those that are checked: its mean and variance tell what independent rows look like.
  explicit RowFacts(const Projection& projection);

  void add(const Eigen::MatrixXd& states);

  /// Rows are independent: neighbouring deviations from the rows' own mean have no correlation.
  Check independence_check(const ShiftRule& rule) const;
  /// Sentences on what is odd; empty when nothing is.
  std::vector<std::string> oddities() const;

 private:
  void note_repeats(const Eigen::MatrixXd& states);

  Eigen::VectorXd direction_;
  double mean_;
  double deviation_;
  double last_ = 0.0;
  std::int64_t n_ = 0;
  Moments deviations_;  ///< of (y_i - mean) / deviation
  Moments products_;    ///< of neighbouring ones
  std::unordered_set<std::size_t> seen_;
  std::int64_t n_repeats_ = 0;
  std::int64_t n_half_ = 0;    ///< rows whose numbers all fit float16
  std::int64_t n_single_ = 0;  ///< rows whose numbers all fit float32
  double least_, most_;
  std::int64_t n_least_ = 0, n_most_ = 0;  ///< numbers that stand exactly at the bounds
};

}  // namespace plumbline
