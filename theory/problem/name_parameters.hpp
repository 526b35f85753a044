#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumbline {

/// "ddim" and "0.5" of "ddim:0.5".
struct NameParts {
  std::string_view stem;
  std::string_view parameters;
  bool has_parameters = false;
};
NameParts name_parts(std::string_view name);

/// The words between separators; none in an empty text.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The number that a word is, all of it. Throws InputError, with the text that the word is from and the noun for what
/// is named ("scheme").
double number_in(std::string_view word, std::string_view text, const std::string& kind);

}  // namespace plumbline
