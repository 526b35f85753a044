#pragma once

#include <string>
#include <vector>

#include "verify/check/sample_check.hpp"

namespace plumbline {

/// Which near misses the samples fit.
struct Diagnosis {
  std::vector<std::string> sentences;  ///< best first, each with its distance; empty: none fits
  std::size_t n_tried = 0;
};

/// Holds the sums against the law of every near miss. One fits when no check of any projection is VIOLATED; those that
/// fit are ranked by likelihood, and only those within a factor e^10 of the best are named.
Diagnosis diagnose(const SampleCheck& request, const std::vector<ProjectionSums>& sums, const ShiftRule& rule);

/// The checks of one projection: distribution, mean, mean square, tails.
std::vector<Check> projection_checks(const Projection& law, const ProjectionSums& sums, const ShiftRule& rule);

}  // namespace plumbline
