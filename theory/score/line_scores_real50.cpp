#include "theory/score/line_scores_real50.hpp"

#include "theory/score/line_scores_impl.hpp"

namespace plumbline {

template class LineScores<Real50>;

}  // namespace plumbline
