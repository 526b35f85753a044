#pragma once

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "theory/base/input_error.hpp"

namespace plumbline {

/// One row of a table that names the values of an enumeration.
template <class Enum>
struct Named {
  Enum value;
  std::string_view name;
};

template <class Enum, std::size_t n>
std::string_view name_of(Enum value, const std::array<Named<Enum>, n>& table) {
  for (const auto& row : table) {
    if (row.value == value) return row.name;
  }
  return "?";
}

/// The value with that name, or InputError listing the known ones. `kind` is the noun for the message ("scheme").
template <class Enum, std::size_t n>
Enum from_name(std::string_view name, const std::array<Named<Enum>, n>& table, std::string_view kind) {
  std::string known;
  for (const auto& row : table) {
    if (row.name == name) return row.value;
    known += (known.empty() ? "" : ", ") + std::string(row.name);
  }
  throw InputError(fmt::format("unknown {} \"{}\"", kind, name), std::string(kind),
                   fmt::format("choose one of {}", known));
}

}  // namespace plumbline
