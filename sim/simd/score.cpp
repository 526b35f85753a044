#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/simd/score.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/simd/kernels.hpp"
#include "sim/simd/score-inl.hpp"
#include "sim/simd/wide-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Calls run.template operator()<shape>() for the shape of the table.
template <class T, class Run>
HWY_INLINE auto WithShape(const ComponentTable<T>& table, const Run& run) {
  switch (table.shape) {
    case Shape::shared:
      return run.template operator()<Shape::shared>();
    case Shape::diagonal:
      return run.template operator()<Shape::diagonal>();
    default:
      return run.template operator()<Shape::full>();
  }
}

/// In one lane, for every dimension: the twin of the vector kernels, and the form for machines without AVX2.
template <class T>
std::int64_t TakeStepOneLane(const ComponentTable<T>& table, const StepRequest<T>& request, const T* z, T* y) {
  using D = hn::CappedTag<T, 1>;
  return WithShape(table, [&]<Shape shape>() {
    if (table.dimension > 3) return TakeStepWide<shape, 1>(D(), table, request, z, y);
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
  constexpr int n_wide = has_many_registers ? n_most : sizeof(T) == 8 ? 2 : 1;
  return WithShape(table, [&]<Shape shape>() {
    switch (table.dimension) {
      case 1:
        // On the line there is no rotation: `full` does not occur.
        if constexpr (shape == Shape::full) return std::int64_t{0};
        return TakeStepNarrow<shape, n_most, 1>(D(), KnownDimension<1>(), table, request, z, y);
      case 2:
        return TakeStepNarrow<shape, n_narrow, group>(D(), KnownDimension<2>(), table, request, z, y);
      case 3:
        return TakeStepNarrow<shape, n_narrow, group>(D(), KnownDimension<3>(), table, request, z, y);
      default:
        return TakeStepWide<shape, n_wide>(D(), table, request, z, y);
    }
  });
}
#else
template <class T>
std::int64_t TakeStepVectors(const ComponentTable<T>& table, const StepRequest<T>& request, const T* z, T* y) {
  return TakeStepOneLane(table, request, z, y);
}
#endif

template <class D>
void LogRatio(D d, const ComponentTable<double>& table, std::int64_t n_paths, std::int64_t stride, const double* y,
              double* out) {
  WithShape(table, [&]<Shape shape>() { LogRatioWide<shape, 1>(d, table, n_paths, stride, y, out); });
}

std::int64_t TakeStepDouble(const ComponentTable<double>& table, const StepRequest<double>& request, const double* z,
                            double* y) {
  return TakeStepVectors(table, request, z, y);
}
std::int64_t TakeStepFloat(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z,
                           float* y) {
  return TakeStepVectors(table, request, z, y);
}
void LogRatioDouble(const ComponentTable<double>& table, std::int64_t n_paths, std::int64_t stride, const double* y,
                    double* out) {
  LogRatio(hn::ScalableTag<double>(), table, n_paths, stride, y, out);
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
void LogRatioDoubleTwin(const ComponentTable<double>& table, std::int64_t n_paths, std::int64_t stride, const double* y,
                        double* out) {
  LogRatio(hn::CappedTag<double, 1>(), table, n_paths, stride, y, out);
}
#endif

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(TakeStepDouble);
HWY_EXPORT(TakeStepFloat);
HWY_EXPORT(LogRatioDouble);

std::int64_t take_step(const ComponentTable<double>& table, const StepRequest<double>& request, const double* z,
                       double* y, Lanes lanes) {
  return lanes == Lanes::widest ? HWY_DYNAMIC_DISPATCH(TakeStepDouble)(table, request, z, y)
                                : HWY_STATIC_DISPATCH(TakeStepDoubleTwin)(table, request, z, y);
}

std::int64_t take_step(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z, float* y,
                       Lanes lanes) {
  return lanes == Lanes::widest ? HWY_DYNAMIC_DISPATCH(TakeStepFloat)(table, request, z, y)
                                : HWY_STATIC_DISPATCH(TakeStepFloatTwin)(table, request, z, y);
}

void log_ratio(const ComponentTable<double>& table, std::int64_t n_paths, std::int64_t stride, const double* y,
               double* ratio, Lanes lanes) {
  if (lanes == Lanes::widest) {
    HWY_DYNAMIC_DISPATCH(LogRatioDouble)(table, n_paths, stride, y, ratio);
  } else {
    HWY_STATIC_DISPATCH(LogRatioDoubleTwin)(table, n_paths, stride, y, ratio);
  }
}

}  // namespace plumbline
#endif
