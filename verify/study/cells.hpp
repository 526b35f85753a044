#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "theory/base/moments.hpp"
#include "theory/base/value.hpp"
#include "verify/study/axes.hpp"
#include "verify/units/units.hpp"

namespace plumbline {

/// A column of a study: what every place yields under that name.
struct StudyColumn {
  enum class Kind { number, value, moments };

  std::string name;
  std::string about;
  Kind kind = Kind::value;
  std::vector<std::string> axes{};  ///< empty: all; else some, and the first place of every other counts
  std::string unit = "1";
  bool in_table = true;  ///< false: only what others are computed from
};

/// The cells of one unit by the names of their columns: one entry for each place on the inner axes, in order.
class UnitCells {
 public:
  UnitCells& add(const std::string& column, const Value& value);
  UnitCells& add(const std::string& column, double number);
  UnitCells& add(const std::string& column, const Moments& moments);

 private:
  friend class RowLayout;
  std::map<std::string, Row> numbers_;
};

/// The columns of all units, each over its axes in row-major order. A value has no `how` any more.
class Columns {
 public:
  const std::vector<Value>& values(const std::string& column) const { return values_.at(column); }
  const std::vector<double>& numbers(const std::string& column) const { return numbers_.at(column); }
  const std::vector<Moments>& moments(const std::string& column) const { return moments_.at(column); }

 private:
  friend class RowLayout;
  std::map<std::string, std::vector<Value>> values_;
  std::map<std::string, std::vector<double>> numbers_;
  std::map<std::string, std::vector<Moments>> moments_;
};

/// How the cells of a unit lie in its row: `outer` axes make the units, `inner` ones run within each.
class RowLayout {
 public:
  RowLayout(std::vector<StudyAxis> outer, std::vector<StudyAxis> inner, std::vector<StudyColumn> columns);

  /// Throws std::logic_error unless every column has its cells.
  Row row(const UnitCells& cells) const;
  Columns columns(const std::vector<Row>& rows) const;
  /// The columns that are in the table, the outer axes, and the inner ones that such a column runs over.
  void fill(Table& table, const Columns& columns) const;

  const std::vector<StudyAxis>& outer() const { return outer_; }

 private:
  bool is_over(const StudyColumn& column, const StudyAxis& axis) const;
  std::size_t cells_in_unit(const StudyColumn& column) const;
  bool counts(const StudyColumn& column, std::size_t unit) const;

  std::vector<StudyAxis> outer_;
  std::vector<StudyAxis> inner_;
  std::vector<StudyColumn> columns_;
};

/// The stretches of `length` of something that runs over axes the last of which has that size.
template <class T>
std::vector<std::span<const T>> lines(const std::vector<T>& all, std::size_t length) {
  std::vector<std::span<const T>> result;
  for (std::size_t first = 0; first < all.size(); first += length) result.emplace_back(&all[first], length);
  return result;
}

}  // namespace plumbline
