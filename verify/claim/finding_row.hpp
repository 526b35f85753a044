#pragma once

#include <vector>

#include "verify/claim/claim.hpp"
#include "verify/units/text_row.hpp"

namespace plumbline {

/// Findings as rows of numbers, for journals, shards and ranks: nothing is lost, not even a bit of a NaN's sign.
void add_finding(RowWriter& row, const Finding& finding);
Finding read_finding(RowReader& row);

/// One finding alone.
std::vector<double> finding_row(const Finding& finding);
Finding finding_of(const std::vector<double>& row);

}  // namespace plumbline
