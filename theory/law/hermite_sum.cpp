#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/law/hermite_sum.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>

#include <algorithm>
#include <cassert>

#include "theory/law/hermite_sum.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<double>;
using Vector = hn::Vec<Tag>;

/// Vectors worked on in step, so that the chains of dependent operations of one do not wait for themselves.
constexpr std::size_t n_vectors = HWY_TARGET == HWY_SCALAR ? 1 : 2;

/// log q and d at the points at hand.
struct Here {
  Vector log_q[n_vectors], d[n_vectors];
};

/// Adds the terms of n nodes that share their points: what is read from memory is read once for all of them.
template <std::size_t n>
HWY_INLINE void AddNodes(const double* log_q, const double* d, const HermiteNode* nodes, const Here& here,
                         Vector* sum) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  const std::ptrdiff_t first = nodes[0].stencil.first;
  Vector q_change[n][n_vectors], shift[n][n_vectors];
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t u = 0; u < n_vectors; ++u) {
      q_change[j][u] = hn::Zero(tag);
      shift[j][u] = here.d[u];
    }
  }
  for (std::size_t k = 0; k < std::size_t{stencil_size}; ++k) {
    for (std::size_t u = 0; u < n_vectors; ++u) {
      const Vector dq = hn::Sub(hn::LoadU(tag, log_q + first + k + u * lanes), here.log_q[u]);
      const Vector dd = hn::Sub(hn::LoadU(tag, d + first + k + u * lanes), here.d[u]);
      for (std::size_t j = 0; j < n; ++j) {
        const Vector weight = hn::Set(tag, nodes[j].stencil.weights[k]);
        q_change[j][u] = hn::MulAdd(weight, dq, q_change[j][u]);
        shift[j][u] = hn::MulAdd(weight, dd, shift[j][u]);
      }
    }
  }
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t u = 0; u < n_vectors; ++u) {
      const Vector tilt = hn::MulAdd(hn::Set(tag, 0.5), shift[j][u], hn::Set(tag, nodes[j].x));
      const Vector power = hn::Exp(tag, hn::NegMulAdd(shift[j][u], tilt, q_change[j][u]));
      sum[u] = hn::MulAdd(hn::Set(tag, nodes[j].weight), power, sum[u]);
    }
  }
}

/// The first n_vectors vectors of points; see hermite_sum.
HWY_INLINE void SumAt(const double* log_q, const double* d, const HermiteNode* nodes, std::size_t n_nodes,
                      double* next) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  Here here;
  Vector sum[n_vectors];
  for (std::size_t u = 0; u < n_vectors; ++u) {
    here.log_q[u] = hn::LoadU(tag, log_q + u * lanes);
    here.d[u] = hn::LoadU(tag, d + u * lanes);
    sum[u] = hn::Zero(tag);
  }
  for (std::size_t j = 0; j < n_nodes;) {
    if (j + 1 < n_nodes && nodes[j].stencil.first == nodes[j + 1].stencil.first) {
      AddNodes<2>(log_q, d, nodes + j, here, sum);
      j += 2;
    } else {
      AddNodes<1>(log_q, d, nodes + j, here, sum);
      j += 1;
    }
  }
  for (std::size_t u = 0; u < n_vectors; ++u) {
    hn::StoreU(hn::Add(here.log_q[u], hn::Log(tag, sum[u])), tag, next + u * lanes);
  }
}

void HermiteSum(const double* log_q, const double* d, std::size_t n, const HermiteNode* nodes, std::size_t n_nodes,
                double* next) {
  const std::size_t width = n_vectors * hn::Lanes(Tag());
  for (std::size_t i = 0; i < n; i += width) {
    const std::size_t first = std::min(i, n - width);  // the last points come with some before them, once more
    SumAt(log_q + first, d + first, nodes, n_nodes, next + first);
  }
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(HermiteSum);

void hermite_sum(const double* log_q, const double* d, Eigen::Index n, std::span<const HermiteNode> nodes,
                 double* next) {
  assert(n >= 16);
  HWY_DYNAMIC_DISPATCH(HermiteSum)(log_q, d, static_cast<std::size_t>(n), nodes.data(), nodes.size(), next);
}

}  // namespace plumbline
#endif
