#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <functional>
#include <vector>

#include "results/table/table.hpp"
#include "theory/base/moments.hpp"
#include "theory/base/value.hpp"

namespace plumbline {

/// The two panels of LJ25, Figure 2 as told by its caption (the classifier probabilities are anybody's): what guidance
/// does to p(c|Y), sample by sample and on average, at several scales. Rows are paired by their noise.
class ProbabilitySums {
 public:
  /// `scales`, the first of them what the others are compared with; `largest_cost` M > 1 truncates 1/p.
  ProbabilitySums(std::vector<double> scales, double largest_cost);

  /// `probabilities` in [0, 1], shape (scales, n); `first` is the number of the first row. Throws InputError on others.
  void add(const Eigen::MatrixXd& probabilities, std::int64_t first);

  /// The table `classifier_probability` over (w), with intervals that each hold with probability 0.95 at any number of
  /// rows and for any law:
  ///   improved, worse        shares of rows with a larger, a smaller p than at the first scale; Clopper-Pearson
  ///   probability            mean of p; empirical Bernstein
  ///   median_cost            median of 1/p; order statistics
  ///   truncated_cost         mean of min(1/p, M); empirical Bernstein. The mean of 1/p itself is at least the lower end;
  ///                          without a bound on 1/p there is no upper one, however many rows
  ///   exact_cost             E 1/p of the chain at that scale, where `exact` knows it; NaN elsewhere
  Table table(const std::function<Value(double w)>& exact) const;

 private:
  struct OfScale {
    std::int64_t n_improved = 0;
    std::int64_t n_worse = 0;
    Moments probability;
    Moments truncated_cost;
    std::vector<double> probabilities;  ///< all of them, for order statistics
  };

  std::vector<double> scales_;
  double largest_cost_;
  std::vector<OfScale> sums_;
};

}  // namespace plumbline
