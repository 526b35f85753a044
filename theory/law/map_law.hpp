#pragma once

#include <string>
#include <utility>
#include <vector>

#include "theory/law/chain_law.hpp"
#include "theory/law/chain_map.hpp"
#include "theory/law/line_tail.hpp"

namespace plumbline {

/// The law of F(Y_0), Y_0 from a start in closed form: of a chain without noise, and of the flow that it tends to.
///
///   E f = Int f(F(y)) p_start(y) dy
///
/// by the trapezoidal rule, which converges geometrically since all is analytic and decays; no density of the end law
/// is needed, and F need not be monotone. The error of every number is the difference to a second grid of 1.25 times
/// the spacing (refined until that is below the tolerance), with the coarser of two maps where there are two.
class MapLaw {
 public:
  /// `limit` has the ends and the start. Throws InputError unless the pair is 1-D with a density at tend.
  MapLaw(const GuidedPair& pair, const LimitSpec& limit, const LineMap& map, const LineMap& coarser_map,
         const LawOptions& options = {});
  /// The same for a start that is itself the law of a chain, with its far field on either side.
  MapLaw(const GuidedPair& pair, const LimitSpec& limit, const LineMap& map, const ChainLaw& start,
         const std::pair<LineTail, LineTail>& tails);

  /// Whether E h^q is finite at tend, from the far field (H1): iff q growth slope^2 < 1 / (2 start variance).
  bool is_finite(double q = 1.0) const;
  std::string why_finite(double q = 1.0) const;
  /// E h_t(Y)^q at t = tend; +infinity where H1 says so.
  Value expected_cost(double q = 1.0) const;
  Value mean() const;
  Value second_moment() const;
  /// The largest relative error of E h and E h^power (those that are finite), the second moment and the mean.
  double relative_error(double power) const;
  /// |Int p_start - 1| on the grid.
  Value mass_defect() const;

  /// Where F turns, as images F(y): none if F is monotone where the start has mass.
  const std::vector<double>& folds() const { return folds_; }
  /// The law as a density, log q(F(y)) = log p_start(y) - log F'(y). Throws InputError where F has folds.
  ResolvedLaw density() const;

 private:
  /// F on a uniform grid of y.
  struct Sample {
    LineGrid grid;
    Column<double> log_start;
    Column<double> image;
    Column<double> slope;  ///< F'
  };

  Sample sample(const LineGrid& grid, const LineMap& map) const;
  static Sample sample_of(const GridLaw& start, const LineMap& map);
  void find_folds();
  const LineTail& start_tail(Side side) const { return side == Side::left ? tails_.first : tails_.second; }
  double moment(const Sample& sample, double q) const;
  Value value(double fine, double coarse, double scale) const;
  GridLaw pushed(const Sample& sample) const;

  LineScores<double> scores_;
  LimitSpec limit_;
  LineMap map_;
  std::pair<LineTail, LineTail> tails_;  ///< of the start, left and right
  double rounding_;                      ///< relative, of the start and of the map
  Sample fine_;
  Sample coarse_;
  std::vector<double> folds_;
};

/// The law of the flow that is the limit of noise share 0; the second map by a looser tolerance of the solver. Throws
/// as the constructor does.
MapLaw flow_law(const GuidedPair& pair, const LimitSpec& limit, const LawOptions& options = {});

}  // namespace plumbline
