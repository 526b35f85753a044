#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "results/table/table.hpp"
#include "theory/cases/case.hpp"
#include "theory/integrability/first_finite_steps.hpp"
#include "verify/output/json_value.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {

/// What `plumbline law` is asked for.
struct LawRequest {
  ChainFamily family;
  Chain chain;                 ///< the member of the family
  std::vector<double> powers;  ///< E J^q for these q besides E J
  std::vector<double> times;   ///< where densities are wanted; empty: at the last time of the chain
  bool densities = false;
};

struct LawReport {
  Json numbers;
  std::optional<Table> densities;         ///< if they were asked for
  const char* density_group = "density";  ///< or "plane_density"
};

/// The exact law of the chain (27), the law of its limit (26) and the tilted law, against one another.
///
/// On the line, and in R^d by reduction to a line (theory/README.md, section 9); in the plane, and in R^d by reduction
/// to a plane. Every value has `KEY_error` beside it; one that is infinite is the string "inf", one that is not known
/// is null, and then `KEY_why` says why. Throws InputError for problems of more directions.
LawReport law_report(const Case& problem, const LawRequest& request, ProgressMode progress);

/// Lines "key  value(error)" for people.
std::string law_report_text(const Json& report);

/// The table `law` [case], [case, power] and [case, coordinate]: every entry of the report. Names of nested entries are
/// joined with "_", numbers are doubles (inf where infinite, NaN where null), truth values 1 or 0.
Table law_table(const Json& report);

/// Sets KEY, KEY_error; or, without a value, KEY to null and KEY_why.
void set_unknown(Json& report, const std::string& key, const std::string& why);

/// The parts of the report that differ between the line and the plane; used by law_report() only.
LawReport line_report(const Case& problem, const LawRequest& request, ProgressMode progress);
LawReport plane_report(const Case& problem, const LawRequest& request, ProgressMode progress);

}  // namespace plumbline
