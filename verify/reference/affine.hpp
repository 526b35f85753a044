#pragma once

#include <map>
#include <optional>
#include <string>

#include "verify/reference/problem.hpp"

namespace plumbline::reference {

using Answers = std::map<std::string, Answer>;

/// Every field of `plumbline law` in 50 digits where all scores that act are affine: equal components in p, and either
/// equal components in p^J or no guidance. The law of the chain is then N(mean, variance) by a recursion, that of the
/// limit (26) by an integrating factor and one quadrature; distances are closed, costs and path KL one quadrature each.
/// Nothing where the scores are not affine. The doubt of each is what rounded times change.
std::optional<Answers> affine_answers(const Problem& problem);

}  // namespace plumbline::reference
