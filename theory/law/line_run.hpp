#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "theory/law/line_tail.hpp"
#include "theory/problem/limit_spec.hpp"
#include "theory/problem/stepping_rule.hpp"
#include "theory/score/line_scores.hpp"

namespace plumbline {

/// y -> slope y + shift.
struct AffineMap {
  double slope = 1.0;
  double shift = 0.0;
};

/// An analytic map of the line, on many points at once, which far out on either side is affine.
struct LineMap {
  std::function<Column<double>(const Column<double>&)> images;
  AffineMap left;
  AffineMap right;

  const AffineMap& far(Side side) const { return side == Side::left ? left : right; }
};

/// The guided scores of a pair on the line, at any time with the signed guidance of that time.
class GuidedLine {
 public:
  /// Throws InputError when the pair is not one-dimensional.
  GuidedLine(const GuidedPair& pair, std::function<double(double t)> omega);

  const LineScores<double>& scores() const { return *scores_; }
  Column<double> score(double t, const Column<double>& y) const;
  /// The same far out on one side, where G(y) = kappa y + c, of an affine function of many numbers: its coefficients,
  /// the constant first.
  Column<double> far_score(double t, Side side, const Column<double>& coefficients) const;
  double omega(double t) const { return omega_(t); }
  /// The same scores with constant guidance, signed.
  GuidedLine with_omega(double omega) const;

 private:
  std::function<double(double t)> omega_;
  std::shared_ptr<const LineScores<double>> scores_;
};

/// A run of any rule on the line.
struct LineRun {
  GuidedLine line;
  SteppingRule rule;
  TimeGrid grid;
  Start start;

  std::size_t n_steps() const { return grid.times().size() - 1; }
};

LineRun line_run(const GuidedPair& pair, const Chain& chain);
/// The same with a rule of its own in place of the chain's scheme.
LineRun line_run(const GuidedPair& pair, const Chain& chain, SteppingRule rule);

/// What these steps do to points of the line where every normal is 0, and the inner one of a step that has one is z.
Column<double> moved(const LineRun& run, const StepRange& range, const Column<double>& y, double inner = 0.0);
/// That as a map, from a step that remembers nothing.
LineMap noiseless_map(const LineRun& run, const StepRange& range);

/// A map, the steps `range` without their normals, and what the law is then convolved with.
struct ChainSegment {
  StepRange range;
  double S;  ///< > 0
};

/// A chain as such segments; what follows the last is a map: range first .. n_steps, which may be empty.
struct ChainSegments {
  std::vector<ChainSegment> noisy;
  StepRange rest;
};

ChainSegments segments(const LineRun& run);

/// Every state of a chain far out on one side, as an affine function of the start and of all normals: Y_0 .. Y_N.
/// Entry 0 of each is the constant, entry 1 belongs to (Y_0 - its mean) / its standard deviation, the rest to the normals
/// in the order in which they are drawn; the mean is entry 0, a covariance the product of the others.
std::vector<Column<double>> far_states(const LineRun& run, Side side);

/// The law N(mean, variance) that such an affine function has.
LineTail tail_of(const Column<double>& state);

/// The far field of the start on one side.
LineTail tail_of_start(const LineScores<double>& scores, Start start, Time t0, Side side);

}  // namespace plumbline
