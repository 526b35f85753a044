#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "results/store/file.hpp"
#include "results/table/rows.hpp"

namespace plumbline {

enum class ShowFormat {
  text,      ///< aligned columns; values with their errors; moments of Monte Carlo means left out
  latex,     ///< one booktabs tabular a list of rows, to be input into a paper
  markdown,  ///< one table a list of rows
  csv,       ///< one header and its rows a list, errors in columns of their own, all digits
  json,      ///< one object with everything; numbers that are not finite are the strings "inf", "-inf", "nan"
};

/// How much of a list of more than 200 rows is printed as text: its beginning, and how many rows follow, or everything.
enum class Shown { beginnings, all };

/// What of a file is printed, and how; the members after `format` do not concern JSON.
struct ShowOptions {
  ShowFormat format = ShowFormat::text;
  Shown shown = Shown::beginnings;        ///< text alone
  std::vector<std::string> tables = {};   ///< names of tables; empty: all
  std::vector<std::string> columns = {};  ///< names of datasets, in this order, beside all axes; empty: all
  int digits = 0;                         ///< significant digits at most; 0: as many as the errors warrant
  std::string pivot = {};                 ///< axis whose labels become columns
  std::string caption = {};               ///< LaTeX: a floating table with this caption around each tabular
  std::size_t width = 80;                 ///< text: columns of a line
};

/// Provenance and all tables, printed. InputError if a table, column or axis of the options is in none of the tables.
std::string show(const Results& results, const ShowOptions& options);
inline std::string show(const Results& results, ShowFormat format, Shown shown = Shown::beginnings) {
  return show(results, ShowOptions{.format = format, .shown = shown});
}

}  // namespace plumbline
