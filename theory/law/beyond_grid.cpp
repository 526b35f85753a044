#include "theory/law/beyond_grid.hpp"

#include <boost/math/constants/constants.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "theory/law/line_tail.hpp"

namespace plumbline {
namespace {

constexpr double nothing = -std::numeric_limits<double>::infinity();

/// log Int_0^oo exp(level + slope z - decay z^2) dz, decay > 0.
double log_half_line(double level, double slope, double decay) {
  constexpr double far_down = 5.0;  // from here on erfc(x) exp(x^2) is 1 / (x root pi) within 2 %
  const double x = -slope / (2.0 * std::sqrt(decay));
  if (x > far_down) return level - std::log(-slope);
  return level + x * x + std::log(boost::math::constants::root_pi<double>() / (2.0 * std::sqrt(decay)) * std::erfc(x));
}

/// What the far field of log h^power leaves out at its place y: the components that have not died out there.
double unsettled_cost(const EstimatedScores& scores, double t, Side side, double power, double y) {
  const CostTail cost = cost_tail(scores.exact(), t, side);
  NoisedScores<double> noised;
  scores.exact().evaluate(t, Column<double>::Constant(1, y), noised);
  return power * (noised.log_h[0] - (cost.constant + (cost.growth * y + cost.slope) * y));
}

double log_beyond(const EstimatedScores& scores, const Transitions& run, const std::vector<GridEnd>& ends, Side side,
                  double power) {
  const std::vector<CostTail> costs = expected_cost_tails(scores, run, side, power);
  if (costs.empty()) return nothing;
  const std::vector<LineTail> tails = line_tails(scores, run, side);
  const double outward = side == Side::left ? -1.0 : 1.0;
  const auto tilted = tilted_tail(tails.back(), cost_tail(scores.exact(), run.tend.value, side), power);
  if (!tilted) return nothing;
  if (outward * tilted->mean >= outward * ends.back().y) return nothing;  // q_N itself is continued out there
  const double unsettled = unsettled_cost(scores, run.tend.value, side, power, ends.back().y);
  double largest = nothing;
  for (std::size_t n = 0; n + 1 < ends.size(); ++n) {
    const auto& [y, level, slope, bend] = ends[n];
    const double decay = 0.5 / tails[n].variance - costs[n].growth;
    if (decay <= 0.0) continue;  // reached by no path: the moment is finite
    const double log_cost = costs[n].constant + (costs[n].growth * y + costs[n].slope) * y;
    const double log_cost_slope = outward * (2.0 * costs[n].growth * y + costs[n].slope);
    largest = std::max(largest, log_half_line(level + log_cost + unsettled, slope + log_cost_slope, decay));
  }
  return largest;
}

}  // namespace

double log_cost_beyond(const EstimatedScores& scores, const Transitions& run, const GridEnds& ends, double power) {
  return std::max(log_beyond(scores, run, ends.left, Side::left, power),
                  log_beyond(scores, run, ends.right, Side::right, power));
}

}  // namespace plumbline
