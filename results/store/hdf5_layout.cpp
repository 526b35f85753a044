#include "results/store/hdf5_layout.hpp"

#include "results/store/file.hpp"

namespace plumbline::hdf5 {

Id without_times(hid_t property_class) {
  Id properties(require(H5Pcreate(property_class)), H5Pclose);
  require_ok(H5Pset_obj_track_times(properties.get(), false));
  return properties;
}

Id ordered_without_times(hid_t property_class) {
  Id properties = without_times(property_class);
  require_ok(H5Pset_link_creation_order(properties.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
  return properties;
}

void write_labels(hid_t dataset, const std::string& units, const std::string& long_name) {
  write_attribute(dataset, "units", units);
  write_attribute(dataset, "long_name", long_name);
}

std::string case_attribute(std::size_t i, const std::string& what) {
  return "case_" + std::to_string(i + 1) + "_" + what;
}

void write_head(hid_t file, const Provenance& provenance) {
  write_attribute(file, "format", "plumbline results");
  write_attribute(file, "format_version", kFormatVersion);
  write_attribute(file, "Conventions", "CF-1.8");
  write_attribute(file, "command_line", provenance.command_line);
  write_attribute(file, "n_cases", static_cast<std::int64_t>(provenance.cases.size()));
  for (std::size_t i = 0; i < provenance.cases.size(); ++i) {
    write_attribute(file, case_attribute(i, "name").c_str(), provenance.cases[i].name);
    write_attribute(file, case_attribute(i, "text").c_str(), provenance.cases[i].text);
  }
  write_attribute(file, "seeds", provenance.seeds);
  write_attribute(file, "git_commit", provenance.git_commit);
  write_attribute(file, "git_dirty", std::int64_t{provenance.git_dirty});
  write_attribute(file, "compiler", provenance.compiler);
  write_attribute(file, "flags", provenance.flags);
  write_attribute(file, "cpu", provenance.cpu);
  if (!provenance.start.empty()) write_attribute(file, "start", provenance.start);
  if (!provenance.end.empty()) write_attribute(file, "end", provenance.end);
}

void write_tail(hid_t file, const std::string& tables, bool complete) {
  write_attribute(file, "tables", tables);
  write_attribute(file, "complete", std::int64_t{complete});
  require_ok(H5Fflush(file, H5F_SCOPE_GLOBAL));
}

}  // namespace plumbline::hdf5
