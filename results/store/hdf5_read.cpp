#include <fmt/format.h>

#include <sstream>

#include "results/store/file.hpp"
#include "results/store/hdf5.hpp"
#include "results/store/output_error.hpp"

// Reading: nothing in the file is believed before it is checked.

namespace plumbline {
namespace {

using hdf5::Id;

class Reader {
 public:
  Reader(const std::string& bytes, const std::string& path) : path_(path), n_bytes_(bytes.size()) {
    const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    // The library copies the image and never changes it, though it asks for a pointer that would allow it to.
    if (H5Pset_fapl_core(access.get(), 1, false) >= 0 &&
        H5Pset_file_image(access.get(), const_cast<char*>(bytes.data()), bytes.size()) >= 0) {
      file_ = Id(H5Fopen("plumbline results", H5F_ACC_RDONLY, access.get()), H5Fclose);
    }
    if (!file_.valid()) refuse("is damaged or truncated HDF5", "copy it again or repeat the run");
  }

  Results read() {
    Results results;
    check_format();
    read_provenance(results.provenance);
    std::int64_t complete = 0;
    if (!hdf5::read_attribute(root(), "complete", complete)) missing("root attribute complete");
    results.complete = complete == 1;
    for (const std::string& name : words(root(), "tables", "the file")) {
      results.tables.emplace_back(name, read_table(name));
    }
    return results;
  }

 private:
  hid_t root() const { return file_.get(); }

  [[noreturn]] void refuse(const std::string& what, const std::string& mend) const {
    throw OutputError(what, path_, mend);
  }
  [[noreturn]] void missing(const std::string& what) const {
    refuse(what + " is missing or not of its kind", "repeat the run that wrote the file");
  }

  void check_format() const {
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
  }

  // A root attribute that lists names separated by spaces.
  std::vector<std::string> words(hid_t object, const char* name, const std::string& where) const {
    std::string line;
    if (!hdf5::read_attribute(object, name, line)) missing(fmt::format("attribute {} of {}", name, where));
    std::istringstream stream(line);
    std::vector<std::string> list;
    for (std::string word; stream >> word;) list.push_back(word);
    return list;
  }

  void read_provenance(Provenance& provenance) const {
    const auto text = [&](const char* name, std::string& into) {
      if (!hdf5::read_attribute(root(), name, into)) missing(std::string("root attribute ") + name);
    };
    text("command_line", provenance.command_line);
    text("git_commit", provenance.git_commit);
    text("compiler", provenance.compiler);
    text("flags", provenance.flags);
    text("cpu", provenance.cpu);
    std::int64_t dirty = 0;
    if (!hdf5::read_attribute(root(), "git_dirty", dirty)) missing("root attribute git_dirty");
    provenance.git_dirty = dirty != 0;
    hdf5::read_attribute(root(), "start", provenance.start);  // absent in reproducible files
    hdf5::read_attribute(root(), "end", provenance.end);
    hdf5::read_attribute(root(), "seeds", provenance.seeds);  // absent where nothing was random
    for (const std::string& name : words(root(), "cases", "the file")) {
      CaseText item{name, ""};
      text(("case:" + name).c_str(), item.text);
      provenance.cases.push_back(std::move(item));
    }
  }

  Table read_table(const std::string& name) const {
    const Id group(H5Gopen2(root(), name.c_str(), H5P_DEFAULT), H5Gclose);
    if (!is_identifier(name) || !group.valid()) missing("group " + name);
    std::string title, command;
    if (!hdf5::read_attribute(group.get(), "title", title)) missing("title of group " + name);
    if (!hdf5::read_attribute(group.get(), "command", command)) missing("command of group " + name);
    Table table(title, command);
    for (const std::string& axis_name : words(group.get(), "axes", name)) {
      const std::string where = name + "/" + axis_name;
      if (!is_identifier(axis_name) || table.find_axis(axis_name) != nullptr) missing("axis " + where);
      const Id dataset = open_dataset(group.get(), axis_name, where);
      const std::vector<hsize_t> extents = extents_of(dataset.get(), where);
      if (extents.size() != 1 || H5DSis_scale(dataset.get()) <= 0) {
        refuse(where + " is not a dimension scale", "repeat the run that wrote the file");
      }
      Axis axis{axis_name, "", "", read_column(dataset.get(), extents, where)};
      read_labels(dataset.get(), axis.units, axis.long_name, where);
      table.add_axis(std::move(axis));
    }
    const std::vector<std::string> names = words(group.get(), "datasets", name);
    if (!names.empty() && table.axes().empty()) missing("axes of group " + name);
    for (const std::string& dataset_name : names) table.add(read_dataset(group.get(), table, name, dataset_name));
    return table;
  }

