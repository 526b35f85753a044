#include <fmt/format.h>

#include <new>
#include <set>
#include <sstream>

#include "results/store/file.hpp"
#include "results/store/hdf5_column.hpp"
#include "results/store/hdf5_layout.hpp"
#include "results/store/output_error.hpp"
#include "results/store/own_dataset.hpp"
#include "results/store/regular_file.hpp"

// Reading: nothing in the file is believed before it is checked.

namespace plumbline {
namespace {

using hdf5::Id;
using hdf5::missing;

// Lists of more than this are not ours; each table and each column takes the library a millisecond.
constexpr std::size_t kMostCases = 100'000;
constexpr std::size_t kMostNames = 4'000;  // of the whole file

class Reader {
 public:
  Reader(const RegularFile& file, const std::string& path)
      : path_(path), file_(hdf5::open_for_reading(file.name())), columns_(file.size()) {
    if (!file_.valid()) refuse("is damaged or truncated HDF5", "copy it again or repeat the run");
  }

  Results read() {
    Results results;
    const std::int64_t version = format_version();
    read_provenance(results.provenance);
    results.provenance.cases = version == 1 ? cases_of_version_1() : cases();
    std::int64_t complete = 0;
    if (!hdf5::read_attribute(root(), "complete", complete)) missing("root attribute complete");
    results.complete = complete == 1;
    for (const std::string& name : names(root(), "tables", "the file")) {
      results.tables.emplace_back(name, read_table(name));
    }
    return results;
  }

 private:
  hid_t root() const { return file_.get(); }

  [[noreturn]] void refuse(const std::string& what, const std::string& mend) const {
    throw OutputError(what, path_, mend);
  }

  std::int64_t format_version() const {
    std::string format;
    if (!hdf5::read_attribute(root(), "format", format) || format != "plumbline results") {
      refuse("is HDF5 but not a plumbline results file", "name a file that plumbline wrote with --out");
    }
    std::int64_t version = 0;
    if (!hdf5::read_attribute(root(), "format_version", version) || version < 1) missing("format_version");
    if (version > kFormatVersion) {
      refuse(fmt::format("has format version {}, this plumbline reads up to {}", version, kFormatVersion),
             "read it with a newer plumbline");
    }
    return version;
  }

  // An attribute that lists names separated by spaces, each of them once.
  std::vector<std::string> names(hid_t object, const char* name, const std::string& where) {
    std::string line;
    const std::string what = fmt::format("attribute {} of {}", name, where);
    if (!hdf5::read_attribute(object, name, line)) missing(what);
    std::istringstream stream(line);
    std::vector<std::string> list;
    std::set<std::string> seen;
    for (std::string word; stream >> word;) {
      if (++n_names_ > kMostNames) refuse(fmt::format("holds more than {} tables and columns", kMostNames), "split it");
      if (!seen.insert(word).second) missing(what);
      list.push_back(word);
    }
    return list;
  }

  std::string text(const std::string& name) const {
    std::string text;
    if (!hdf5::read_attribute(root(), name.c_str(), text)) missing("root attribute " + name);
    return text;
  }

  void read_provenance(Provenance& provenance) const {
    provenance.command_line = text("command_line");
    provenance.git_commit = text("git_commit");
    provenance.compiler = text("compiler");
    provenance.flags = text("flags");
    provenance.cpu = text("cpu");
    std::int64_t dirty = 0;
    if (!hdf5::read_attribute(root(), "git_dirty", dirty)) missing("root attribute git_dirty");
    provenance.git_dirty = dirty != 0;
    hdf5::read_attribute(root(), "start", provenance.start);  // absent in reproducible files
    hdf5::read_attribute(root(), "end", provenance.end);
    hdf5::read_attribute(root(), "seeds", provenance.seeds);  // absent where nothing was random
  }

  std::vector<CaseText> cases() const {
    std::int64_t n = -1;
    hdf5::read_attribute(root(), "n_cases", n);
    if (n < 0 || n > static_cast<std::int64_t>(kMostCases)) missing("root attribute n_cases");
    std::vector<CaseText> cases;
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
      cases.push_back({text(hdf5::case_attribute(i, "name")), text(hdf5::case_attribute(i, "text"))});
    }
    return cases;
  }

  // Version 1 had the names in one line, and each text under its name.
  std::vector<CaseText> cases_of_version_1() {
    std::vector<CaseText> cases;
    for (const std::string& name : names(root(), "cases", "the file")) cases.push_back({name, text("case:" + name)});
    return cases;
  }

