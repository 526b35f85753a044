#pragma once

#include <string>

#include "results/store/file.hpp"
#include "results/table/rows.hpp"

namespace plumbline {

enum class ShowFormat {
  text,   ///< aligned columns; values with their errors; moments of Monte Carlo means left out
  latex,  ///< one booktabs tabular a list of rows, to be input into a paper
  json,   ///< one object with everything; numbers that are not finite are the strings "inf", "-inf", "nan"
};

/// How much of a list of more than 200 rows is printed as text: its beginning, and how many rows follow, or everything.
enum class Shown { beginnings, all };

/// Provenance and all tables, printed.
std::string show(const Results& results, ShowFormat format, Shown shown = Shown::beginnings);

/// Rows of cells under a header, aligned in columns, one line each.
std::string aligned(const Cells& rows);

}  // namespace plumbline
