#pragma once

#include <cstddef>
#include <string>

#include "results/table/rows.hpp"

// Text that fits the terminal, and does nothing in it (printable()).

namespace plumbline {

/// How many columns a line of standard output has: as the variable COLUMNS says, or the terminal, or 80.
std::size_t output_width();

/// A sentence on as many lines as it takes, each with its end.
std::string wrapped(const std::string& text, std::size_t width);

enum class LongText { wrapped, cut };

/// Rows of cells under a header, aligned in columns, no line longer than `width` as far as that can be had: columns of
/// text (cells with a space in them) share what the others leave, and their cells are wrapped, or cut to one line that
/// ends in "..".
std::string fitted(Cells rows, std::size_t width, LongText long_text);

/// Rows of numbers under a header, one line each. Where they are wider than `width`, some of the columns stand below the
/// others, with the first `n_keys` columns before them again; a single row stands upright, an entry a line.
std::string listed(const Cells& rows, std::size_t n_keys, std::size_t width);

}  // namespace plumbline
