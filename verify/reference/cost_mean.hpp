#pragma once

#include <optional>

#include "verify/reference/normal.hpp"
#include "verify/reference/problem.hpp"

namespace plumbline::reference {

/// E h_t(Y)^power, Y Gaussian and h_t any ratio of mixtures, by the trapezoidal rule in 50 digits; nothing where it is
/// infinite by the widest components.
std::optional<Fifty> cost_mean(const Problem& problem, const Normal& law, const Fifty& t, double power);

}  // namespace plumbline::reference
