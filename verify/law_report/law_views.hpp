#pragma once

#include <string>

#include "results/table/table.hpp"
#include "verify/law_report/law_fields.hpp"
#include "verify/output/json_value.hpp"

namespace plumbline {

/// The report as JSON. Every value has `KEY_error` beside it (plain `error` beside an `expected_cost` that is nested);
/// one that is infinite is the string "inf", one that is not known is null, and then `KEY_why` says why.
Json law_json(const LawReport& report);

/// Lines "key  value(error)" for people.
std::string law_text(const LawReport& report);

/// The table `law` [case], [case, power] and [case, coordinate]: every entry of the report. Names of nested entries are
/// joined with "_", numbers are doubles (inf where infinite, NaN where not known), truth values 1 or 0.
Table law_table(const LawReport& report);

}  // namespace plumbline
