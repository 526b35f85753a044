#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/plane/plane_hermite.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <span>
#include <vector>

#include "theory/base/on_threads.hpp"
#include "theory/law/gauss_hermite.hpp"
#include "theory/law/hermite_sum.hpp"
#include "theory/plane/plane_hermite.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<double>;
using Vector = hn::Vec<Tag>;

/// Vectors worked on in step, so that the chains of dependent operations of one do not wait for themselves.
constexpr std::size_t n_vectors = HWY_TARGET == HWY_SCALAR ? 1 : 2;

/// sum_i += weight exp( tilted - z d - reference_i ) at the node's distance along the row, for the first n_vectors
/// vectors of a row.
HWY_INLINE void AddNode(const double* tilted, const double* d, const double* reference, const HermiteNode& node,
                        double weight, double* sum) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  Vector at_node[n_vectors], d_at_node[n_vectors];
  for (std::size_t u = 0; u < n_vectors; ++u) {
    at_node[u] = hn::Neg(hn::LoadU(tag, reference + u * lanes));
    d_at_node[u] = hn::Zero(tag);
  }
  for (std::size_t k = 0; k < std::size_t{stencil_size}; ++k) {
    const Vector stencil = hn::Set(tag, node.stencil.weights[k]);
    const std::ptrdiff_t from = node.stencil.first + static_cast<std::ptrdiff_t>(k);
    for (std::size_t u = 0; u < n_vectors; ++u) {
      at_node[u] = hn::MulAdd(stencil, hn::LoadU(tag, tilted + from + u * lanes), at_node[u]);
      d_at_node[u] = hn::MulAdd(stencil, hn::LoadU(tag, d + from + u * lanes), d_at_node[u]);
    }
  }
  for (std::size_t u = 0; u < n_vectors; ++u) {
    const Vector power = hn::Exp(tag, hn::NegMulAdd(hn::Set(tag, node.x), d_at_node[u], at_node[u]));
    hn::StoreU(hn::MulAdd(hn::Set(tag, weight), power, hn::LoadU(tag, sum + u * lanes)), tag, sum + u * lanes);
  }
}

/// The rows of tilted - z d_y and of d_x at the distance of a node across the rows; n entries.
HWY_INLINE void RowsAtNode(const PlaneTransition& transition, Eigen::Index column, const HermiteNode& node,
                           double* tilted, double* d) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  const auto n = static_cast<std::size_t>(transition.tilted.rows());
  const Eigen::Index first = column + node.stencil.first;
  for (std::size_t start = 0; start < n; start += lanes) {
    const std::size_t i = std::min(start, n - lanes);  // the last entries come with some before them, once more
    Vector of_tilted = hn::Zero(tag);
    Vector of_d = hn::Zero(tag);
    for (std::size_t k = 0; k < std::size_t{stencil_size}; ++k) {
      const Eigen::Index row = first + static_cast<Eigen::Index>(k);
      const Vector stencil = hn::Set(tag, node.stencil.weights[k]);
      const Vector value = hn::NegMulAdd(hn::Set(tag, node.x), hn::LoadU(tag, transition.d_y.col(row).data() + i),
                                         hn::LoadU(tag, transition.tilted.col(row).data() + i));
      of_tilted = hn::MulAdd(stencil, value, of_tilted);
      of_d = hn::MulAdd(stencil, hn::LoadU(tag, transition.d_x.col(row).data() + i), of_d);
    }
    hn::StoreU(of_tilted, tag, tilted + i);
    hn::StoreU(of_d, tag, d + i);
  }
}

/// One row of the result; work: 4 rows of the padded length.
void HermiteRow(const PlaneTransition& transition, std::span<const HermiteNode> nodes, Eigen::Index row, double* next,
                double* work) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  const std::size_t width = n_vectors * lanes;
  const auto pad = static_cast<std::size_t>(transition.pad);
  const auto n_padded = static_cast<std::size_t>(transition.tilted.rows());
  const std::size_t n = n_padded - 2 * pad;
  double* tilted = work;
  double* d = work + n_padded;
  double* sum = work + 2 * n_padded;
  const double* reference = transition.tilted.col(row + transition.pad).data() + pad;
  std::fill(sum, sum + n + width, 0.0);
  for (const HermiteNode& across : nodes) {
    RowsAtNode(transition, row + transition.pad, across, tilted, d);
    const double* tilted_here = tilted + pad;
    const double* d_here = d + pad;
    for (std::size_t start = 0; start < n; start += width) {  // reads past the end of the row stay within its padding
      for (const HermiteNode& along : nodes) {
        AddNode(tilted_here + start, d_here + start, reference + start, along, across.weight * along.weight,
                sum + start);
      }
    }
  }
  for (std::size_t start = 0; start < n; start += lanes) {
    const std::size_t i = std::min(start, n - lanes);
    hn::StoreU(hn::Add(hn::LoadU(tag, reference + i), hn::Log(tag, hn::LoadU(tag, sum + i))), tag, next + i);
  }
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(HermiteRow);

namespace {
/// Room that a vector of any machine may read past a row's last point.
constexpr Eigen::Index overhang = 32;
constexpr Eigen::Index rows_at_once = 4;
}  // namespace

Eigen::Index hermite_padding(int n_nodes, double S_over_h) {
  const double outermost = normal_rule(n_nodes).nodes.back() * S_over_h;
  return static_cast<Eigen::Index>(std::ceil(outermost)) + stencil_size / 2 + 1;
}

void plane_hermite(const PlaneTransition& transition, int n_nodes, const PlaneRows& rows, int n_threads,
                   PlaneField& next) {
  const NormalRule& rule = normal_rule(n_nodes);
  std::vector<HermiteNode> nodes;
  for (std::size_t j = 0; j < rule.nodes.size(); ++j) {
    nodes.push_back({rule.nodes[j], rule.weights[j], stencil_at(rule.nodes[j] * transition.S_over_h)});
  }
  const Eigen::Index n_padded = transition.tilted.rows();
  const Eigen::Index n_rows = transition.tilted.cols() - 2 * transition.pad;
  assert(transition.pad >= hermite_padding(n_nodes, transition.S_over_h));
  assert(next.rows() == n_padded - 2 * transition.pad && next.cols() == n_rows && next.rows() >= overhang);
  const Eigen::Index n_wanted = (n_rows - rows.first + rows.stride - 1) / rows.stride;
  on_threads(static_cast<int>((n_wanted + rows_at_once - 1) / rows_at_once), n_threads, [&](int block) {
    std::vector<double> work(static_cast<std::size_t>(3 * n_padded + 2 * overhang));
    const Eigen::Index end = std::min(n_wanted, (block + 1) * rows_at_once);
    for (Eigen::Index k = block * rows_at_once; k < end; ++k) {
      const Eigen::Index row = rows.first + k * rows.stride;
      HWY_DYNAMIC_DISPATCH(HermiteRow)(transition, nodes, row, next.col(row).data(), work.data());
    }
  });
}

}  // namespace plumbline
#endif
