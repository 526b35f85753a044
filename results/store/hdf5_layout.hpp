#pragma once

#include <string>

#include "results/store/hdf5.hpp"
#include "results/store/provenance.hpp"

// What every results file has, whichever way its tables are written; the layout is that of results/README.md.

namespace plumbline::hdf5 {

/// Properties of a dataset, group or file without times: equal inputs must give equal bytes.
Id without_times(hid_t property_class);
/// The same for groups and files, whose links keep their order.
Id ordered_without_times(hid_t property_class);

void write_labels(hid_t dataset, const std::string& units, const std::string& long_name);

/// Name of the root attribute that holds the name or the text ("name", "text") of case number i = 0, 1, ...
std::string case_attribute(std::size_t i, const std::string& what);

/// Root attributes: format, version and provenance, to be written first; the names of the tables and whether they are
/// complete, to be written last.
void write_head(hid_t file, const Provenance& provenance);
void write_tail(hid_t file, const std::string& tables, bool complete);

/// The names of items, separated by spaces.
template <class Items>
std::string joined(const Items& items) {
  std::string line;
  for (const auto& item : items) line += (line.empty() ? "" : " ") + item.name;
  return line;
}

}  // namespace plumbline::hdf5
