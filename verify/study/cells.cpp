#include "verify/study/cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "results/table/monte_carlo.hpp"

namespace plumbline {
namespace {

constexpr double Moments::*parts_of_moments[] = {&Moments::mean, &Moments::m2,  &Moments::m3,
                                                 &Moments::m4,   &Moments::min, &Moments::max};

std::size_t width(StudyColumn::Kind kind) {
  return kind == StudyColumn::Kind::number ? 1 : kind == StudyColumn::Kind::value ? 2 : 2 + std::size(parts_of_moments);
}

Moments read_moments(const double* numbers) {
  Moments moments;
  moments.n = static_cast<std::int64_t>(numbers[0]);
  moments.not_finite = static_cast<std::int64_t>(numbers[1]);
  for (std::size_t i = 0; i < std::size(parts_of_moments); ++i) moments.*parts_of_moments[i] = numbers[2 + i];
  return moments;
}

}  // namespace

UnitCells& UnitCells::add(const std::string& column, const Value& value) {
  Row& numbers = numbers_[column];
  numbers.insert(numbers.end(), {value.value, value.error});
  return *this;
}

UnitCells& UnitCells::add(const std::string& column, double number) {
  numbers_[column].push_back(number);
  return *this;
}

UnitCells& UnitCells::add(const std::string& column, const Moments& moments) {
  Row& numbers = numbers_[column];
  // counts are exact below 2^53
  numbers.insert(numbers.end(), {static_cast<double>(moments.n), static_cast<double>(moments.not_finite)});
  for (const auto part : parts_of_moments) numbers.push_back(moments.*part);
  return *this;
}

RowLayout::RowLayout(std::vector<StudyAxis> outer, std::vector<StudyAxis> inner, std::vector<StudyColumn> columns)
    : outer_(std::move(outer)), inner_(std::move(inner)), columns_(std::move(columns)) {}

bool RowLayout::is_over(const StudyColumn& column, const StudyAxis& axis) const {
  return column.axes.empty() || std::find(column.axes.begin(), column.axes.end(), axis.axis.name) != column.axes.end();
}

std::size_t RowLayout::cells_in_unit(const StudyColumn& column) const {
  std::size_t n = 1;
  for (const StudyAxis& axis : inner_) n *= is_over(column, axis) ? axis.size() : 1;
  return n;
}

bool RowLayout::counts(const StudyColumn& column, std::size_t unit) const {
  const Place place(outer_, unit);
  return std::all_of(outer_.begin(), outer_.end(),
                     [&](const StudyAxis& axis) { return is_over(column, axis) || place[axis.axis.name] == 0; });
}

Row RowLayout::row(const UnitCells& cells) const {
  Row row;
  for (const StudyColumn& column : columns_) {
    const auto found = cells.numbers_.find(column.name);
    const std::size_t expected = cells_in_unit(column) * width(column.kind);
    if (found == cells.numbers_.end() || found->second.size() != expected) {
      throw std::logic_error(fmt::format("column {} of a study lacks cells", column.name));
    }
    row.insert(row.end(), found->second.begin(), found->second.end());
  }
  return row;
}

Columns RowLayout::columns(const std::vector<Row>& rows) const {
  Columns result;
  for (std::size_t unit = 0; unit < rows.size(); ++unit) {
    const double* next = rows[unit].data();
    for (const StudyColumn& column : columns_) {
      const bool kept = counts(column, unit);
      for (std::size_t i = 0; i < cells_in_unit(column); ++i, next += width(column.kind)) {
        if (!kept) continue;
        if (column.kind == StudyColumn::Kind::number) result.numbers_[column.name].push_back(*next);
        if (column.kind == StudyColumn::Kind::value) result.values_[column.name].push_back({next[0], next[1], ""});
        if (column.kind == StudyColumn::Kind::moments) result.moments_[column.name].push_back(read_moments(next));
      }
    }
  }
  return result;
}

void RowLayout::fill(Table& table, const Columns& columns) const {
  for (const StudyAxis& axis : outer_) table.add_axis(axis.axis);
  for (const StudyAxis& axis : inner_) {
    const bool is_shown = std::any_of(columns_.begin(), columns_.end(), [&](const StudyColumn& column) {
      return column.in_table && is_over(column, axis);
    });
    if (is_shown) table.add_axis(axis.axis);
  }
  for (const StudyColumn& column : columns_) {
    if (!column.in_table) continue;
    if (column.kind == StudyColumn::Kind::number) {
      table.add({column.name, column.unit, column.about, column.axes, columns.numbers(column.name)});
    } else if (column.kind == StudyColumn::Kind::value) {
      table.add_values(column.name, columns.values(column.name), column.about, column.unit, column.axes);
    } else {
      add_monte_carlo(table, {column.name, column.unit, column.about, column.axes, {}}, columns.moments(column.name));
    }
  }
}

}  // namespace plumbline
