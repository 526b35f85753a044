#pragma once

#include <functional>
#include <string>

#include "theory/base/quantities.hpp"
#include "theory/base/value.hpp"
#include "theory/law/grid_law.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/score/score_field.hpp"

namespace plumbline {

/// A law on the line computed twice, at two resolutions: every number read from it is the finer one, and its error is
/// the difference of the two (the coarser one's error, hence an upper bound of the finer one's) plus rounding.
class ResolvedLaw {
 public:
  /// `tail_variance` of the law and `growth` b(t) of the cost, h_t ~ exp(b y^2), decide whether E h_t^q is finite (H1).
  /// What the difference of the two laws does not show, relative: `rounding` of the density, more where |log q| is
  /// large, and `unresolved`, of every number.
  struct Parts {
    GridLaw fine;
    GridLaw coarse;
    ScoreField scores;
    Time end;
    double tail_variance;
    std::function<double(double t)> growth;
    double rounding;
    std::string how;
    double unresolved = 0.0;
    /// log of what E h^q at `end` owes to places beyond the grid; empty where that is not known.
    std::function<double(double q)> log_cost_beyond{};
  };
  explicit ResolvedLaw(Parts parts) : parts_(std::move(parts)) {}

  const Parts& parts() const { return parts_; }
  const GridLaw& law() const { return parts_.fine; }
  const GridLaw& coarse_law() const { return parts_.coarse; }
  /// The reverse time at which this is the law of Y.
  Time end() const { return parts_.end; }
  double rounding() const { return parts_.rounding + parts_.unresolved; }
  const std::string& how() const { return parts_.how; }

  /// Whether E h^q is finite: iff q growth < 1 / (2 tail_variance) (H1).
  bool is_finite(double q = 1.0) const { return is_finite(q, end()); }
  bool is_finite(double q, Time cost_time) const {
    return has_finite_cost(q, parts_.growth(cost_time.value), parts_.tail_variance);
  }
  /// E h_t(Y)^q at t = end(), which is E J(Y)^q at t = 1 (or of the reward); +infinity where H1 says so. Throws
  /// OutOfReach where H1 says finite, but so barely that the value lies beyond the reach of the grid or of a double.
  Value expected_cost(double q = 1.0) const { return expected_cost(q, end()); }
  /// E h_t(Y)^q with h at another time than the law: with t = 1 the cost J itself, for a law that stops before.
  Value expected_cost(double q, Time cost_time) const;
  /// The largest relative error among E h and E h^power (those that are finite; none of them at power 0), the second
  /// moment, and the mean against the root of that.
  double relative_error(double power) const;
  /// Mean of |log q| where q h_t^power lives: every step rounds its last digit.
  double typical_log_density(double power, Time cost_time) const;
  /// E log h_t(Y) at t = end().
  Value expected_log_cost() const;
  Value mean() const;
  Value second_moment() const;
  Value expectation(const std::function<double(double)>& f) const;
  /// The mass that renormalisation has removed, summed over the steps; its error is the reported one of the rule.
  Value mass_defect() const;

 private:
  /// Means of |log q| and of the logarithms whose difference is log h, where q h^power lives: what rounding multiplies.
  struct Logarithms {
    double of_law;
    double of_cost;
  };
  Logarithms typical_logarithms(double power, Time cost_time) const;
  /// The share of E h^q = cost that goes through places beyond the grid, as far as that is known.
  double share_beyond(double q, double cost) const;
  /// The same for a finite E h^q, with an infinite error where either law does not know it.
  Value finite_cost(double q, Time cost_time) const;
  Value difference(double fine, double coarse, double scale, double amplified_rounding = 1.0) const;

  Parts parts_;
};

}  // namespace plumbline
