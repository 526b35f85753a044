#pragma once

#include <string>

#include "results/table/table.hpp"

namespace plumbline {

/// The class in the style sheet of a verdict's colour: holds, violated, inconclusive; empty for any other text.
std::string verdict_class(const std::string& text);
/// A sign that says the same without colour.
std::string verdict_sign(const std::string& verdict_class);

/// Table `claims` at a glance, as HTML: the worst verdict of each claim on each case with the smallest margin behind
/// it, claims down and cases across. Empty if the table holds no verdicts.
std::string verdict_matrix(const Table& claims);

/// Table `mutants` at a glance: which claim catches which wrong sampler, and by how many allowances.
std::string mutant_matrix(const Table& mutants);

}  // namespace plumbline