  Table read_table(const std::string& name) {
    const Id group = hdf5::open_group(root(), name, name);
    std::string title, command;
    if (!hdf5::read_attribute(group.get(), "title", title)) missing("title of group " + name);
    if (!hdf5::read_attribute(group.get(), "command", command)) missing("command of group " + name);
    Table table(title, command);
    for (const std::string& axis : names(group.get(), "axes", name)) {
      table.add_axis(read_axis(group.get(), axis, name + "/" + axis));
    }
    const std::vector<std::string> datasets = names(group.get(), "datasets", name);
    if (!datasets.empty() && table.axes().empty()) missing("axes of group " + name);
    for (const std::string& dataset : datasets) {
      if (table.find_axis(dataset) != nullptr) missing("dataset " + name + "/" + dataset);
      table.add(read_dataset(group.get(), table, dataset, name + "/" + dataset));
    }
    return table;
  }

  Axis read_axis(hid_t group, const std::string& name, const std::string& where) {
    const Id dataset = hdf5::open_dataset(group, name, where);
    const std::vector<hsize_t> extents = hdf5::extents_of(dataset.get(), where);
    if (extents.size() != 1 || H5DSis_scale(dataset.get()) <= 0) {
      refuse(where + " is not a dimension scale", "repeat the run that wrote the file");
    }
    Axis axis{name, "", "", columns_.read(dataset.get(), extents, where)};
    read_labels(dataset.get(), axis.units, axis.long_name, where);
    return axis;
  }

  Dataset read_dataset(hid_t group, const Table& table, const std::string& name, const std::string& where) {
    const Id id = hdf5::open_dataset(group, name, where);
    const std::vector<hsize_t> extents = hdf5::extents_of(id.get(), where);
    Dataset dataset{name, "", "", {}, {}};
    for (unsigned dimension = 0; dimension < extents.size(); ++dimension) {
      const std::string axis_name = scale_of(id.get(), dimension);
      const Axis* axis = table.find_axis(axis_name);
      if (axis == nullptr || values_size(axis->values) != extents[dimension]) {
        refuse(fmt::format("dimension {} of {} does not fit an axis of its table", dimension, where),
               "repeat the run that wrote the file");
      }
      dataset.axes.push_back(axis_name);
    }
    if (dataset.axes.empty()) missing("dimensions of " + where);
    dataset.values = columns_.read(id.get(), extents, where);
    read_labels(id.get(), dataset.units, dataset.long_name, where);
    return dataset;
  }

  // Last component of the name of the scale that is attached to a dimension; empty if there is none.
  static std::string scale_of(hid_t dataset, unsigned dimension) {
    std::string name;
    const auto visit = [](hid_t, unsigned, hid_t scale, void* data) -> herr_t {
      const ssize_t length = H5Iget_name(scale, nullptr, 0);
      if (length <= 0) return 1;
      std::string path(static_cast<std::size_t>(length) + 1, '\0');
      H5Iget_name(scale, path.data(), path.size());
      path.pop_back();
      *static_cast<std::string*>(data) = path.substr(path.rfind('/') + 1);
      return 1;
    };
    if (H5DSget_num_scales(dataset, dimension) > 0) H5DSiterate_scales(dataset, dimension, nullptr, visit, &name);
    return name;
  }

  static void read_labels(hid_t dataset, std::string& units, std::string& long_name, const std::string& where) {
    if (!hdf5::read_attribute(dataset, "units", units)) missing("units of " + where);
    if (!hdf5::read_attribute(dataset, "long_name", long_name)) missing("long_name of " + where);
  }

  std::string path_;
  std::size_t n_names_ = 0;
  Id file_;
  hdf5::ColumnReader columns_;
};

}  // namespace

Results parse_hdf5(const RegularFile& file, const std::string& path) {
  const auto out_of_memory = [&] {
    return OutputError("needs more memory to read than there is", path, "read it where there is more");
  };
  try {
    return Reader(file, path).read();
  } catch (const hdf5::Missing& failure) {
    throw OutputError(failure.what + " is missing or not of its kind", path, "repeat the run that wrote the file");
  } catch (const hdf5::OutOfMemory&) {
    throw out_of_memory();
  } catch (const std::bad_alloc&) {
    throw out_of_memory();
  }
}

}  // namespace plumbline
