#pragma once

#include <cstdint>
#include <string>

namespace plumbline {

/// The number that `text` says, exactly, or InputError with the option's name, the text and the range.
///
/// Integers: digits with an optional sign, or an exponent that leaves an integer ("1e6"); nothing is rounded or cut to
/// the range of the type. Real numbers: finite decimal ones.
std::int64_t exact_integer(const std::string& option, const std::string& text, std::int64_t least, std::int64_t most);
std::uint64_t exact_unsigned(const std::string& option, const std::string& text);
double finite_number(const std::string& option, const std::string& text);

}  // namespace plumbline
