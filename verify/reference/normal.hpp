#pragma once

#include "verify/reference/real.hpp"

namespace plumbline::reference {

/// N(mean, variance).
struct Normal {
  Fifty mean;
  Fifty variance;
};

/// Distances between two Gaussians on the line, all closed.
Fifty total_variation(const Normal& p, const Normal& q);
Fifty kl(const Normal& p, const Normal& q);
Fifty hellinger(const Normal& p, const Normal& q);
Fifty w1(const Normal& p, const Normal& q);
Fifty w2(const Normal& p, const Normal& q);

}  // namespace plumbline::reference
