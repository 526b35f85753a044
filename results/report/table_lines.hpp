#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "results/report/chart.hpp"
#include "results/table/table.hpp"

namespace plumbline {

/// One line of a dataset: all but its last axis fixed.
struct Line {
  std::string group;  ///< labels along the axes that tell figures apart: "unit-pair, w = 1, N = 32"
  std::string curve;  ///< label along the axis that tells the curves of a figure apart
  std::vector<double> y, error;
};

/// Integers as doubles; empty for strings.
std::vector<double> numeric(const Values& values);

/// The coordinates along the last axis of a table, which figures have as their abscissa.
std::vector<double> abscissa(const Table& table);

/// The lines of dataset `name`; `curves` is the axis of the curves (empty: one curve a figure). Empty if the table
/// lacks the dataset, or it does not run over all axes.
std::vector<Line> lines_of(const Table& table, const std::string& name, const std::string& curves);

/// The numbers of a dataset that runs over the axes of the groups alone, by group; empty if the table lacks it.
std::map<std::string, double> by_group(const Table& table, const std::string& name);

/// A curve with its errors as low and high.
Series series_of(const std::string& name, const std::vector<double>& x, const Line& line, int colour);

/// Signed values as their sizes, for a logarithmic axis.
Series size_of(Series series);

/// What a family of figures has in common.
struct Figures {
  const char* dataset;
  std::string what;    ///< after the group, the title
  std::string curves;  ///< axis of the curves
  std::string x_label;
  std::string y_label;
  bool log_x = true;
  bool log_y = true;
  bool line = true;
  bool points = true;
};

/// One figure a group, one curve a label. `adjust` may change the newest curve of a figure or add others; `line` is its
/// place among all lines of the dataset.
using Adjust = std::function<void(Chart& chart, std::size_t line)>;
std::vector<Chart> figures(const Table& table, const Figures& plan, const Adjust& adjust = {});

/// The figure that is about `group`; null if there is none.
Chart* chart_of(std::vector<Chart>& charts, const std::string& group);

/// Whether a curve has anything to draw, and a legend anything to name.
bool has_a_number(const Series& series);
void drop_empty_curves(std::vector<Chart>& charts);

/// The charts of both.
std::vector<Chart> joined(std::vector<Chart> first, const std::vector<Chart>& second);

}  // namespace plumbline