  Dataset read_dataset(hid_t group, const Table& table, const std::string& group_name, const std::string& name) const {
    const std::string where = group_name + "/" + name;
    if (!is_identifier(name) || table.find(name) != nullptr || table.find_axis(name) != nullptr) {
      missing("dataset " + where);
    }
    const Id id = open_dataset(group, name, where);
    const std::vector<hsize_t> extents = extents_of(id.get(), where);
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
    dataset.values = read_column(id.get(), extents, where);
    read_labels(id.get(), dataset.units, dataset.long_name, where);
    return dataset;
  }

  Id open_dataset(hid_t group, const std::string& name, const std::string& where) const {
    Id dataset;
    if (H5Lexists(group, name.c_str(), H5P_DEFAULT) > 0) {
      dataset = Id(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose);
    }
    if (!dataset.valid()) missing("dataset " + where);
    return dataset;
  }

  std::vector<hsize_t> extents_of(hid_t dataset, const std::string& where) const {
    const Id space(H5Dget_space(dataset), H5Sclose);
    const int rank = space.valid() ? H5Sget_simple_extent_ndims(space.get()) : -1;
    if (rank < 0 || H5Sget_simple_extent_type(space.get()) == H5S_NULL) missing("shape of " + where);
    std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
    if (rank > 0) H5Sget_simple_extent_dims(space.get(), extents.data(), nullptr);
    return extents;
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

  void read_labels(hid_t dataset, std::string& units, std::string& long_name, const std::string& where) const {
    if (!hdf5::read_attribute(dataset, "units", units)) missing("units of " + where);
    if (!hdf5::read_attribute(dataset, "long_name", long_name)) missing("long_name of " + where);
  }

  Values read_column(hid_t dataset, const std::vector<hsize_t>& extents, const std::string& where) const {
    const Id type(H5Dget_type(dataset), H5Tclose);
    const std::size_t size = type.valid() ? H5Tget_size(type.get()) : 0;
    // Do not let a damaged shape ask for all memory: compressed data may be larger than the file, but not by this much.
    constexpr hsize_t expansion = 20;
    const hsize_t limit = expansion * n_bytes_;
    hsize_t n = 1;
    for (const hsize_t extent : extents) {
      if (extent == 0 || extent > limit / n) missing("shape of " + where);
      n *= extent;
    }
    if (size == 0 || size > limit / n) missing("type of " + where);
    switch (H5Tget_class(type.get())) {
      case H5T_FLOAT:
        return read_numbers<double>(dataset, H5T_NATIVE_DOUBLE, n, where);
      case H5T_INTEGER:
        return read_numbers<std::int64_t>(dataset, H5T_NATIVE_INT64, n, where);
      case H5T_STRING:
        return H5Tis_variable_str(type.get()) > 0 ? read_variable_strings(dataset, n, where)
                                                  : read_fixed_strings(dataset, type.get(), size, n, where);
      default:
        missing("type of " + where);
    }
  }

  template <class Number>
  std::vector<Number> read_numbers(hid_t dataset, hid_t type, hsize_t n, const std::string& where) const {
    std::vector<Number> values(n);
    if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) missing("data of " + where);
    return values;
  }

  std::vector<std::string> read_fixed_strings(hid_t dataset, hid_t type, std::size_t size, hsize_t n,
                                              const std::string& where) const {
    std::string padded(size * n, '\0');
    if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, padded.data()) < 0) missing("data of " + where);
    std::vector<std::string> values;
    for (hsize_t i = 0; i < n; ++i) {
      const std::string value = padded.substr(i * size, size);
      values.push_back(value.substr(0, value.find('\0')));
    }
    return values;
  }

  std::vector<std::string> read_variable_strings(hid_t dataset, hsize_t n, const std::string& where) const {
    const Id type = hdf5::variable_string_type();
    const Id space(H5Dget_space(dataset), H5Sclose);
    std::vector<char*> pointers(n, nullptr);
    const herr_t status = H5Dread(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data());
    std::vector<std::string> values;
    for (const char* pointer : pointers) values.emplace_back(pointer == nullptr ? "" : pointer);
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, pointers.data());
    if (status < 0) missing("data of " + where);
    return values;
  }

  std::string path_;
  std::size_t n_bytes_;
  Id file_;
};

}  // namespace

Results parse_hdf5_image(const std::string& bytes, const std::string& path) { return Reader(bytes, path).read(); }

}  // namespace plumbline
