#pragma once

#include <functional>
#include <string>
#include <vector>

#include "theory/problem/guided_pair.hpp"
#include "theory/problem/mixture.hpp"

namespace plumbline {

/// A named problem: the data law and what guidance is to achieve on it, as read from a case file.
struct Case {
  std::string name;
  std::string about;
  std::string text;  ///< the TOML source, kept for provenance; a comment at its end tells what [points] were read
  Mixture mixture;
  GuidedPair pair;
  std::vector<std::string> files;  ///< what it was read from; none for a built-in case
};

/// Reads a numeric dataset of a file as a matrix, a vector as one column. The programs that can read such files inject
/// it. It may throw InputError.
using PointsReader = std::function<Eigen::MatrixXd(const std::string& file, const std::string& dataset)>;

/// Parses one case file. `origin` (a path or "built-in NAME") stands in every message; `reader` serves [points].
/// Throws InputError for malformed TOML, unknown or missing keys, and every value that a Mixture or GuidedPair refuses.
Case parse_case(const std::string& text, const std::string& origin, const PointsReader& reader = {});

/// The case with that name among the built-in ones, else the file at that path. Throws InputError if neither exists.
Case load_case(const std::string& name_or_path, const PointsReader& reader = {});

/// Names of the built-in cases, in the order in which `plumbline cases` lists them.
std::vector<std::string> built_in_case_names();

}  // namespace plumbline
