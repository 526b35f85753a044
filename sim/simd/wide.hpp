#pragma once

#include <cstdint>

#include "sim/simd/kernels.hpp"

namespace plumbline {

/// take_step for d > 3.
std::int64_t take_wide_step(const ComponentTable<double>& table, const StepRequest<double>& request, const double* z,
                            double* y, Lanes lanes);
std::int64_t take_wide_step(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z,
                            float* y, Lanes lanes);

}  // namespace plumbline
