#pragma once

#include "theory/base/value.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/plane/plane_law.hpp"
#include "theory/plane/plane_map.hpp"

namespace plumbline {

struct PlaneMapOptions {
  double tolerance = 1e-10;  ///< relative, of E h^cost_power and the moments between two spacings
  double cost_power = 1.0;   ///< 0: by the moments alone
};

/// The law of F(Y_0) in the plane, Y_0 from a start in closed form, of a chain without noise or of the flow:
///
///   E f = Int f(F(y)) p_start(y) dy
///
/// by the trapezoidal rule, which converges geometrically. There is no density, and F may fold. The window grows until
/// nothing is left at its edge, the spacing falls until the error, the difference to one of 1.25 times the spacing, is
/// below the tolerance.
class PlaneMapLaw {
 public:
  /// `limit` has the ends and the start. Throws InputError unless the pair is 2-D with a density at tend, OutOfReach
  /// where the window or the spacing asks for more than 10^6 points.
  PlaneMapLaw(const GuidedPair& pair, const LimitSpec& limit, PlaneMap map, const PlaneMapOptions& options = {});

  /// E h_t(Y)^q at t = tend, under the given verdict: +infinity where that is infinite, OutOfReach where it is
  /// undecided.
  Value expected_cost(const Integrability& verdict, double q = 1.0) const;
  Value mean_x() const;
  Value mean_y() const;
  Value second_moment() const;
  /// |Int p_start - 1| on the grid.
  Value mass_defect() const;

 private:
  /// The start and the images on a grid.
  struct Sample {
    PlaneLaw start;
    Eigen::ArrayXd x, y;    ///< images
    Eigen::ArrayXd log_h;   ///< there
  };

  Sample sample(const PlaneGrid& grid) const;
  PlaneGrid window(double spacing) const;
  double relative_error() const;
  template <class F>
  Value value(const F& f, double scale) const;

  GuidedPair pair_;
  LimitSpec limit_;
  PlaneMap map_;
  PlaneMapOptions options_;
  Sample fine_;
  Sample coarse_;
};

}  // namespace plumbline
