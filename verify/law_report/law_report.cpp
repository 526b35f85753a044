#include "verify/law_report/law_report.hpp"

#include <fmt/format.h>

#include "results/report/show.hpp"
#include "theory/base/input_error.hpp"
#include "theory/reduced/reduction.hpp"

namespace plumbline {
namespace {

/// In how many directions the law of the problem is not a Gaussian of closed form.
Eigen::Index directions(const GuidedPair& pair) {
  if (pair.dimension() == 1) return 1;
  try {
    return reduce(pair).pair.dimension();
  } catch (const InputError&) {
    return pair.dimension();
  }
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return format_value({value, 0.0, ""});
  if (!value.is_array() || value.size() <= 6) return value.dump();
  return fmt::format("{} numbers, the first {}", value.size(), text_of(value.front()));
}

/// The rows of one object, keys after `prefix`; a value and its error share a row.
void add_rows(const Json& object, const std::string& prefix, std::vector<std::vector<std::string>>& rows) {
  for (const auto& [key, value] : object.items()) {
    const std::string name = prefix + key;
    if (key.ends_with("_error") || key == "error" || (key.ends_with("_why") && key != "why")) continue;
    if (value.is_object()) {
      add_rows(value, name + ".", rows);
    } else if (value.is_array() && !value.empty() && value.front().is_object()) {
      for (const Json& entry : value) add_rows(entry, fmt::format("{}[{}].", name, text_of(entry["power"])), rows);
    } else if (value.is_null() && object.contains(key + "_why")) {
      rows.push_back({name, "none: " + object[key + "_why"].get<std::string>()});
    } else {
      const std::string of_error = object.contains(key + "_error") ? key + "_error"
                                   : key == "expected_cost"        ? "error"
                                                                   : "";
      const bool with_error = value.is_number() && object.contains(of_error) && object[of_error].is_number();
      rows.push_back({name, with_error ? format_value({value, object[of_error], ""}) : text_of(value)});
    }
  }
}

}  // namespace

void set_unknown(Json& report, const std::string& key, const std::string& why) {
  report[key] = nullptr;
  report[key + "_why"] = why;
}

LawReport law_report(const Case& problem, const LawRequest& request, ProgressMode progress) {
  switch (directions(problem.pair)) {
    case 1:
      return line_report(problem, request, progress);
    case 2:
      return plane_report(problem, request, progress);
    default:
      throw InputError(fmt::format("the law of case {} fills {} dimensions", problem.name, directions(problem.pair)),
                       "law", "give one or two dimensions, or equal covariances v I and means in a plane");
  }
}

std::string law_report_text(const Json& report) {
  std::vector<std::vector<std::string>> rows;
  add_rows(report, "", rows);
  return aligned(rows);
}

}  // namespace plumbline
