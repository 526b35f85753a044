#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "results/store/provenance.hpp"
#include "results/table/table.hpp"

namespace plumbline {

/// Rows of finished units of work by the names of the units, bit for bit.
using UnitRows = std::map<std::string, std::vector<double>>;

/// The group of the table below.
inline constexpr char kUnitRowsGroup[] = "finished_units";

/// The table `finished_units` [unit, field]; `identity` says what the rows depend on besides cases, seeds and commit.
Table unit_rows_table(const UnitRows& rows, const std::string& identity);
/// The inverse; nothing where `table` is of another shape.
std::optional<UnitRows> unit_rows_of(const Table& table);

/// `settings`, and where the commit does not say what was built, a mark of the program itself.
std::string identity_of(const std::string& settings, const Provenance& provenance);

/// Whether rows of both runs may stand in one table: the same cases, seeds and build.
bool same_inputs(const Provenance& a, const Provenance& b);

}  // namespace plumbline
