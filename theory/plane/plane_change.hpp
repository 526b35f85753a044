#pragma once

#include <algorithm>
#include <cmath>

#include "theory/plane/plane_law.hpp"
#include "theory/plane/plane_scores.hpp"

namespace plumbline {

/// E h^q, by the scores at the time of the law.
inline double expected_power_of_cost(const PlaneLaw& law, const PlaneScores& scores, double q) {
  return law.expectation_of_exp(q * scores(law.grid.xs(), law.grid.ys()).log_h);
}

/// What two laws differ by in E |Y|^2 and in E h^q, relative to the finer one: whether it is fine enough.
inline double relative_change(const PlaneLaw& fine, const PlaneLaw& coarse, const PlaneScores& scores, double q) {
  const double cost = expected_power_of_cost(fine, scores, q);
  const double square = fine.second_moment();
  return std::max(std::abs(expected_power_of_cost(coarse, scores, q) - cost) / cost,
                  std::abs(coarse.second_moment() - square) / square);
}

}  // namespace plumbline
