#pragma once

#include <string>

namespace plumbline {

/// What a case file from a stranger may be: these bounds are far above any case that can be computed, and far below
/// what makes a TOML parser overflow its stack or work for minutes.
inline constexpr std::size_t kLongestCase = std::size_t{16} << 20;  ///< bytes
inline constexpr int kDeepestNesting = 16;                          ///< brackets within brackets, and parts of a key
inline constexpr int kMostHeaders = 200'000;                        ///< [table] and [[table]] lines

/// The text of a case file. Throws InputError if it is no regular file (a pipe would be waited for, a device read
/// without end), cannot be read, or is longer than kLongestCase.
std::string read_case_text(const std::string& path);

/// Throws InputError, with the line, if `text` exceeds a bound; to be asked before a parser sees it. Of TOML it knows
/// strings, comments and brackets: up to the first mistake in `text`, where a parser stops, it reads as a parser does.
void require_moderate(const std::string& text, const std::string& origin);

}  // namespace plumbline
