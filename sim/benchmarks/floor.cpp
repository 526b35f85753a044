#include "sim/benchmarks/floor.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/benchmarks/floor.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/simd/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {

void ExponentialsAlone(const double* in, double* out, std::size_t n) {
  using P = Pack<hwy::HWY_NAMESPACE::ScalableTag<double>, 4>;
  const std::size_t width = 4 * hwy::HWY_NAMESPACE::Lanes(P::Tag());
  for (std::size_t i = 0; i < n; i += width) Store(Exp2(Load<P>(in + i)), out + i);
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(ExponentialsAlone);

void exponentials_alone(const double* in, double* out, std::size_t n) {
  HWY_DYNAMIC_DISPATCH(ExponentialsAlone)(in, out, n);
}

}  // namespace plumbline
#endif
