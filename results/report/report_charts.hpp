#pragma once

#include <string>
#include <vector>

#include "results/report/chart.hpp"
#include "results/report/figure_family.hpp"
#include "results/table/table.hpp"

namespace plumbline {

/// The charts that a table gives (figures.json); none for tables that are best read as such. A missing dataset leaves
/// its curve out, never the page.
std::vector<Chart> charts_of(const std::string& name, const Table& table);

/// One sentence on how to read the charts of that table; empty if there is none.
std::string reading_of(const std::string& name);

/// Whether the table is drawn as a picture of laws or states, which the report shows first.
bool is_picture(const std::string& name);

/// The charts of one figure, by its kind.
std::vector<Chart> curve_charts(const Table& table, const Figure& figure);
std::vector<Chart> plane_charts(const Table& table, const Figure& figure);
std::vector<Chart> scatter_charts(const Table& table, const Figure& figure);
std::vector<Chart> sample_charts(const Table& table, const Figure& figure);

}  // namespace plumbline
