#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "theory/base/value.hpp"

namespace plumbline {

/// JSON is printed with keys in the order in which they were set.
using Json = nlohmann::ordered_json;

/// A number, or the string "inf", "-inf" or "nan": JSON has no such numbers, and a truncated one would be a lie.
inline Json json_number(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0.0 ? "inf" : "-inf";
  return x;
}

/// Sets `key` and `key_error`.
inline void set_value(Json& object, const std::string& key, const Value& value) {
  object[key] = json_number(value.value);
  object[key + "_error"] = json_number(value.error);
}

}  // namespace plumbline
