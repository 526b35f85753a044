#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/problem/scheme.hpp"

namespace plumbline {

// What several studies ask of their input; each throws InputError, before the work starts.

/// `what` is the noun: "paths".
void require_at_least(std::int64_t value, std::int64_t least, const std::string& what, const std::string& option);
/// Positive and finite.
void require_positive(double value, const std::string& what, const std::string& option);
void require_on_line(const std::vector<Case>& cases, const std::string& study);

/// Throws InputError for a rule whose limit depends on the grid, as that of churn: errors against a limit have no
/// meaning.
void require_limit(const Scheme& scheme, const std::string& study);

}  // namespace plumbline
