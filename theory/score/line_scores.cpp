#include "theory/score/line_scores.hpp"

#include "theory/score/line_scores_impl.hpp"

namespace plumbline {

template class LineScores<double>;

}  // namespace plumbline
