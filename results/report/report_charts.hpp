#pragma once

#include <string>
#include <vector>

#include "results/report/chart.hpp"
#include "results/table/table.hpp"

namespace plumbline {

/// The charts that a table gives, by its name and the datasets it has (results/README.md, "Tables"); none for tables
/// that are best read as such. A missing dataset leaves its curve out, never the page.
std::vector<Chart> charts_of(const std::string& name, const Table& table);

/// One sentence on how to read the charts of that table; empty if there is none.
std::string reading_of(const std::string& name);

/// A dataset over [..., steps] whose size is drawn against the number of steps.
struct Measure {
  const char* dataset;
  std::string label;
};

/// Charts of errors against N, a curve for each label of axis `curves`: points, and where the table has them the fitted
/// order with its band and the bound of the KL.
std::vector<Chart> error_charts(const Table& table, const std::string& curves, const std::vector<Measure>& measures);

/// Charts of the tables `reward`, `reward_density`, `reward_states` and `learned_distance`.
std::vector<Chart> reward_charts(const Table& table);
std::vector<Chart> reward_density_charts(const Table& table);
std::vector<Chart> reward_state_charts(const Table& table);
std::vector<Chart> learned_distance_charts(const Table& table);

}  // namespace plumbline
