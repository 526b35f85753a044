#include "results/report/fitted.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "theory/base/printable.hpp"

namespace plumbline {
namespace {

using TextRow = Cells::value_type;

constexpr std::size_t between_columns = 2;  // between columns
constexpr std::size_t narrowest_text = 12;  // below this a column of text cannot be read

/// Columns that a UTF-8 text takes: its code points, as far as plumbline's own texts go.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The longest beginning that takes at most `width` columns.
std::string beginning_of(const std::string& text, std::size_t width) {
  std::size_t end = 0;
  for (std::size_t taken = 0; end < text.size(); ++end) {
    const bool starts = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (starts && taken++ == width) break;
  }
  return text.substr(0, end);
}

TextRow lines_of(const std::string& text, std::size_t width) {
  TextRow lines{""};
  std::istringstream stream(text);
  for (std::string word; stream >> word;) {
    if (!lines.back().empty() && width_of(lines.back()) + 1 + width_of(word) > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    while (width_of(lines.back()) > width) {  // a word longer than its column
      const std::string beginning = beginning_of(lines.back(), width);
      const std::string rest = lines.back().substr(beginning.size());
      lines.back() = beginning;
      lines.push_back(rest);
    }
  }
  return lines;
}

std::string cut_to(const std::string& text, std::size_t width) {
  return width_of(text) <= width ? text : beginning_of(text, width - 2) + "..";
}

std::vector<std::size_t> natural_widths(const Cells& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const TextRow& row : rows) {
    for (std::size_t j = 0; j < row.size(); ++j) widths[j] = std::max(widths[j], width_of(printable(row[j])));
  }
  return widths;
}

/// Takes width from the widest columns of text until all fit.
void share_width(std::vector<std::size_t>& widths, const std::vector<bool>& is_text, std::size_t width) {
  std::size_t total = between_columns * (widths.size() - 1);
  for (const std::size_t w : widths) total += w;
  while (total > width) {
    std::size_t widest = widths.size();
    for (std::size_t j = 0; j < widths.size(); ++j) {
      if (is_text[j] && widths[j] > narrowest_text && (widest == widths.size() || widths[j] > widths[widest]))
        widest = j;
    }
    if (widest == widths.size()) return;
    --widths[widest];
    --total;
  }
}

}  // namespace

std::size_t output_width() {
  constexpr std::size_t by_default = 80, narrowest = 40, widest = 1000;
  const char* columns = std::getenv("COLUMNS");
  std::size_t width = columns == nullptr ? 0 : std::strtoul(columns, nullptr, 10);
  winsize window{};
  if (width == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0) width = window.ws_col;
  return width == 0 ? by_default : std::clamp(width, narrowest, widest);
}

std::string fitted(Cells rows, std::size_t width, LongText long_text) {
  for (TextRow& row : rows) {
    for (std::string& cell : row) cell = printable(cell);
  }
  std::vector<bool> is_text(rows.front().size(), false);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) {
      is_text[j] = is_text[j] || rows[i][j].find(' ') != std::string::npos || rows[i][j].size() > width;
    }
  }
  std::vector<std::size_t> widths = natural_widths(rows);
  share_width(widths, is_text, width);
  std::string text;
  for (const TextRow& row : rows) {
    Cells cells;
    std::size_t n_lines = 1;
    for (std::size_t j = 0; j < row.size(); ++j) {
      cells.push_back(long_text == LongText::cut ? TextRow{cut_to(row[j], widths[j])} : lines_of(row[j], widths[j]));
      n_lines = std::max(n_lines, cells.back().size());
    }
    for (std::size_t line = 0; line < n_lines; ++line) {
      std::string printed;
      for (std::size_t j = 0; j < row.size(); ++j) {
        const std::string cell = line < cells[j].size() ? cells[j][line] : "";
        printed += cell + std::string(widths[j] - width_of(cell) + between_columns, ' ');
      }
      printed.erase(printed.find_last_not_of(' ') + 1);
      text += printed + '\n';
    }
  }
  return text;
}

std::string wrapped(const std::string& text, std::size_t width) {
  std::string lines;
  for (const std::string& line : lines_of(printable(text), width)) lines += line + '\n';
  return lines;
}

std::string listed(const Cells& rows, std::size_t n_keys, std::size_t width) {
  const std::vector<std::size_t> widths = natural_widths(rows);
  const auto needed = [&](std::size_t first, std::size_t last) {
    std::size_t sum = 0;
    for (std::size_t j = first; j < last; ++j) sum += widths[j] + between_columns;
    return sum;
  };
  const std::size_t n_columns = widths.size();
  if (needed(0, n_columns) <= width + between_columns) return fitted(rows, width, LongText::wrapped);
  if (rows.size() == 2) return fitted(upright(rows), width, LongText::wrapped);
  const std::size_t of_keys = needed(0, n_keys);
  std::string text;
  for (std::size_t first = n_keys; first < n_columns;) {
    std::size_t last = first + 1;
    while (last < n_columns && of_keys + needed(first, last + 1) <= width + between_columns) ++last;
    Cells part;
    for (const TextRow& row : rows) {
      part.emplace_back(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(n_keys));
      part.back().insert(part.back().end(), row.begin() + static_cast<std::ptrdiff_t>(first),
                         row.begin() + static_cast<std::ptrdiff_t>(last));
    }
    text += (text.empty() ? "" : "\n") + fitted(std::move(part), width, LongText::wrapped);
    first = last;
  }
  return text;
}

}  // namespace plumbline
