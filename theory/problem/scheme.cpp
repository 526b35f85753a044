#include "theory/problem/scheme.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/problem/name_parameters.hpp"

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

void refuse_not_affine(const Scheme& scheme) {
  refuse(fmt::format("{} is not one affine step with noise, which this asks for", name(scheme)),
         "choose a scheme like ddpm or ddim:0.5; `law` on the line takes this one");
}

std::string scheme_names() {
  std::string names;
  for_each_rule([&](const auto& rule) { names += (names.empty() ? "" : ", ") + usage(rule); });
  return names;
}

Scheme scheme_from_name(std::string_view text) {
  const NameParts parts = name_parts(text);
  std::vector<double> values;
  for (const std::string_view word : split(parts.parameters, ',')) values.push_back(number_in(word, text, "scheme"));
  std::optional<Scheme> found;
  for_each_rule([&](const auto& rule) {
    if (rule.stem != parts.stem) return;
    if (parts.has_parameters && values.empty()) {
      refuse(fmt::format("\"{}\" ends in a colon", text), fmt::format("write {}", usage(rule)));
    }
    found = with_parameters(rule, values, text);
  });
  if (!found) refuse(fmt::format("unknown scheme \"{}\"", text), fmt::format("choose one of {}", scheme_names()));
  return *found;
}

}  // namespace plumbline
