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

/// Calls run.template operator()<shape, dim>() for what the table says; dim = 0 stands for every dimension above 3, and
/// on the line every shape is isotropic.
template <class T, class Run>
HWY_INLINE auto WithShape(const ComponentTable<T>& table, const Run& run) {
  const auto with_dimension = [&]<Shape shape>() {
    switch (table.dimension) {
      case 1:
        return run.template operator()<Shape::isotropic, 1>();
      case 2:
        return run.template operator()<shape, 2>();
      case 3:
        return run.template operator()<shape, 3>();
      default:
        return run.template operator()<shape, 0>();
    }
  };
  switch (table.shape) {
    case Shape::isotropic:
      return with_dimension.template operator()<Shape::isotropic>();
    case Shape::diagonal:
      return with_dimension.template operator()<Shape::diagonal>();
    default:
      return with_dimension.template operator()<Shape::full>();
  }
}

/// n_narrow vectors in step where states fit into registers, n_wide elsewhere.
template <int n_narrow, int n_wide, class D, class T = hn::TFromD<D>>
std::int64_t TakeStep(D d, const ComponentTable<T>& table, const StepRequest<T>& request, const T* z, T* y) {
  return WithShape(table, [&]<Shape shape, int dim>() {
    if constexpr (dim > 0) {
      return TakeStepFixed<shape, dim, n_narrow>(d, table, request, z, y);
    } else {
      return TakeStepWide<shape, n_wide>(d, table, request, z, y);
    }
  });
}

/// Once a path, so the wide form serves every dimension.
template <int n, class D, class T = hn::TFromD<D>>
void LogRatio(D d, const ComponentTable<T>& table, std::int64_t n_paths, std::int64_t stride, const T* y, T* out) {
  WithShape(table, [&]<Shape shape, int dim>() { LogRatioWide<shape, n>(d, table, n_paths, stride, y, out); });
}

/// How many vectors work in step; one where vectors have one lane anyway.
constexpr int Packed(int n) { return HWY_TARGET == HWY_SCALAR ? 1 : n; }

std::int64_t TakeStepDouble(const ComponentTable<double>& table, const StepRequest<double>& request, const double* z,
                            double* y) {
  return TakeStep<Packed(2), Packed(4)>(hn::ScalableTag<double>(), table, request, z, y);
}
std::int64_t TakeStepFloat(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z,
                           float* y) {
  return TakeStep<Packed(2), Packed(2)>(hn::ScalableTag<float>(), table, request, z, y);
}
void LogRatioDouble(const ComponentTable<double>& table, std::int64_t n_paths, std::int64_t stride, const double* y,
                    double* out) {
  LogRatio<1>(hn::ScalableTag<double>(), table, n_paths, stride, y, out);
}

// The scalar twins are the same for every target, so only the last one holds them.
#if HWY_TARGET == HWY_STATIC_TARGET
std::int64_t TakeStepDoubleTwin(const ComponentTable<double>& table, const StepRequest<double>& request,
                                const double* z, double* y) {
  return TakeStep<1, 1>(hn::CappedTag<double, 1>(), table, request, z, y);
}
std::int64_t TakeStepFloatTwin(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z,
                               float* y) {
  return TakeStep<1, 1>(hn::CappedTag<float, 1>(), table, request, z, y);
}
void LogRatioDoubleTwin(const ComponentTable<double>& table, std::int64_t n_paths, std::int64_t stride, const double* y,
                        double* out) {
  LogRatio<1>(hn::CappedTag<double, 1>(), table, n_paths, stride, y, out);
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
