#pragma once

#include <toml++/toml.h>

#include <string>

#include "theory/cases/case.hpp"

namespace plumbline {

/// The pair that the [guidance] table of a case file asks for:
///   kind = "classifier-free", class = 1
///   kind = "cost" or "reward", constant = 0.1 and any number of [[guidance.term]], each with one of
///       exp-linear = {coefficient = 1.0, a = [..]}
///       bump = {coefficient = 1.0, center = [..], width = 0.5}
///   kind = "cost" or "reward" on [points], table = "/values": one positive value a point, from the file of the points.
/// Throws InputError as parse_case does.
GuidedPair parse_guidance(const toml::table& root, const Mixture& mixture, const std::string& origin,
                          const PointsReader& read_points);

}  // namespace plumbline
