#pragma once

#include <string>

namespace plumbline {

// Names and texts from files and command lines may hold anything. Each function writes them for one grammar, so that
// they stand there as what they are and do nothing; characters that act (printable()) are escaped in all of them.

/// For HTML and SVG, in elements and between quotes of either kind. Line ends and tabs are kept.
std::string html_escaped(const std::string& text);
/// For running text of LaTeX.
std::string latex_escaped(const std::string& text);
/// For running text of Markdown and the cells of its tables.
std::string markdown_escaped(const std::string& text);
/// One field of a CSV file (RFC 4180). What a spreadsheet would take for a formula (it begins with = + - @) gets an
/// apostrophe in front.
std::string csv_field(const std::string& text);

}  // namespace plumbline
