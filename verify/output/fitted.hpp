#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace plumbline {

/// How many columns a line of standard output has: as the variable COLUMNS says, or the terminal, or 80.
std::size_t output_width();

enum class LongText { wrapped, cut };

/// Rows of cells under a header, aligned in columns, no line longer than `width` as far as that can be had: columns of
/// text (cells with a space in them) share what the others leave, and their cells are wrapped, or cut to one line that
/// ends in "..".
std::string fitted(std::vector<std::vector<std::string>> rows, std::size_t width, LongText long_text);

}  // namespace plumbline
