#pragma once

#include <string>

#include "results/store/file.hpp"

namespace plumbline {

/// All of a results file as one JSON object (ShowFormat::json).
std::string show_json(const Results& results);

}  // namespace plumbline
