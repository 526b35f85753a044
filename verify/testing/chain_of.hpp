#pragma once

#include "theory/problem/chain.hpp"

namespace plumbline {

/// The chain of most tests: log-uniform from t0 to tend, exact start.
inline Chain chain_of(std::int64_t n_steps, double w, Scheme scheme, double t0, double tend = 1.0) {
  return {make_grid(Schedule::log_uniform, {n_steps}, {t0}, {tend}), scheme, Guidance{{w}}, Start::exact};
}

}  // namespace plumbline
