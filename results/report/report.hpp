#pragma once

#include <string>
#include <vector>

#include "results/store/file.hpp"

namespace plumbline {

/// One self-contained web page of one or more results files: verdicts, figures and the numbers behind them, provenance.
/// No scripts or styles from elsewhere; light and dark; from phone width up; prints. Below 3 MB: tables end after 1000
/// rows (and say so).
std::string report_html(const std::vector<Results>& files);

/// report_html of the files at `paths`, written to `out` in one step. OutputError if any fails; InputError if `out` is
/// one of `paths`, or another file than a report, which only `force` replaces (require_safe_output).
void write_report(const std::vector<std::string>& paths, const std::string& out, bool force = false);

}  // namespace plumbline
