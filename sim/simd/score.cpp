#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/simd/score.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/simd/kernels.hpp"
#include "sim/simd/score-inl.hpp"
#include "sim/simd/wide.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// In one lane, for d <= 3: the twin of the vector kernels, and the form for machines without AVX2.
template <class T>
std::int64_t TakeStepOneLane(const ComponentTable<T>& table, const StepRequest<T>& request, const T* z, T* y) {
  using D = hn::CappedTag<T, 1>;
  return WithShape(table, [&]<Shape shape>() {
    const AnyDimensionTo3 dimension{static_cast<int>(table.dimension)};
    return TakeStepNarrow<shape, 1, 1>(D(), dimension, table, request, z, y);
  });
}

#if HWY_TARGET <= HWY_AVX2
/// Four chains of dependent operations side by side: of four components with AVX-512, whose 32 registers hold what they
/// share; of four vectors before, where one component at a time has to do. (On the line vectors always win.)
template <class T>
std::int64_t TakeStepVectors(const ComponentTable<T>& table, const StepRequest<T>& request, const T* z, T* y) {
  using D = hn::ScalableTag<T>;
  constexpr bool has_many_registers = HWY_TARGET <= HWY_AVX3;
  constexpr int n_most = has_many_registers && sizeof(T) == 4 ? 2 : 4;  // a tile is at most 32 paths
  constexpr int n_narrow = has_many_registers ? 1 : 4, group = has_many_registers ? 4 : 1;
  return WithShape(table, [&]<Shape shape>() {
    switch (table.dimension) {
      case 1:
        // On the line there is no rotation: `full` does not occur.
        if constexpr (shape == Shape::full) return std::int64_t{0};
        return TakeStepNarrow<shape, n_most, 1>(D(), KnownDimension<1>(), table, request, z, y);
      case 2:
        return TakeStepNarrow<shape, n_narrow, group>(D(), KnownDimension<2>(), table, request, z, y);
      default:
        return TakeStepNarrow<shape, n_narrow, group>(D(), KnownDimension<3>(), table, request, z, y);
    }
  });
}
#else
template <class T>
std::int64_t TakeStepVectors(const ComponentTable<T>& table, const StepRequest<T>& request, const T* z, T* y) {
  return TakeStepOneLane(table, request, z, y);
}
#endif

std::int64_t TakeStepDouble(const ComponentTable<double>& table, const StepRequest<double>& request, const double* z,
                            double* y) {
  return TakeStepVectors(table, request, z, y);
}
std::int64_t TakeStepFloat(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z,
                           float* y) {
  return TakeStepVectors(table, request, z, y);
}

// The scalar twins are the same for every target, so only the last one holds them.
#if HWY_TARGET == HWY_STATIC_TARGET
std::int64_t TakeStepDoubleTwin(const ComponentTable<double>& table, const StepRequest<double>& request,
                                const double* z, double* y) {
  return TakeStepOneLane(table, request, z, y);
}
std::int64_t TakeStepFloatTwin(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z,
                               float* y) {
  return TakeStepOneLane(table, request, z, y);
}
#endif

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(TakeStepDouble);
HWY_EXPORT(TakeStepFloat);

std::int64_t take_step(const ComponentTable<double>& table, const StepRequest<double>& request, const double* z,
                       double* y, Lanes lanes) {
  if (table.dimension > 3) return take_wide_step(table, request, z, y, lanes);
  return lanes == Lanes::widest ? HWY_DYNAMIC_DISPATCH(TakeStepDouble)(table, request, z, y)
                                : HWY_STATIC_DISPATCH(TakeStepDoubleTwin)(table, request, z, y);
}

std::int64_t take_step(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z, float* y,
                       Lanes lanes) {
  if (table.dimension > 3) return take_wide_step(table, request, z, y, lanes);
  return lanes == Lanes::widest ? HWY_DYNAMIC_DISPATCH(TakeStepFloat)(table, request, z, y)
                                : HWY_STATIC_DISPATCH(TakeStepFloatTwin)(table, request, z, y);
}

}  // namespace plumbline
#endif
