#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/simd/narrow.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <type_traits>

#include "sim/simd/kernels.hpp"
#include "sim/simd/narrow-inl.hpp"
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
    return TakeStepNarrow<shape, 1, 1, D>(dimension, table, request, z, y);
  });
}

#if HWY_TARGET <= HWY_AVX2
/// As many chains of multiply-adds are under way side by side: `group` components at each of chains / group vectors of
/// paths. With the next ones' exponents between them, four are as fast as eight, and need fewer registers.
constexpr int chains = 4;

/// The largest group of components that divides every range of the table.
template <class T>
int GroupOf(const ComponentTable<T>& table) {
  const std::size_t low_bits = table.common | table.own | table.mixed | table.size;  // that any of them has
  return low_bits % 4 == 0 ? 4 : low_bits % 2 == 0 ? 2 : 1;
}

template <class T>
std::int64_t TakeStepVectors(const ComponentTable<T>& table, const StepRequest<T>& request, const T* z, T* y) {
  using D = hn::ScalableTag<T>;
  const auto run = [&]<Shape shape, int dimension, int group>() {
    constexpr int most_vectors = 32 / static_cast<int>(hn::MaxLanes(D()));  // a tile is at most 32 paths
    return TakeStepNarrow<shape, std::min(chains / group, most_vectors), group, D>(KnownDimension<dimension>(), table,
                                                                                   request, z, y);
  };
  const auto run_groups = [&]<Shape shape, int dimension>() {
    // Floats, which no command uses, go one by one: every size of a group costs compile time.
    if constexpr (std::is_same_v<T, double>) {
      const int group = GroupOf(table);
      if (group == 4) return run.template operator()<shape, dimension, 4>();
      if (group == 2) return run.template operator()<shape, dimension, 2>();
    }
    return run.template operator()<shape, dimension, 1>();
  };
  return WithShape(table, [&]<Shape shape>() {
    // On the line there is no rotation: `full` does not occur.
    constexpr Shape on_the_line = shape == Shape::full ? Shape::diagonal : shape;
    return table.dimension == 1   ? run_groups.template operator()<on_the_line, 1>()
           : table.dimension == 2 ? run_groups.template operator()<shape, 2>()
                                  : run_groups.template operator()<shape, 3>();
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
