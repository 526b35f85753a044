#include "theory/problem/name_parameters.hpp"

#include <fmt/format.h>

#include <charconv>

#include "theory/base/input_error.hpp"

namespace plumbline {

NameParts name_parts(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {name, {}, false};
  return {name.substr(0, colon), name.substr(colon + 1), true};
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    words.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
    if (text.empty()) words.push_back(text);
  }
  return words;
}

double number_in(std::string_view word, std::string_view text, const std::string& kind) {
  double number = 0.0;
  const char* end = word.data() + word.size();
  const auto [stop, fault] = std::from_chars(word.data(), end, number);
  if (fault != std::errc() || stop != end) {
    throw InputError(fmt::format("\"{}\" in \"{}\" is not a number", word, text), kind, "write numbers like 0.5");
  }
  return number;
}

}  // namespace plumbline
