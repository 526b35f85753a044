#include "theory/base/printable.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace plumbline {
namespace {

struct Character {
  char32_t code = 0;
  std::size_t length = 0;  // in bytes; 0 if there is no UTF-8 here
};

Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < smallest[length] || code > 0x10FFFF || surrogate ? Character{} : Character{code, length};
}

// Characters that are no letter, sign or space: control characters, marks of direction, line ends, non-characters.
bool acts(char32_t code) {
  const auto within = [code](char32_t first, char32_t last) { return code >= first && code <= last; };
  return code < 0x20 || within(0x7F, 0x9F) || code == 0x61C || within(0x200B, 0x200F) || within(0x2028, 0x202E) ||
         within(0x2060, 0x206F) || code == 0xFEFF || within(0xFFF9, 0xFFFB) || within(0xE0000, 0xE007F) ||
         (code & 0xFFFEU) == 0xFFFE;
}

}  // namespace

std::string printable(std::string_view text, std::string_view keep) {
  std::string shown;
  while (!text.empty()) {
    const Character next = first_of(text);
    if (next.length == 0 || next.code < 0x80) {
      const char c = text.front();
      const bool kept = next.length != 0 && (!acts(next.code) || keep.find(c) != keep.npos);
      shown += kept ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
      text.remove_prefix(1);
    } else {
      shown += acts(next.code) ? fmt::format("\\u{{{:x}}}", static_cast<unsigned>(next.code))
                               : std::string(text.substr(0, next.length));
      text.remove_prefix(next.length);
    }
  }
  return shown;
}

}  // namespace plumbline
