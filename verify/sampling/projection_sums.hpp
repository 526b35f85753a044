#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "theory/base/moments.hpp"
#include "verify/sampling/projection.hpp"
#include "verify/statistics/check.hpp"
#include "verify/statistics/mean_check.hpp"

namespace plumbline {

/// What is kept of any number of end states: a histogram of the projection and the moments of it and of its square.
class ProjectionSums {
 public:
  /// The histogram lies on the grid of the law that the states are said to have.
  explicit ProjectionSums(const Projection& projection)
      : direction_(projection.direction), histogram_(projection.bins()) {}

  /// `states`, shape (d, n).
  void add(const Eigen::MatrixXd& states);

  std::int64_t n() const { return histogram_.n(); }
  const Histogram& histogram() const { return histogram_; }
  /// Of y (p = 1) or y^2 (p = 2).
  const Moments& power(int p) const { return powers_[static_cast<std::size_t>(p - 1)]; }

 private:
  Eigen::VectorXd direction_;
  Histogram histogram_;
  std::array<Moments, 2> powers_;
};

/// What the checks of one projection promise: the false-alarm rate of each of them, and the shift, in standard
/// deviations of the projection, under which agreement means something.
struct ShiftRule {
  double false_alarm = 0.0;
  double shift = 0.0;
  double power = 0.99;           ///< probability with which that shift is caught
  const char* noun = "samples";  ///< what the states are called where their number is told
};

/// How many states the checks of a projection need to keep that promise.
std::int64_t states_needed(const Projection& projection, const ShiftRule& rule);
/// The smallest shift, in standard deviations, that n states show at that rate and power.
double smallest_shift(const Projection& projection, std::int64_t n, const ShiftRule& rule);

/// The projection of the states has the law: Kolmogorov-Smirnov distance as the histogram sees it.
Check distribution_check(const Projection& projection, const ProjectionSums& states, const ShiftRule& rule);
/// "mean of the state", and the rule by which it is decided.
std::string moment_name(const Projection& projection, int p);
MeanRule moment_rule(const Projection& projection, int p, const ShiftRule& rule);
/// The mean (p = 1) or the mean square (p = 2) of the projection is that of the law.
Check moment_check(const Projection& projection, const ProjectionSums& states, int p, const ShiftRule& rule);
/// As many states as the law says lie beyond the edge of the histogram nearest to either tail, whose probability is so
/// small that about 200 of the states are expected there, to half of it. None for fewer than 2000 states.
std::vector<Check> tail_checks(const Projection& projection, const ProjectionSums& states, const ShiftRule& rule);

}  // namespace plumbline
