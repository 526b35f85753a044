#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/plane/plane_mixture.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <vector>

#include "theory/plane/plane_mixture.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<double>;
using Vector = hn::Vec<Tag>;

/// Vectors worked on in step, so that the chains of dependent operations of one do not wait for themselves.
constexpr std::size_t n_vectors = HWY_TARGET == HWY_SCALAR ? 1 : 2;
/// exp of less is 0 beside 1, with room for a weight.
constexpr double vanishing = -690.0;

struct Sums {
  Vector total[n_vectors], x[n_vectors], y[n_vectors];
  Vector second[n_vectors];  ///< of |gradient|^2 - tr precision, for the Laplacian
};

HWY_INLINE void Clear(Sums& sums) {
  for (std::size_t u = 0; u < n_vectors; ++u) {
    sums.total[u] = sums.x[u] = sums.y[u] = sums.second[u] = hn::Zero(Tag());
  }
}

/// One term's gradient of its exponent, and the trace of its precision.
struct Slope {
  Vector x, y;
  double trace;
};

template <bool with_laplacian>
HWY_INLINE void Add(Sums& sums, std::size_t u, Vector share, const Slope& slope) {
  sums.total[u] = hn::Add(sums.total[u], share);
  sums.x[u] = hn::MulAdd(share, slope.x, sums.x[u]);
  sums.y[u] = hn::MulAdd(share, slope.y, sums.y[u]);
  if constexpr (with_laplacian) {
    const Vector squares = hn::MulAdd(slope.x, slope.x, hn::Mul(slope.y, slope.y));
    sums.second[u] = hn::MulAdd(share, hn::Sub(squares, hn::Set(Tag(), slope.trace)), sums.second[u]);
  }
}

template <bool with_laplacian>
HWY_INLINE void Store(const Sums& sums, const Vector* largest, double* log_sum, double* x, double* y,
                      double* laplacian) {
  const Tag tag;
  for (std::size_t u = 0; u < n_vectors; ++u) {
    const std::size_t i = u * hn::Lanes(tag);
    hn::StoreU(hn::Add(largest[u], hn::Log(tag, sums.total[u])), tag, log_sum + i);
    const Vector slope_x = hn::Div(sums.x[u], sums.total[u]);
    const Vector slope_y = hn::Div(sums.y[u], sums.total[u]);
    hn::StoreU(slope_x, tag, x + i);
    hn::StoreU(slope_y, tag, y + i);
    if constexpr (with_laplacian) {
      const Vector squares = hn::MulAdd(slope_x, slope_x, hn::Mul(slope_y, slope_y));
      hn::StoreU(hn::Sub(hn::Div(sums.second[u], sums.total[u]), squares), tag, laplacian + i);
    }
  }
}

/// n_vectors vectors of points, and the terms there.
struct At {
  const PlaneTerm* terms;
  std::size_t n_terms;
  Vector x[n_vectors], y[n_vectors];
};

/// By law, base or reweighted: the largest exponent plus log weight of all terms.
struct Largest {
  Vector of[2][n_vectors];

  /// Whether the two laws are too far from one another for one exponential to serve both.
  HWY_INLINE bool far_apart() const {
    const Tag tag;
    bool far = false;
    for (std::size_t u = 0; u < n_vectors; ++u) {
      const Vector gap = hn::Abs(hn::Sub(of[0][u], of[1][u]));
      far = far || !hn::AllTrue(tag, hn::Lt(gap, hn::Set(tag, 200.0)));
    }
    return far;
  }
};

/// The precision of a term times a difference.
HWY_INLINE void TimesPrecision(const PlaneTerm& term, Vector dx, Vector dy, Vector& px, Vector& py) {
  const Tag tag;
  px = hn::MulAdd(hn::Set(tag, term.p_xx), dx, hn::Mul(hn::Set(tag, term.p_xy), dy));
  py = hn::MulAdd(hn::Set(tag, term.p_xy), dx, hn::Mul(hn::Set(tag, term.p_yy), dy));
}

/// -|.|^2 / 2 of every term into exponents, a vector a term and vector of points.
HWY_INLINE Largest FormExponents(const At& at, double* exponents) {
  const Tag tag;
  Largest largest;
  for (std::size_t u = 0; u < n_vectors; ++u) {
    largest.of[0][u] = largest.of[1][u] = hn::Set(tag, -std::numeric_limits<double>::infinity());
  }
  for (std::size_t k = 0; k < at.n_terms; ++k) {
    const PlaneTerm& term = at.terms[k];
    for (std::size_t u = 0; u < n_vectors; ++u) {
      const Vector dx = hn::Sub(at.x[u], hn::Set(tag, term.mean_x));
      const Vector dy = hn::Sub(at.y[u], hn::Set(tag, term.mean_y));
      Vector px, py;
      TimesPrecision(term, dx, dy, px, py);
      const Vector e = hn::Mul(hn::Set(tag, -0.5), hn::MulAdd(dx, px, hn::Mul(dy, py)));
      hn::StoreU(e, tag, exponents + (k * n_vectors + u) * hn::Lanes(tag));
      largest.of[0][u] = hn::Max(largest.of[0][u], hn::Add(e, hn::Set(tag, term.log_base)));
      largest.of[1][u] = hn::Max(largest.of[1][u], hn::Add(e, hn::Set(tag, term.log_reweighted)));
    }
  }
  return largest;
}

