#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/simd/math_test.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/simd/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// out = f(in), n values, a multiple of the pack.
template <class T, class F>
void Apply(const T* in, T* out, std::size_t n, F f) {
  using P = Pack<hn::ScalableTag<T>, 2>;
  for (std::size_t i = 0; i < n; i += 2 * hn::Lanes(hn::ScalableTag<T>())) Store(f(Load<P>(in + i)), out + i);
}

template <class T>
void Elementary(int function, const T* in, T* out, std::size_t n) {
  using P = Pack<hn::ScalableTag<T>, 2>;
  const auto turn = [](const P& u, bool want_sine) HWY_ATTR {
    P sine, cosine;
    SinCosTurn(u, sine, cosine);
    return want_sine ? sine : cosine;
  };
  if (function == 0) Apply(in, out, n, [](const P& x) HWY_ATTR { return Exp2(x); });
  if (function == 1) Apply(in, out, n, [](const P& x) HWY_ATTR { return Log(x); });
  if (function == 2) Apply(in, out, n, [turn](const P& x) HWY_ATTR { return turn(x, true); });
  if (function == 3) Apply(in, out, n, [turn](const P& x) HWY_ATTR { return turn(x, false); });
}

void ElementaryDouble(int function, const double* in, double* out, std::size_t n) { Elementary(function, in, out, n); }
void ElementaryFloat(int function, const float* in, float* out, std::size_t n) { Elementary(function, in, out, n); }

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "verify/testing/catch.hpp"

namespace plumbline {

HWY_EXPORT(ElementaryDouble);
HWY_EXPORT(ElementaryFloat);

namespace {

void elementary(int function, const double* in, double* out, std::size_t n) {
  HWY_DYNAMIC_DISPATCH(ElementaryDouble)(function, in, out, n);
}
void elementary(int function, const float* in, float* out, std::size_t n) {
  HWY_DYNAMIC_DISPATCH(ElementaryFloat)(function, in, out, n);
}

long double exact(int function, long double x) {
  constexpr long double two_pi = 6.283185307179586476925286766559L;
  switch (function) {
    case 0:
      return exp2l(x);
    case 1:
      return logl(x);
    case 2:
      return sinl(two_pi * x);
    default:
      return cosl(two_pi * x);
  }
}

/// The largest error over random points of [low, high], in units of the last place of the exact value but not below
/// that of `floor` in magnitude.
template <class T>
double max_ulp(int function, double low, double high, double floor) {
  constexpr std::size_t n = 1 << 18;
  std::mt19937_64 random(42);
  std::vector<T> in(n), out(n);
  for (T& x : in) x = static_cast<T>(low + (high - low) * (static_cast<double>(random() >> 11) * 0x1p-53));
  in[0] = static_cast<T>(low);
  in[1] = static_cast<T>(high);
  elementary(function, in.data(), out.data(), n);
  double worst = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const long double want = exact(function, static_cast<long double>(in[i]));
    const auto magnitude = static_cast<T>(std::max(std::abs(want), static_cast<long double>(floor)));
    const long double ulp =
        std::ldexp(static_cast<long double>(std::numeric_limits<T>::epsilon()), std::ilogb(magnitude));
    worst = std::max(worst, static_cast<double>(std::abs(static_cast<long double>(out[i]) - want) / ulp));
  }
  return worst;
}

}  // namespace

TEST_CASE("elementary functions keep the errors that they state", "[exact]") {
  // function, range, where the unit of the last place stops shrinking, bound for double and for float
  struct Row {
    const char* name;
    int function;
    double low, high, floor, double_ulp, float_ulp;
  };
  const Row rows[] = {
      {"Exp2", 0, -120.0, 120.0, 0.0, 1.0, 1.0},  {"Exp2 near 0", 0, -1.0, 1.0, 0.0, 1.0, 1.0},
      {"Log", 1, 1e-6, 1.0, 0.0, 1.0, 1.0},       {"Log near 1", 1, 0.7, 1.5, 0.0, 1.0, 1.0},
      {"sin 2 pi u", 2, 0.0, 1.0, 0.5, 1.5, 1.5}, {"cos 2 pi u", 3, 0.0, 1.0, 0.5, 1.5, 1.5},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(max_ulp<double>(row.function, row.low, row.high, row.floor) < row.double_ulp);
    CHECK(max_ulp<float>(row.function, row.low, row.high, row.floor) < row.float_ulp);
  }
}

TEST_CASE("Exp2 stops at the lowest normal power and is exact at integers", "[exact]") {
  std::vector<double> in(64, -1e9), out(64);
  for (int i = 1; i < 64; ++i) in[static_cast<std::size_t>(i)] = -i;
  elementary(0, in.data(), out.data(), 64);
  CHECK(out[0] == 0x1p-1021);
  for (int i = 1; i < 64; ++i) CHECK(out[static_cast<std::size_t>(i)] == std::ldexp(1.0, -i));
}

}  // namespace plumbline
#endif
