#pragma once

#include "results/store/file.hpp"

namespace plumbline {

/// The same study with the seeds of both: the moments of every Monte Carlo mean are added up, times (units "s") too,
/// and everything else must be equal. Merging in another order gives the same means up to rounding.
///
/// The provenance is that of `a`, with the seeds of both and both command lines. InputError if the two share a seed
/// (their paths would be counted twice) or have other cases, tables, axes or values that are not random.
Results merged(const Results& a, const Results& b);

}  // namespace plumbline
