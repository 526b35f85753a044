#include "theory/problem/transitions.hpp"

namespace plumbline {

Transitions make_transitions(const Chain& chain, const GuidedPair& pair) {
  return {make_steps<double>(chain, pair), chain.start, chain.grid.first(), chain.grid.last()};
}

}  // namespace plumbline
