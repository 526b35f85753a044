#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "results/store/file.hpp"

namespace plumbline {

/// One difference between two results files.
struct Change {
  enum class Kind {
    value,    ///< a number moved by more than the stated errors allow
    unsure,   ///< a number without a stated error, or a text, is another
    law,      ///< a sample has another law
    inputs,   ///< a case of the same name has another text
    error,    ///< a stated error more than doubled: the new file knows less
    outcome,  ///< a verdict, or whether a mutant was caught
    missing,  ///< a table, dataset or row of the old file is not in the new one
    added,    ///< the other way round
  };
  Kind kind = Kind::value;
  std::string table = {};
  std::string row = {};      ///< labels along the axes
  std::string dataset = {};  ///< empty if the whole row or table is meant
  std::string old_text = {};
  std::string new_text = {};
  double n_errors = 0.0;    ///< |new - old| over the allowance, for Kind::value and Kind::law
  std::string detail = {};  ///< what was seen, where the kind alone does not say it
  bool regression = false;  ///< exit status 1
};

struct Comparison {
  std::size_t n_values = 0;    ///< values present in both files
  std::size_t n_left_out = 0;  ///< rows and tables of the old file that Scope::part allows to be absent
  std::vector<Change> changes;

  bool regression() const;
};

/// Probability that noise alone makes a regression: of all Monte Carlo means of two files together, and of all tests of
/// their samples.
inline constexpr double kComparisonFalseAlarm = 1e-6;

/// How much of the old file the new one has to hold.
enum class Scope {
  whole,  ///< whatever is missing is a regression
  part,   ///< rows and tables may be absent: a run of a few claims against the baseline of all
};

/// Row by row, rows matched by their labels (checks of claims by claim, case and what they compare), in any order.
///
/// A number with errors has changed if |new - old| > old error + new error. Monte Carlo means of different seeds are
/// held to z sqrt(e_old^2 + e_new^2) instead, with z such that all of them together raise a false alarm with
/// probability 1e-6 (normal law, Bonferroni). Infinite and missing values must stay so. Times (units "s") are not
/// compared, nor what follows from the rest (allowance and margin of a check). Regressions: a value that changed, a
/// worse outcome (HOLDS > INCONCLUSIVE > VIOLATED; caught > not caught), anything missing. Samples are held against
/// each other as samples (sample_changes()). A case whose text changed is named.
Comparison compare(const Results& old_results, const Results& new_results, Scope scope = Scope::whole);

/// Aligned lines of at most `width` columns, regressions in bold if `colour`; ends with a line that counts.
std::string comparison_text(const Comparison& comparison, bool colour, std::size_t width);
/// {"regression": ..., "values": n, "left_out": n, "changes": [...]}
std::string comparison_json(const Comparison& comparison);

}  // namespace plumbline
