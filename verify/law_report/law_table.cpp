#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "verify/law_report/law_report.hpp"

namespace plumbline {
namespace {

struct Meaning {
  std::string_view key;
  std::string_view about;
};
constexpr std::array meanings = {
    Meaning{"finite", "whether E J of the chain is finite"},
    Meaning{"why", "the far field that decides (H1)"},
    Meaning{"first_finite_steps", "smallest N from which E J is finite"},
    Meaning{"expected_cost", "E J"},
    Meaning{"value", "E J^q"},
    Meaning{"richardson", "E J of the limit by extrapolation in N"},
    Meaning{"tv", "total variation distance from the limit"},
    Meaning{"kl", "KL divergence of the chain from its limit"},
    Meaning{"kl_backward", "KL divergence of the limit from the chain"},
    Meaning{"w1", "Wasserstein distance of order 1"},
    Meaning{"w2", "Wasserstein distance of order 2"},
    Meaning{"path_kl_bound", "Girsanov path KL, an upper bound of kl"},
};

/// The meaning of an entry, by its own name without what it is nested in.
std::string about(const std::string& key, const std::string& name) {
  for (const auto& [known, meaning] : meanings) {
    if (key == known) return std::string(meaning);
  }
  std::string text = name;
  for (char& c : text) c = c == '_' ? ' ' : c;
  return text;
}

double number_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "inf") return std::numeric_limits<double>::infinity();
  if (value == "-inf") return -std::numeric_limits<double>::infinity();
  return std::numeric_limits<double>::quiet_NaN();
}

bool is_number(const Json& value) {
  return value.is_number() || value.is_null() || value == "inf" || value == "-inf" || value == "nan";
}

/// One dataset over `axes` from the same entry of one or several objects.
void add_entry(Table& table, const std::string& key, const std::string& name, const std::vector<Json>& entries,
               const std::vector<std::string>& axes) {
  const Json& first = entries.front();
  Dataset dataset{name, "1", about(key, name), axes, {}};
  if (first.is_boolean()) {
    std::vector<std::int64_t> values;
    for (const Json& entry : entries) values.push_back(entry.get<bool>() ? 1 : 0);
    dataset.values = values;
  } else if (is_number(first)) {
    std::vector<double> values;
    for (const Json& entry : entries) values.push_back(number_of(entry));
    dataset.values = values;
  } else {
    std::vector<std::string> values;
    for (const Json& entry : entries) values.push_back(entry.is_string() ? entry.get<std::string>() : "");
    dataset.values = values;
  }
  table.add(dataset);
}

void add_object(Table& table, const Json& object, const std::string& prefix);

void add_powers(Table& table, const Json& powers) {
  std::vector<double> q;
  for (const Json& entry : powers) q.push_back(entry["power"]);
  table.add_axis({"power", "1", "q of E J^q", q});
  for (const auto& [key, value] : powers.front().items()) {
    if (key == "power") continue;
    std::vector<Json> entries;
    for (const Json& entry : powers) entries.push_back(entry.contains(key) ? entry[key] : Json(nullptr));
    add_entry(table, key, "power_" + key, entries, {"case", "power"});
  }
}

void add_object(Table& table, const Json& object, const std::string& prefix) {
  for (const auto& [key, value] : object.items()) {
    const std::string name = prefix + key;
    if (name == "case") continue;
    if (value.is_object()) {
      add_object(table, value, name + "_");
    } else if (key == "powers") {
      add_powers(table, value);
    } else if (value.is_array()) {
      if (table.find_axis("coordinate") == nullptr) {
        std::vector<std::int64_t> coordinates(value.size());
        for (std::size_t i = 0; i < value.size(); ++i) coordinates[i] = static_cast<std::int64_t>(i) + 1;
        table.add_axis({"coordinate", "1", "coordinate of the state", coordinates});
      }
      add_entry(table, key, name, value, {"case", "coordinate"});
    } else {
      const std::string renamed = key == "error" ? prefix + "expected_cost_error" : name;
      add_entry(table, key, renamed, {value}, {"case"});
    }
  }
}

}  // namespace

Table law_table(const Json& report) {
  Table table("Law of a chain (27)");
  table.add_axis({"case", "1", "data law", std::vector<std::string>{report["case"].get<std::string>()}});
  add_object(table, report, "");
  return table;
}

}  // namespace plumbline
