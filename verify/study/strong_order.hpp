#pragma once

#include <cstdint>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// Strong errors of (27) on shared Brownian paths against N: claim D3 as numbers.
struct StrongOrderStudy {
  std::vector<std::int64_t> steps{16, 32, 64, 128, 256, 512, 1024};  ///< each divides the next
  std::int64_t paths = 100000;
  GuidanceScale w{1.0};
  Time t0{1e-2};
  Seed seed{20260101};
};

/// The table `strong_order` over (case, scheme, steps): (E|Y_N - Y|^2)^(1/2) against a reference of twice the steps of
/// the finest grid and order 3/2, the error one standard error; over (case): the error of the reference itself, from
/// halving its steps; over (case, scheme): the fitted order, the half-width of an interval that misses it with
/// probability 1e-6 at most, and the range of the fit (NaN where no fit was possible). Uniform in log t, from the exact
/// start, any dimension; InputError for grids that do not nest. A unit is one case.
Study strong_order_study(std::vector<Case> cases, StrongOrderStudy parameters);

}  // namespace plumbline
