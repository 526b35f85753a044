#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/plane/plane_smoothing.cpp"
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
#include "theory/plane/plane_smoothing.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<double>;
using Vector = hn::Vec<Tag>;

/// next_i = log sum_j weight_j exp f_i(node j), i < n, the stencils of the nodes counted in columns of f.
void SmoothColumn(const PlaneField& f, std::span<const HermiteNode> nodes, Eigen::Index middle, double* next) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  const auto n = static_cast<std::size_t>(f.rows());
  const double* reference = f.col(middle).data();
  for (std::size_t start = 0; start < n; start += lanes) {
    const std::size_t i = std::min(start, n - lanes);  // the last entries come with some before them, once more
    const Vector at_middle = hn::LoadU(tag, reference + i);
    Vector sum = hn::Zero(tag);
    for (const HermiteNode& node : nodes) {
      Vector value = hn::Neg(at_middle);
      for (std::size_t k = 0; k < std::size_t{stencil_size}; ++k) {
        const double* column = f.col(node.stencil.first + static_cast<Eigen::Index>(k)).data();
        value = hn::MulAdd(hn::Set(tag, node.stencil.weights[k]), hn::LoadU(tag, column + i), value);
      }
      sum = hn::MulAdd(hn::Set(tag, node.weight), hn::Exp(tag, value), sum);
    }
    hn::StoreU(hn::Add(at_middle, hn::Log(tag, sum)), tag, next + i);
  }
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(SmoothColumn);

namespace {

/// Where a direction of a grid begins, its spacing and its length.
struct Direction {
  double first, h;
  Eigen::Index n;
  double end() const { return first + static_cast<double>(n - 1) * h; }
};

/// Across the columns of f, which stand at the places of `from`.
PlaneField across(const Direction& from, const PlaneField& f, const Direction& to, const Smoothing& smoothing,
                  int n_threads) {
  const NormalRule& rule = normal_rule(smoothing.n_nodes);
  const double reach = rule.nodes.back() * smoothing.deviation;
  const double below = from.first - (smoothing.contraction * to.first - reach);
  const double above = smoothing.contraction * to.end() + reach - from.end();
  const auto beyond =
      static_cast<Eigen::Index>(std::ceil(std::max({0.0, below, above}) / from.h)) + Eigen::Index{stencil_size};
  const PlaneField wide = continued(f, beyond);
  const PlaneField lanes = wide.middleRows(beyond, f.rows());
  PlaneField result(f.rows(), to.n);
  on_threads(static_cast<int>(to.n), n_threads, [&](int j) {
    const double centre = smoothing.contraction * (to.first + static_cast<double>(j) * to.h);
    const auto place = [&](double y) { return (y - from.first) / from.h + static_cast<double>(beyond); };
    std::vector<HermiteNode> nodes;
    for (std::size_t k = 0; k < rule.nodes.size(); ++k) {
      nodes.push_back(
          {rule.nodes[k], rule.weights[k], stencil_at(place(centre + smoothing.deviation * rule.nodes[k]))});
    }
    const auto middle = static_cast<Eigen::Index>(std::lround(place(centre)));
    HWY_DYNAMIC_DISPATCH(SmoothColumn)(lanes, nodes, middle, result.col(j).data());
  });
  return result;
}

}  // namespace

PlaneField smoothed(const PlaneGrid& from, const PlaneField& log_f, const PlaneGrid& to, const Smoothing& smoothing,
                    int n_threads) {
  assert(log_f.rows() >= 16 && log_f.cols() >= 16);
  const PlaneField along_y =
      across({from.y_min, from.h, from.n_y}, log_f, {to.y_min, to.h, to.n_y}, smoothing, n_threads);
  return across({from.x_min, from.h, from.n_x}, along_y.transpose(), {to.x_min, to.h, to.n_x}, smoothing, n_threads)
      .transpose();
}

}  // namespace plumbline
#endif
