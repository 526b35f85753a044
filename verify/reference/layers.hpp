#pragma once

#include <optional>
#include <vector>

#include "verify/reference/far_tails.hpp"
#include "verify/reference/problem.hpp"

namespace plumbline::reference {

/// How fine and how wide the grids of the recursion are.
struct Fineness {
  Long points = 2.0L;  ///< points in a standard deviation of the integrand
  Long reach = 12.0L;  ///< standard deviations
};

/// q_n on its grid, and the step map m(y) = A y + B G(y) from it (none at the last).
struct Layer {
  Long low;
  Long spacing;
  std::vector<Long> density;
  std::vector<Long> image;
  Rule<Long> rule;
  Long time;

  Long y(std::size_t i) const { return low + spacing * static_cast<Long>(i); }
};

/// log h_t(y) times a power.
class LogCost {
 public:
  LogCost(const Problem& problem, Long t)
      : base_(problem.parts, &Part::base, t),
        reweighted_(problem.parts, &Part::reweighted, t),
        log_expected_(std::log(static_cast<Long>(problem.expected))) {}
  Long operator()(Long y) const { return log_expected_ + reweighted_(y).value - base_(y).value; }

 private:
  NoisedMixture<Long> base_;
  NoisedMixture<Long> reweighted_;
  Long log_expected_;
};

/// The drift's G(y) = s + omega (s - s^J) at one time.
class Drift {
 public:
  Drift(const Problem& problem, Long t, Long omega)
      : base_(problem.parts, &Part::base, t), reweighted_(problem.parts, &Part::reweighted, t), omega_(omega) {}
  Long operator()(Long y) const {
    const Long s = base_(y).slope;
    return omega_ == 0.0L ? s : s + omega_ * (s - reweighted_(y).slope);
  }

 private:
  NoisedMixture<Long> base_;
  NoisedMixture<Long> reweighted_;
  Long omega_;
};

/// The N + 1 laws; nothing where that takes too many points.
std::optional<std::vector<Layer>> layers(const Problem& problem, const std::vector<Long>& times,
                                         const Fineness& fineness);

/// The largest share that the ends of any layer have of q_n(y) E[h^power | Y_n = y], against its peak.
Long share_at_ends(const Problem& problem, const std::vector<Layer>& laws, double power);

/// The law of Y_N at any place: the last step's integral.
Long end_density(const std::vector<Layer>& laws, Long y);
/// Its distribution function, or one minus it.
Long end_probability(const std::vector<Layer>& laws, Long y, bool above);

}  // namespace plumbline::reference
