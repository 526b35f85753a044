#pragma once

#include <map>
#include <string>
#include <vector>

#include "verify/reference/layers.hpp"

namespace plumbline::reference {

/// Adds tv, kl, kl_backward, hellinger, w1 and w2 from the limit (26), where its law is closed: unguided from the exact
/// start it is p at tend (F1), and at omega = -1 from the reweighted start it is p^J (O4). Crossings of densities and
/// of distribution functions are located; between them the integrands are analytic.
void add_distances(const Problem& problem, const std::vector<Layer>& laws, const std::vector<Long>& times, bool coarse,
                   std::map<std::string, Long>& numbers);

}  // namespace plumbline::reference
