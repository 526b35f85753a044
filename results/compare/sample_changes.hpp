#pragma once

#include <cstddef>
#include <vector>

#include "results/compare/compare.hpp"

namespace plumbline {

/// Whether a table holds the end states of a sample, one a path (`end_state` [path, coordinate]).
bool is_sample(const Table& table);

/// What says that two samples are of different laws; nothing if their laws may be the same. Each coordinate of the end
/// state and the cost are held against each other by their distribution functions, each coordinate also by its mean.
///
/// All tests together raise a false alarm with probability 1e-6 at most. Kolmogorov-Smirnov: the distance of the two
/// empirical distribution functions is at most a (n^-1/2 + m^-1/2), a = sqrt(log(4/alpha)/2), by the
/// Dvoretzky-Kiefer-Wolfowitz-Massart inequality for each sample; this holds for every law, also for coupled samples.
/// Means: z hypot(e, e') with standard errors e, e' (normal law; end states have moments of every order). Values that
/// are not finite count as larger than all others; the mean is not tested where there are any.
///
/// `n_tests` is increased by the number of tests that could have failed: two samples so small that no distance is too
/// large are no evidence.
std::vector<Change> sample_changes(const Table& before, const Table& after, std::size_t& n_tests);

}  // namespace plumbline
