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

/// The first n_vectors vectors of points; see hermite_sum.
HWY_INLINE void SumAt(const double* log_q, const double* d, const HermiteNode* nodes, std::size_t n_nodes, double* next) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  Vector q_here[n_vectors], d_here[n_vectors], sum[n_vectors];
  for (std::size_t u = 0; u < n_vectors; ++u) {
    q_here[u] = hn::LoadU(tag, log_q + u * lanes);
    d_here[u] = hn::LoadU(tag, d + u * lanes);
    sum[u] = hn::Zero(tag);
  }
  for (std::size_t j = 0; j < n_nodes; ++j) {
    const HermiteNode& node = nodes[j];
    const double* q_there = log_q + node.stencil.first;
    const double* d_there = d + node.stencil.first;
    Vector q_change[n_vectors], shift[n_vectors];
    for (std::size_t u = 0; u < n_vectors; ++u) {
      q_change[u] = hn::Zero(tag);
      shift[u] = d_here[u];
    }
    for (std::size_t k = 0; k < std::size_t{stencil_size}; ++k) {
      const Vector weight = hn::Set(tag, node.stencil.weights[k]);
      for (std::size_t u = 0; u < n_vectors; ++u) {
        q_change[u] = hn::MulAdd(weight, hn::Sub(hn::LoadU(tag, q_there + k + u * lanes), q_here[u]), q_change[u]);
        shift[u] = hn::MulAdd(weight, hn::Sub(hn::LoadU(tag, d_there + k + u * lanes), d_here[u]), shift[u]);
      }
    }
    for (std::size_t u = 0; u < n_vectors; ++u) {
      const Vector tilt = hn::MulAdd(hn::Set(tag, 0.5), shift[u], hn::Set(tag, node.x));
      const Vector power = hn::Exp(tag, hn::NegMulAdd(shift[u], tilt, q_change[u]));
      sum[u] = hn::MulAdd(hn::Set(tag, node.weight), power, sum[u]);
    }
  }
  for (std::size_t u = 0; u < n_vectors; ++u) hn::StoreU(hn::Add(q_here[u], hn::Log(tag, sum[u])), tag, next + u * lanes);
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

void hermite_sum(const double* log_q, const double* d, Eigen::Index n, std::span<const HermiteNode> nodes, double* next) {
  assert(n >= 16);
  HWY_DYNAMIC_DISPATCH(HermiteSum)(log_q, d, static_cast<std::size_t>(n), nodes.data(), nodes.size(), next);
}

}  // namespace plumbline
#endif
