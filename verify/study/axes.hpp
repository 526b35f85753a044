#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "results/table/table.hpp"
#include "theory/cases/case.hpp"

namespace plumbline {

/// One axis of a study: its coordinates in the table, and how each is told in the name of a unit.
struct StudyAxis {
  Axis axis;
  std::vector<std::string> told;

  std::size_t size() const { return told.size(); }
};

/// The cases, told by their names.
StudyAxis case_axis(const std::vector<Case>& cases);

/// Numbers, told by a pattern of fmt: "w = {:.3g}".
template <class Number>
StudyAxis number_axis(const std::string& name, const std::string& about, const std::vector<Number>& values,
                      const std::string& pattern) {
  StudyAxis result{{name, "1", about, values}, {}};
  for (const Number value : values) result.told.push_back(fmt::format(fmt::runtime(pattern), value));
  return result;
}

/// The values of an enumeration, told by their names.
template <class Range>
StudyAxis named_axis(const std::string& axis_name, const std::string& about, const Range& values) {
  std::vector<std::string> names;
  for (const auto value : values) names.emplace_back(name(value));
  return {{axis_name, "1", about, names}, names};
}

/// The numbers 0 .. size - 1, for cells that no table shows as they are.
StudyAxis index_axis(const std::string& name, std::size_t size);

/// The axes that most studies share.
StudyAxis steps_axis(const std::vector<std::int64_t>& steps);
StudyAxis scale_axis(const std::vector<double>& scales);

/// A place in the product of some axes: an index on each. The last axis runs fastest.
class Place {
 public:
  Place(const std::vector<StudyAxis>& axes, std::size_t unit);

  /// The index on that axis; 0 on one that is not there.
  std::size_t operator[](std::string_view axis) const;
  /// The name of the unit: all coordinates, told.
  std::string told() const;

 private:
  const std::vector<StudyAxis>& axes_;
  std::vector<std::size_t> indices_;
};

/// How many places there are.
std::size_t product_of(const std::vector<StudyAxis>& axes);

}  // namespace plumbline
