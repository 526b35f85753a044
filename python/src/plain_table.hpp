#pragma once

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "results/table/table.hpp"

namespace plumbline::python {

/// (name, unit, meaning, names of its axes or of itself, values) of an axis or a dataset.
using PlainColumn = std::tuple<std::string, std::string, std::string, std::vector<std::string>, Values>;
/// (group, title, axes, datasets): a table in types that Python has.
using PlainTable = std::tuple<std::string, std::string, std::vector<PlainColumn>, std::vector<PlainColumn>>;

PlainTable plain(const std::string& group, const Table& table);
/// The inverse. Throws InputError where the columns make no table.
std::pair<std::string, Table> table_of(const PlainTable& plain);

}  // namespace plumbline::python
