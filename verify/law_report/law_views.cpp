#include "verify/law_report/law_views.hpp"

#include <fmt/format.h>

#include "results/report/fitted.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

/// A function of every alternative of a variant.
template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;  // clang 14 has no such guide of its own

Json json_of(const Fields& fields, bool nested);

void set_missing(Json& object, const std::string& key, const std::string& why) {
  object[key] = nullptr;
  object[key + "_why"] = why;
}

void set_field(Json& object, const Field& field, bool nested) {
  const std::string& key = field.key;
  const std::string error_key = nested && key == "expected_cost" ? "error" : key + "_error";
  std::visit(Overloaded{[&](const auto& plain) { object[key] = plain; },
                        [&](const NotKnown& missing) { set_missing(object, key, missing.why); },
                        [&](const Value& value) {
                          if (!value.is_known()) return set_missing(object, key, value.how);
                          object[key] = json_number(value.value);
                          object[error_key] = json_number(value.error);
                        },
                        [&](const std::vector<Value>& values) {
                          object[key] = Json::array();
                          object[error_key] = Json::array();
                          for (const Value& value : values) {
                            object[key].push_back(json_number(value.value));
                            object[error_key].push_back(json_number(value.error));
                          }
                        },
                        [&](const Fields& fields) { object[key] = json_of(fields, true); },
                        [&](const std::vector<Fields>& list) {
                          for (const Fields& fields : list) object[key].push_back(json_of(fields, true));
                        }},
             field.content);
}

Json json_of(const Fields& fields, bool nested) {
  Json object = Json::object();
  for (const Field& field : fields) set_field(object, field, nested);
  return object;
}

std::string text_of(const Value& value) { return !value.is_known() ? "none: " + value.how : format_value(value); }

/// "(first, second, ...)"; of many only how they begin.
std::string text_of(const std::vector<Value>& values) {
  constexpr std::size_t readable = 6;
  if (values.size() > readable) return fmt::format("{} numbers, the first {}", values.size(), text_of(values.front()));
  std::string text;
  for (const Value& value : values) text += (text.empty() ? "(" : ", ") + text_of(value);
  return text + ")";
}

/// The rows of some fields, keys after `prefix`; a value and its error share a row.
void add_rows(const Fields& fields, const std::string& prefix, Cells& rows) {
  for (const Field& field : fields) {
    const auto add = [&](std::string text) { rows.push_back({prefix + field.key, std::move(text)}); };
    std::visit(Overloaded{[&](bool truth) { add(truth ? "true" : "false"); },
                          [&](std::int64_t number) { add(std::to_string(number)); },
                          [&](double number) {
                            add(format_value({number, 0.0, ""}));
                          },
                          [&](const std::string& text) { add(text); },
                          [&](const NotKnown& missing) { add("none: " + missing.why); },
                          [&](const Value& value) { add(text_of(value)); },
                          [&](const std::vector<Value>& values) { add(text_of(values)); },
                          [&](const Fields& nested) { add_rows(nested, prefix + field.key + ".", rows); },
                          [&](const std::vector<Fields>& list) {
                            for (const Fields& nested : list) {
                              const double power = std::get<double>(nested.front().content);
                              add_rows(nested, fmt::format("{}[{:.10g}].", field.key, power), rows);
                            }
                          }},
               field.content);
  }
}

}  // namespace

Json law_json(const LawReport& report) { return json_of(fields_of(report), false); }

std::string law_text(const LawReport& report) {
  Cells rows;
  add_rows(fields_of(report), "", rows);
  return fitted(rows, output_width(), LongText::wrapped);
}

}  // namespace plumbline
