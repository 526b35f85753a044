#pragma once

#include <optional>

#include "theory/law/limit_law.hpp"

namespace plumbline {

/// The law of the limit where it is one of the two mixtures themselves, whatever the noise share: p_tend unguided from
/// p_t0 (F1), p^J_tend at omega = -1 from p^J_t0 (O4). Nothing elsewhere. On two grids that hold the law and its
/// cost-weighted means; exact on either.
bool limit_is_closed(const GuidedPair& pair, const LimitSpec& spec);
std::optional<LimitLaw> closed_limit_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options = {});

}  // namespace plumbline
