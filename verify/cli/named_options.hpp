#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <vector>

#include "theory/problem/scheme.hpp"
#include "verify/cli/parser.hpp"

namespace plumbline {

/// An option for one of a fixed set of things that have names, like "--scheme euler".
template <class Enum>
CLI::Option& add_named_option(CLI::App& command, const std::string& option, Enum& target,
                              Enum (*from_name)(std::string_view), const std::string& about) {
  return add_names_option(command, {option, about, std::string(name(target)), true},
                   [&target, from_name](const std::vector<std::string>& names) { target = from_name(names.front()); });
}

/// The same for a list of them, like "--schedule li cosine".
template <class Enum>
void add_named_option(CLI::App& command, const std::string& option, std::vector<Enum>& target,
                      Enum (*from_name)(std::string_view), const std::string& about) {
  std::vector<std::string> by_default;
  for (const Enum entry : target) by_default.emplace_back(name(entry));
  add_names_option(command, {option, about, by_default.empty() ? "" : fmt::format("[{}]", fmt::join(by_default, ","))},
                   [&target, from_name](const std::vector<std::string>& names) {
                     target.clear();
                     for (const std::string& entry : names) target.push_back(from_name(entry));
                   });
}

inline void add_scheme_option(CLI::App& command, Scheme& scheme) {
  add_named_option(command, "--scheme", scheme, scheme_from_name, scheme_names() + "; ETA from 0 to 1");
}

}  // namespace plumbline
