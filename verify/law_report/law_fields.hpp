#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "verify/law_report/law_report.hpp"

namespace plumbline {

struct Field;
using Fields = std::vector<Field>;

/// Why a fact has no value.
struct NotKnown {
  std::string why;
};

/// What one entry of a report holds: a fact, a value with its error (none: a Value that is not known), one value per
/// coordinate, or entries of its own; a list of such has the same keys in every member.
using Content = std::variant<bool, std::int64_t, double, std::string, NotKnown, Value, std::vector<Value>, Fields,
                             std::vector<Fields>>;

/// One entry of a report: the key that it has everywhere, what it means, and its unit ("1" for pure numbers).
struct Field {
  std::string key;
  std::string meaning;
  Content content;
  std::string unit = "1";
};

/// The one description of a report, in the order in which it is printed: JSON, text and table are views of it
/// (law_views.hpp). What is absent from the report is not in it.
Fields fields_of(const LawReport& report);

}  // namespace plumbline