/// Adds every term to the sums of the laws that it is in, each relative to its largest term, or both to that of the
/// base:
///   exp(e + log b - largest_b) = exp(e + log a - largest_a) b / a exp(largest_a - largest_b),
/// so that one exponential serves both.
template <bool with_laplacian>
HWY_INLINE void AddTerms(const At& at, const double* exponents, const Largest& largest, bool far_apart,
                         Sums (&sums)[2]) {
  const Tag tag;
  const Vector least = hn::Set(tag, vanishing);
  for (std::size_t k = 0; k < at.n_terms; ++k) {
    const PlaneTerm& term = at.terms[k];
    const bool in_base = term.log_base > -std::numeric_limits<double>::infinity();
    const bool in_reweighted = term.log_reweighted > -std::numeric_limits<double>::infinity();
    for (std::size_t u = 0; u < n_vectors; ++u) {
      const Vector e = hn::LoadU(tag, exponents + (k * n_vectors + u) * hn::Lanes(tag));
      const Vector dx = hn::Sub(hn::Set(tag, term.mean_x), at.x[u]);
      const Vector dy = hn::Sub(hn::Set(tag, term.mean_y), at.y[u]);
      Slope slope;
      TimesPrecision(term, dx, dy, slope.x, slope.y);
      slope.trace = term.p_xx + term.p_yy;
      const auto share = [&](double log_weight, int which) HWY_ATTR {
        const Vector power = hn::Sub(hn::Add(e, hn::Set(tag, log_weight)), largest.of[which][u]);
        return hn::IfThenElseZero(hn::Gt(power, least), hn::Exp(tag, hn::Max(power, least)));
      };
      if (in_base && in_reweighted && !far_apart) {
        const Vector both = share(term.log_base, 0);
        Add<with_laplacian>(sums[0], u, both, slope);
        Add<with_laplacian>(sums[1], u, hn::Mul(both, hn::Set(tag, term.ratio)), slope);
        continue;
      }
      if (in_base) Add<with_laplacian>(sums[0], u, share(term.log_base, 0), slope);
      if (in_reweighted) Add<with_laplacian>(sums[1], u, share(term.log_reweighted, far_apart ? 1 : 0), slope);
    }
  }
}

/// The first n_vectors vectors of points; exponents: room for one vector a term and vector.
template <bool with_laplacian>
HWY_INLINE void SumsAt(const PlaneTerm* terms, std::size_t n_terms, const double* x, const double* y, double* exponents,
                       const PlaneMixtureSums& out) {
  const Tag tag;
  At at;
  at.terms = terms;
  at.n_terms = n_terms;
  for (std::size_t u = 0; u < n_vectors; ++u) {
    at.x[u] = hn::LoadU(tag, x + u * hn::Lanes(tag));
    at.y[u] = hn::LoadU(tag, y + u * hn::Lanes(tag));
  }
  const Largest largest = FormExponents(at, exponents);
  const bool far_apart = largest.far_apart();
  Sums sums[2];
  for (Sums& of_law : sums) Clear(of_law);
  AddTerms<with_laplacian>(at, exponents, largest, far_apart, sums);
  Store<with_laplacian>(sums[0], largest.of[0], out.log_base, out.base_x, out.base_y, out.base_laplacian);
  Store<with_laplacian>(sums[1], largest.of[far_apart ? 1 : 0], out.log_reweighted, out.reweighted_x, out.reweighted_y,
                        out.reweighted_laplacian);
}

void MixtureSums(const PlaneTerm* terms, std::size_t n_terms, const double* x, const double* y, std::size_t n,
                 const PlaneMixtureSums& out) {
  const std::size_t width = n_vectors * hn::Lanes(Tag());
  std::vector<double> exponents(n_terms * width);
  for (std::size_t start = 0; start < n; start += width) {
    const std::size_t i = std::min(start, n - width);  // the last points come with some before them, once more
    const auto sums_at = out.base_laplacian == nullptr ? SumsAt<false> : SumsAt<true>;
    sums_at(terms, n_terms, x + i, y + i, exponents.data(), out.from(i));
  }
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(MixtureSums);

void plane_mixture(std::span<const PlaneTerm> terms, const double* x, const double* y, std::size_t n,
                   const PlaneMixtureSums& out) {
  assert(n >= 16);
  HWY_DYNAMIC_DISPATCH(MixtureSums)(terms.data(), terms.size(), x, y, n, out);
}

}  // namespace plumbline
#endif
