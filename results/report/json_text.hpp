#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace plumbline {

/// An object as the lines of a JSON document that does nothing in a terminal: characters beyond ASCII are written by
/// their numbers, and what is no UTF-8 (a file may hold anything) is replaced.
inline std::string json_text(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace plumbline
