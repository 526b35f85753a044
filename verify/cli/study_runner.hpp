#pragma once

#include <functional>
#include <string>
#include <vector>

#include "theory/cases/case.hpp"
#include "verify/cli/commands.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// The study that the parsed options describe, on these cases.
using MakeStudy = std::function<Study(std::vector<Case> cases)>;

/// Adds a study with what all have: cases, the options of a run, and a journal from which a stopped run goes on. `make`
/// is called with its own options, which the caller adds, parsed.
CLI::App& add_study(CLI::App& studies, Action& action, const std::string& name, const std::string& about,
                    MakeStudy make);

/// The study that `plumbline study NAME CASE OPTIONS...` runs, on these cases: for who runs it by himself. Throws
/// InputError on words that the command refuses.
Study parse_study(const std::string& name, const std::vector<std::string>& options, std::vector<Case> cases);

}  // namespace plumbline
