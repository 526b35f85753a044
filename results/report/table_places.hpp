#pragma once

#include <map>
#include <string>
#include <vector>

#include "results/report/figure_family.hpp"
#include "results/table/table.hpp"

namespace plumbline {

/// Places along some axes of a table, by the name of the axis.
using Places = std::map<std::string, std::size_t>;

/// Integers as doubles; empty for strings.
std::vector<double> numeric(const Values& values);

/// A label along an axis: "unit-pair", "w = 1", "N = 32"; those that are words speak for themselves.
std::string label_at(const Axis& axis, std::size_t place);

/// The numbers of dataset `name` along `along` at `places`; a dataset that does not run along it, repeated. Empty if
/// the table lacks the dataset, it holds no numbers, or it runs along an axis that is not named. Null `along`: one
/// number.
std::vector<double> numbers_at(const Table& table, const std::string& name, const Places& places, const Axis* along);

/// The places along an axis that a figure shows: all, or as few as its `at_most` says, evenly chosen.
std::vector<std::size_t> places_shown(const Axis& axis, const Figure& figure);

/// One panel of a figure: where it stands along the axes that tell panels apart, and what it is called.
struct Panel {
  Places places;
  std::string label;
};

/// The dataset over whose axes a figure runs: its `y`, or where the table lacks it the first of `more` that is there.
/// Null if there is none.
const Dataset* basis_of(const Table& table, const Figure& figure);

/// The panels of a figure, from all axes of its basis but the last `n_inner` and that of the series.
std::vector<Panel> panels_of(const Table& table, const Figure& figure, std::size_t n_inner);

}  // namespace plumbline
