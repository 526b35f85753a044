#pragma once

#include <functional>
#include <string>

#include "theory/base/value.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/plane/plane_law.hpp"
#include "theory/problem/chain.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/problem/guided_score_error.hpp"

namespace plumbline {

/// A law on the plane at two resolutions: every number read from it is the finer one, and its error is the difference
/// of the two plus rounding.
class ResolvedPlaneLaw {
 public:
  ResolvedPlaneLaw(PlaneLaw fine, PlaneLaw coarse, GuidedPair pair, Time end, std::string how)
      : fine_(std::move(fine)), coarse_(std::move(coarse)), pair_(std::move(pair)), end_(end), how_(std::move(how)) {}

  const PlaneLaw& law() const { return fine_; }
  const PlaneLaw& coarse_law() const { return coarse_; }
  Time end() const { return end_; }

  /// E h_t(Y)^q at t = end(), under the given verdict on its finiteness: +infinity when that is infinite. Throws
  /// InputError when it is undecided, because a truncated number could be anything.
  Value expected_cost(const Integrability& integrability, double q = 1.0) const;
  Value mean_x() const;
  Value mean_y() const;
  Value second_moment() const;
  /// |mass - 1|, which no normalisation hides.
  Value mass_defect() const;

 private:
  Value resolved(double fine, double coarse, double scale) const;

  PlaneLaw fine_;
  PlaneLaw coarse_;
  GuidedPair pair_;
  Time end_;
  std::string how_;
};

/// Called before each step with the law of the state where it starts.
using PlaneStepObserver = std::function<void(const Step<double>& step, const PlaneLaw& law)>;

struct PlaneLawOptions {
  double tolerance = 1e-10;     ///< aimed-for relative change of the cost and the moments between two resolutions
  double cost_power = 1.0;      ///< box and spacing are judged by E h^cost_power; 0: by the law alone, not its cost
  GuidedScoreError error{};     ///< what the sampler gets wrong; the cost stays the true one
  int n_threads = 2;            ///< results do not depend on it
  PlaneStepObserver on_step{};  ///< of plane_law_on() only
};

/// The exact law of the discrete sampler (27) in the plane, no Monte Carlo: the density on a uniform grid, each step a
/// scatter with the step's Gaussian kernel (theory/README.md, section 4). The box grows until the density, weighted
/// with the cost, is below 1e-16 of its peak on the border at every step; the spacing starts from S/2 and the smallest
/// deviation and is divided by 1.25 until two grids agree to the tolerance.
///
/// Any covariances. Work per step: points x (17 S / h)^2, so N^2 over all steps on a log-uniform grid: meant for N up
/// to a few hundred. Throws InputError unless d = 2, and when the smallest step would need more than 4e6 points.
ResolvedPlaneLaw plane_chain_law(const GuidedPair& pair, const Chain& chain, const PlaneLawOptions& options = {});

/// One run on a given grid, without an error estimate: for laws that are to be compared point by point. The grid must
/// hold the law and resolve its steps; that of a plane_chain_law of the same problem with as many steps or more does.
PlaneLaw plane_law_on(const GuidedPair& pair, const Chain& chain, const PlaneGrid& grid,
                      const PlaneLawOptions& options = {});

/// The same box at another spacing (a whole number of cells, so it may be wider by one).
PlaneGrid with_spacing(const PlaneGrid& grid, double h);

}  // namespace plumbline
