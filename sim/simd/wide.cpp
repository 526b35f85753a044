#include "sim/simd/wide.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/simd/wide.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/simd/wide-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <int n, class D, class T = hn::TFromD<D>>
std::int64_t TakeWideStep(D d, const ComponentTable<T>& table, const StepRequest<T>& request, const T* z, T* y) {
  return WithShape(table, [&]<Shape shape>() { return TakeStepWide<shape, n>(d, table, request, z, y); });
}

template <class D>
void LogRatio(D d, const ComponentTable<double>& table, const PathStates& states, double* ratio) {
  WithShape(table, [&]<Shape shape>() { LogRatioWide<shape, 1>(d, table, states, ratio); });
}

// Tiles of 32 paths with AVX-512, of 8 before: as many as the registers take.
std::int64_t TakeWideStepDouble(const ComponentTable<double>& table, const StepRequest<double>& request,
                                const double* z, double* y) {
  return TakeWideStep < HWY_TARGET <= HWY_AVX3 ? 4
         : HWY_TARGET <= HWY_AVX2              ? 2
                                               : 1 > (hn::ScalableTag<double>(), table, request, z, y);
}
std::int64_t TakeWideStepFloat(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z,
                               float* y) {
  return TakeWideStep < HWY_TARGET <= HWY_AVX3 ? 2 : 1 > (hn::ScalableTag<float>(), table, request, z, y);
}
void LogRatioDouble(const ComponentTable<double>& table, const PathStates& states, double* ratio) {
  LogRatio(hn::ScalableTag<double>(), table, states, ratio);
}

// The scalar twins are the same for every target, so only the last one holds them.
#if HWY_TARGET == HWY_STATIC_TARGET
std::int64_t TakeWideStepDoubleTwin(const ComponentTable<double>& table, const StepRequest<double>& request,
                                    const double* z, double* y) {
  return TakeWideStep<1>(hn::CappedTag<double, 1>(), table, request, z, y);
}
std::int64_t TakeWideStepFloatTwin(const ComponentTable<float>& table, const StepRequest<float>& request,
                                   const float* z, float* y) {
  return TakeWideStep<1>(hn::CappedTag<float, 1>(), table, request, z, y);
}
void LogRatioDoubleTwin(const ComponentTable<double>& table, const PathStates& states, double* ratio) {
  LogRatio(hn::CappedTag<double, 1>(), table, states, ratio);
}
#endif

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(TakeWideStepDouble);
HWY_EXPORT(TakeWideStepFloat);
HWY_EXPORT(LogRatioDouble);

std::int64_t take_wide_step(const ComponentTable<double>& table, const StepRequest<double>& request, const double* z,
                            double* y, Lanes lanes) {
  return lanes == Lanes::widest ? HWY_DYNAMIC_DISPATCH(TakeWideStepDouble)(table, request, z, y)
                                : HWY_STATIC_DISPATCH(TakeWideStepDoubleTwin)(table, request, z, y);
}

std::int64_t take_wide_step(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z,
                            float* y, Lanes lanes) {
  return lanes == Lanes::widest ? HWY_DYNAMIC_DISPATCH(TakeWideStepFloat)(table, request, z, y)
                                : HWY_STATIC_DISPATCH(TakeWideStepFloatTwin)(table, request, z, y);
}

void log_ratio(const ComponentTable<double>& table, const PathStates& states, double* ratio, Lanes lanes) {
  if (lanes == Lanes::widest) {
    HWY_DYNAMIC_DISPATCH(LogRatioDouble)(table, states, ratio);
  } else {
    HWY_STATIC_DISPATCH(LogRatioDoubleTwin)(table, states, ratio);
  }
}

}  // namespace plumbline
#endif
