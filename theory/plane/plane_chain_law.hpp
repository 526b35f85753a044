#pragma once

#include <string>
#include <utility>

#include "theory/base/value.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/plane/plane_law.hpp"
#include "theory/plane/plane_run.hpp"
#include "theory/problem/chain.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// A law on the plane at two resolutions: every number read from it is the finer one, and its error is the difference
/// of the two, plus what the finer one's mass is off by, plus rounding.
class ResolvedPlaneLaw {
 public:
  ResolvedPlaneLaw(PlaneLaw fine, PlaneLaw coarse, GuidedPair pair, Time end, std::string how)
      : fine_(std::move(fine)), coarse_(std::move(coarse)), pair_(std::move(pair)), end_(end), how_(std::move(how)) {}

  const PlaneLaw& law() const { return fine_; }
  const PlaneLaw& coarse_law() const { return coarse_; }
  Time end() const { return end_; }
  /// Why E h, though finite, lies so far out that this law does not hold it; empty where it does.
  const std::string& why_no_cost() const { return why_no_cost_; }
  void leave_cost_unknown(const std::string& why) { why_no_cost_ = why; }
  /// How many differences of the two resolutions an error is, where they converge slowly; 1 by default.
  void count_differences(double n) { differences_ = n; }

  /// E h_t(Y)^q at t = end(), under the given verdict on its finiteness: +infinity when that is infinite. Throws
  /// OutOfReach when it is undecided or beyond this law, because a truncated number could be anything.
  Value expected_cost(const Integrability& integrability, double q = 1.0) const;
  Value mean_x() const;
  Value mean_y() const;
  Value second_moment() const;
  /// E f(Y), f given on the points of a grid; of its shape.
  Value expectation(const std::function<Eigen::ArrayXd(const PlaneGrid&)>& f) const;
  /// |mass - 1|, which no normalisation hides.
  Value mass_defect() const;

 private:
  Value resolved(double fine, double coarse, double scale) const;

  PlaneLaw fine_;
  PlaneLaw coarse_;
  GuidedPair pair_;
  Time end_;
  std::string how_;
  std::string why_no_cost_;
  double differences_ = 1.0;
};

struct PlaneLawOptions {
  double tolerance = 1e-10;     ///< aimed-for relative change of the cost and the moments between two runs
  double cost_power = 1.0;      ///< windows and errors are judged by E h^cost_power; 0: by the law alone, not its cost
  GuidedScoreError error{};     ///< what the sampler gets wrong; the cost stays the true one
  int n_threads = 2;            ///< results do not depend on it
  PlaneStepObserver on_step{};  ///< sees every law of every run, of which there are two or more
};

/// The exact law of the discrete sampler (27) in the plane, no Monte Carlo (plane_run.hpp). It is computed by runs of
/// growing fineness, in everything that a run leaves out or approximates, until two agree to the tolerance: spacing and
/// window of every grid, nodes of the narrow steps, sources and kernel of the wide ones.
///
/// Any covariances; any steps, narrow or wide; apg as a guidance rule too, to about 1e-6. Work linear in N. Throws
/// InputError unless d = 2, OutOfReach where a grid would need more than 4e6 points.
ResolvedPlaneLaw plane_chain_law(const GuidedPair& pair, const Chain& chain, const PlaneLawOptions& options = {});

/// One run, without an error: half the cost, for sequences of laws that are to be extrapolated.
PlaneLaw plane_law_of_one_run(const GuidedPair& pair, const Chain& chain, const PlaneLawOptions& options);

/// The plan of the run that is number `level` = 0, 1, ... in plane_chain_law() for a chain of n steps.
PlanePlan plane_plan(double tolerance, StepCount n, int level);

}  // namespace plumbline
