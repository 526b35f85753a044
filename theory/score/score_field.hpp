#pragma once

#include <functional>

#include "theory/score/line_scores.hpp"

namespace plumbline {

/// What the one-dimensional engines need to know of a problem: its noised scores at any reverse time, on many points at
/// once. LineScores is one; any other cost on the line enters here with its own h_t.
using ScoreField = std::function<void(const double& t, const Column<double>& y, NoisedScores<double>& out)>;

}  // namespace plumbline
