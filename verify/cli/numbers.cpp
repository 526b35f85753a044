#include "verify/cli/numbers.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

std::string_view without_plus(std::string_view text) {
  const bool plus = text.size() > 1 && text[0] == '+' && text[1] != '-';
  return plus ? text.substr(1) : text;
}

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// "12e3" as 12000, digit by digit.
template <class Integer>
std::optional<Integer> integer(std::string_view text) {
  text = without_plus(text);
  const std::size_t e = text.find_first_of("eE");
  if (e == text.npos) return whole<Integer>(text);
  constexpr unsigned longest_exponent = 19;  // 10^20 is in no range
  const auto exponent = whole<unsigned>(without_plus(text.substr(e + 1)));
  if (!exponent || *exponent > longest_exponent || e == 0) return std::nullopt;
  return whole<Integer>(std::string(text.substr(0, e)) + std::string(*exponent, '0'));
}

std::string name_of(const std::string& option) {
  return option.substr(std::min(option.find_first_not_of('-'), option.size()));
}

[[noreturn]] void refuse(const std::string& option, const std::string& text, const std::string& range) {
  throw InputError(fmt::format("{} = {} is not {}", name_of(option), text, range), option, "give such a number");
}

}  // namespace

std::int64_t exact_integer(const std::string& option, const std::string& text, std::int64_t least, std::int64_t most) {
  const auto number = integer<std::int64_t>(text);
  if (!number || *number < least || *number > most) {
    refuse(option, text, fmt::format("an integer from {} to {}", least, most));
  }
  return *number;
}

std::uint64_t exact_unsigned(const std::string& option, const std::string& text) {
  const auto number = integer<std::uint64_t>(text);
  if (!number) refuse(option, text, fmt::format("an integer from 0 to {}", std::numeric_limits<std::uint64_t>::max()));
  return *number;
}

double finite_number(const std::string& option, const std::string& text) {
  const auto number = whole<double>(without_plus(text));
  if (!number || !std::isfinite(*number)) refuse(option, text, "a finite number");
  return *number;
}

}  // namespace plumbline
