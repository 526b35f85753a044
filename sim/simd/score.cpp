#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/simd/score.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>

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
/// `vectors` of paths times `components` are worked on side by side, so that the chains of their exponentials overlap.
struct Together {
  int vectors, components;
};

/// What is fastest at K = 2 to 16 (measured with g++ 12 and clang 14): as much as the registers hold, of which AVX-512
/// has 32; g++ makes do with fewer.
template <class D>
constexpr Together FastestTogether(Shape shape, int dimension) {
  constexpr int most_vectors = 32 / static_cast<int>(hn::MaxLanes(D()));  // a tile is at most 32 paths
  if (HWY_TARGET > HWY_AVX3) return dimension == 1 ? Together{4, 1} : Together{2, 2};
  constexpr int more = HWY_COMPILER_CLANG ? 2 : 1;
  return dimension == 1 || shape == Shape::full ? Together{std::min(4, most_vectors), more} : Together{2, 2 * more};
}

template <class T>
std::int64_t TakeStepVectors(const ComponentTable<T>& table, const StepRequest<T>& request, const T* z, T* y) {
  const auto run = [&]<Shape shape, int dimension>() {
    using D = hn::ScalableTag<T>;
    constexpr Together together = FastestTogether<D>(shape, dimension);
    return TakeStepNarrow<shape, together.vectors, together.components>(D(), KnownDimension<dimension>(), table,
                                                                        request, z, y);
  };
  return WithShape(table, [&]<Shape shape>() {
    // On the line there is no rotation: `full` does not occur.
    constexpr Shape on_the_line = shape == Shape::full ? Shape::diagonal : shape;
    return table.dimension == 1   ? run.template operator()<on_the_line, 1>()
           : table.dimension == 2 ? run.template operator()<shape, 2>()
                                  : run.template operator()<shape, 3>();
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
