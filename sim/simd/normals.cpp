#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/simd/normals.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/simd/kernels.hpp"
#include "sim/simd/normals-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void FillNormalsWidest(const NormalsRequest& request, double* z) {
  FillNormals<HWY_TARGET == HWY_SCALAR ? 1 : 4>(hn::ScalableTag<double>(), request, z);
}
void FillNormalsOneLane(const NormalsRequest& request, double* z) {
  FillNormals<1>(hn::CappedTag<double, 1>(), request, z);
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(FillNormalsWidest);
HWY_EXPORT(FillNormalsOneLane);

void fill_normals(const NormalsRequest& request, double* z, Lanes lanes) {
  if (lanes == Lanes::widest) {
    HWY_DYNAMIC_DISPATCH(FillNormalsWidest)(request, z);
  } else {
    HWY_DYNAMIC_DISPATCH(FillNormalsOneLane)(request, z);
  }
}

}  // namespace plumbline
#endif
