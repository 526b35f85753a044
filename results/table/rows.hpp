#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "results/table/table.hpp"

namespace plumbline {

/// The datasets of a table that run over the same axes: what prints as one list of rows.
struct Block {
  std::vector<const Axis*> axes;
  std::vector<const Dataset*> datasets;
  std::size_t n_rows = 0;

  /// The coordinate of `row` along axis number `axis`, as text.
  std::string label(std::size_t row, std::size_t axis) const;
  /// The coordinates of `row` along all axes.
  std::vector<std::string> labels(std::size_t row) const;
};

/// The blocks of a table, in the order in which their first datasets stand. They point into the table.
std::vector<Block> blocks(const Table& table);

using Cells = std::vector<std::vector<std::string>>;

/// A header and the rows of a block as text; values joined with their errors, moments of Monte Carlo means left out. A
/// single row that is too long to read stands upright, an entry a line.
Cells cells_of(const Table& table, const Block& block);

/// A number with six digits, a whole one below 1e9 with all of its own; "-" for NaN; "inf".
std::string number_text(double x);
/// A value with the digits that its error supports, two digits of error: "1.169418 +- 0.000021".
std::string value_text(double value, double error);
/// An element of a column, as text.
std::string element_text(const Values& column, std::size_t i);

/// Whether `name` only serves another dataset of the table: an error, or moments of a Monte Carlo mean.
bool is_companion(const Table& table, const std::string& name);
/// The errors of dataset `name`, of the same shape; null if the table has none.
const std::vector<double>* errors_of(const Table& table, const std::string& name);

}  // namespace plumbline
