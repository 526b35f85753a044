#include "theory/problem/scheme.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <vector>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

/// Calls f(rule) for a default of every rule.
template <class F, std::size_t... i>
void for_each_rule(const F& f, std::index_sequence<i...>) {
  (f(std::variant_alternative_t<i, Rules>{}), ...);
}
template <class F>
void for_each_rule(const F& f) {
  for_each_rule(f, std::make_index_sequence<std::variant_size_v<Rules>>());
}

/// "ddim:ETA"
template <class Rule>
std::string usage(const Rule&) {
  std::string text(Rule::stem);
  char before = ':';
  for (const auto& parameter : Rule::parameters()) {
    text += before + std::string(parameter.name);
    before = ',';
  }
  return text;
}

[[noreturn]] void refuse(const std::string& what, const std::string& mend) { throw InputError(what, "scheme", mend); }

/// The numbers in "0.5,2"; none in an empty text.
std::vector<double> numbers_in(std::string_view text, std::string_view whole) {
  std::vector<double> numbers;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    double number = 0.0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (fault != std::errc() || end != word.data() + word.size() || word.size() + 1 == text.size()) {
      refuse(fmt::format("\"{}\" does not end in numbers", whole), "write one as ddim:0.5");
    }
    numbers.push_back(number);
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return numbers;
}

template <class Rule>
Scheme with_parameters(Rule rule, const std::vector<double>& values, std::string_view whole) {
  const auto parameters = Rule::parameters();
  if (values.size() != parameters.size()) {
    refuse(fmt::format("\"{}\" has {} parameters", whole, values.size()), fmt::format("write {}", usage(rule)));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& [name, value, least, most] = parameters[i];
    if (!(least <= values[i] && values[i] <= most)) {
      refuse(fmt::format("{} = {} in \"{}\"", name, values[i], whole),
             fmt::format("stay within {} to {}", least, most));
    }
    rule.*value = values[i];
  }
  return rule;
}

}  // namespace

std::string name(const Scheme& scheme) {
  return scheme.visit([]<class Rule>(const Rule& rule) {
    std::string text(Rule::stem);
    char before = ':';
    for (const auto& parameter : Rule::parameters()) {
      text += fmt::format("{}{}", before, rule.*parameter.value);
      before = ',';
    }
    return text;
  });
}

std::string scheme_names() {
  std::string names;
  for_each_rule([&](const auto& rule) { names += (names.empty() ? "" : ", ") + usage(rule); });
  return names;
}

Scheme scheme_from_name(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view stem = text.substr(0, colon);
  std::optional<Scheme> found;
  for_each_rule([&](const auto& rule) {
    if (rule.stem != stem) return;
    const std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1);
    if (colon != std::string_view::npos && rest.empty())
      refuse(fmt::format("\"{}\" ends in a colon", text), fmt::format("write {}", usage(rule)));
    found = with_parameters(rule, numbers_in(rest, text), text);
  });
  if (!found) refuse(fmt::format("unknown scheme \"{}\"", text), fmt::format("choose one of {}", scheme_names()));
  return *found;
}

}  // namespace plumbline
