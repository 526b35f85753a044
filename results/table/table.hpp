#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "theory/base/value.hpp"

namespace plumbline {

/// The values along an axis or in a dataset: real numbers, integers or strings.
using Values = std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>>;

std::size_t values_size(const Values& column);

/// A named dimension with its coordinates: a dimension scale of HDF5, a coordinate variable of netCDF.
/// `units` is "1" for pure numbers and labels.
struct Axis {
  std::string name;
  std::string units = "1";
  std::string long_name;
  Values values;
};

/// Numbers or strings over some axes of a table, in row-major order: the last of `axes` runs fastest.
/// NaN stands for "no value here", +infinity for a value that is infinite.
struct Dataset {
  std::string name;
  std::string units = "1";
  std::string long_name;
  std::vector<std::string> axes;  ///< names of axes of the table, slowest first; empty means all, in the table's order
  Values values;
};

/// Datasets over named axes: one group of a results file. results/README.md lists the tables that plumbline writes.
///
/// Conventions: `X_error` is the error of `X`; `X_n`, `X_sum`, `X_m2` (`X_m3`, `X_m4`) are the Monte Carlo moments
/// behind `X` (results/monte_carlo.hpp). Names are letters, digits and underscores, not starting with a digit, unique
/// in the table. Building a table wrongly is a programming error and throws std::logic_error.
class Table {
 public:
  Table() = default;
  /// `title` heads the printed table; `command` is the command line that makes this table anew (may be empty).
  explicit Table(std::string title, std::string command = "");

  Table& add_axis(Axis axis);
  /// Adds a dataset; its number of values must be the product of the sizes of its axes.
  Table& add(Dataset dataset);
  /// Adds `name` and `name_error` from values with errors.
  Table& add_values(const std::string& name, const std::vector<Value>& values, const std::string& long_name,
                    const std::string& units = "1", const std::vector<std::string>& axes = {});

  /// Removes the dataset of that name, if there is one.
  void remove(const std::string& name);

  void set_command(std::string command) { command_ = std::move(command); }

  const std::string& title() const { return title_; }
  const std::string& command() const { return command_; }
  const std::vector<Axis>& axes() const { return axes_; }
  const std::vector<Dataset>& datasets() const { return datasets_; }

  /// Null if there is none of that name.
  const Axis* find_axis(const std::string& name) const;
  const Dataset* find(const std::string& name) const;
  Dataset* find(const std::string& name);
  /// The numbers of a dataset of doubles; throws std::logic_error if there is none of that name and type.
  const std::vector<double>& doubles(const std::string& name) const;
  /// Sizes of the axes of `dataset`, slowest first.
  std::vector<std::size_t> shape(const Dataset& dataset) const;

 private:
  void check_new_name(const std::string& name) const;

  std::string title_;
  std::string command_;
  std::vector<Axis> axes_;
  std::vector<Dataset> datasets_;
};

/// Whether `name` may name an axis, a dataset or a group.
bool is_identifier(const std::string& name);

}  // namespace plumbline
