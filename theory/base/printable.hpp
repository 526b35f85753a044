#pragma once

#include <string>
#include <string_view>

namespace plumbline {

/// `text` as a terminal, a log or a page may show it: what would move the cursor, change the colour, break the line or
/// turn the direction of the text stands as an escape, "\x1b" for bytes (control characters, bytes that are not UTF-8)
/// and "\u{202e}" for characters. Every other character is kept. For all names and texts that come from files and
/// command lines; `keep` names control characters that stay, such as "\n\t".
std::string printable(std::string_view text, std::string_view keep = "");

}  // namespace plumbline
