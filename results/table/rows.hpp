#pragma once

#include <cstddef>
#include <limits>
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

/// How the cells of a block are written.
struct CellStyle {
  std::string (*text)(const std::string&) = nullptr;    ///< of labels and strings; null: as they are
  std::string (*number)(const std::string&) = nullptr;  ///< of what number_text() and value_text() give; null: as is
  int digits = 0;             ///< significant digits at most; 0: as many as the errors warrant
  bool errors_apart = false;  ///< errors in columns of their own, all numbers with all their digits
  std::size_t n_rows = std::numeric_limits<std::size_t>::max();  ///< rows at most
};

/// A header and the rows of a block as text; values joined with their errors, moments of Monte Carlo means left out.
Cells cells_of(const Table& table, const Block& block, const CellStyle& style = {});

/// A header and one row as entries, one a line.
Cells upright(const Cells& cells);

/// Rows under a header, but a single row that is too long to read stands upright, an entry a line.
Cells upright_if_long(Cells cells);

/// An element of a column, as text.
std::string element_text(const Values& column, std::size_t i);

/// Whether `name` only serves another dataset of the table: an error, or moments of a Monte Carlo mean.
bool is_companion(const Table& table, const std::string& name);
/// The errors of dataset `name`, of the same shape; null if the table has none.
const std::vector<double>* errors_of(const Table& table, const std::string& name);

}  // namespace plumbline
