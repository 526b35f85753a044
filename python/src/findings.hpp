#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "python/src/plain_table.hpp"
#include "verify/claim/claim.hpp"

namespace plumbline::python {

/// Findings as Python meets them: (verdict of all, the text that the command prints, the table that it stores).
using ToldFindings = std::tuple<std::string, std::string, PlainTable>;

ToldFindings told(const std::vector<Finding>& findings, bool details);

}  // namespace plumbline::python
