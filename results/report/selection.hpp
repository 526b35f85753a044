#pragma once

#include <string>
#include <utility>
#include <vector>

#include "results/report/show.hpp"

namespace plumbline {

/// The tables that the options ask for, in the order of the file. InputError for a name that none has.
std::vector<const std::pair<std::string, Table>*> selected_tables(const Results& results, const ShowOptions& options);

/// A header and rows, of which the first columns are coordinates, and how many more rows there are (Shown::beginnings).
struct List {
  Cells cells;
  std::size_t n_keys = 0;
  std::size_t n_left_out = 0;
};

/// Lists of rows of a table with the columns that the options ask for, those without any left out. Of a long list no
/// more is made than is to be printed.
std::vector<List> selected_lists(const Table& table, const ShowOptions& options, const CellStyle& style);

}  // namespace plumbline
