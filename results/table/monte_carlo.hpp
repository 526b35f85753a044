#pragma once

#include <string>
#include <vector>

#include "results/table/table.hpp"
#include "theory/base/moments.hpp"

namespace plumbline {

/// Adds a Monte Carlo mean with all that is needed to add runs up later: `name` (the mean), `name_error` (its standard
/// error), and `name_n`, `name_not_finite`, `name_m2`, `name_m3`, `name_m4`, `name_min`, `name_max` (see Moments).
/// `mean` says all but the values, which come from `moments`, over the axes of `mean` in row-major order.
Table& add_monte_carlo(Table& table, const Dataset& mean, const std::vector<Moments>& moments);

/// The moments behind dataset `name`, in its order; empty if the table holds none.
std::vector<Moments> monte_carlo_moments(const Table& table, const std::string& name);

/// Names of the datasets that are Monte Carlo means.
std::vector<std::string> monte_carlo_names(const Table& table);

}  // namespace plumbline
