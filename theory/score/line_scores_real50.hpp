#pragma once

#include "theory/score/line_scores.hpp"
#include "theory/score/real50.hpp"

namespace plumbline {

extern template class LineScores<Real50>;

}  // namespace plumbline
