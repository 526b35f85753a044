#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/problem/node_sums.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>

#include <cassert>
#include <cmath>

#include "theory/problem/node_sums.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<double, 8>;
using Vector = hn::Vec<Tag>;

/// Calls add(i, k, w) with the weights w of the nodes k, k + 1, .. about every place i, vector by vector, and
/// done(i, their sum).
template <class Add, class Done>
HWY_INLINE void AtPlaces(const NodeWeights& weights, const Eigen::ArrayXd& x, const Add& add, const Done& done) {
  const Tag d;
  const auto lanes = static_cast<Eigen::Index>(hn::Lanes(d));
  const Eigen::Index n_nodes = 2 * weights.n_side + 1;
  const Vector from_middle = hn::Iota(d, -static_cast<double>(weights.n_side));
  const Vector n_lanes = hn::Set(d, static_cast<double>(lanes));
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const Vector place = hn::Set(d, x[i]);
    const Vector nearest = hn::Round(place);
    const Vector z = hn::Mul(hn::Sub(place, nearest), hn::Set(d, weights.spacing * weights.spacing));
    const Eigen::Index first = static_cast<Eigen::Index>(hn::GetLane(nearest)) - weights.n_side;
    Vector power = hn::Exp(d, hn::Mul(from_middle, z));
    const Vector stride = hn::Exp(d, hn::Mul(n_lanes, z));
    Vector total = hn::Zero(d);
    for (Eigen::Index j = 0; j < n_nodes; j += lanes) {
      const Vector weight = hn::Mul(power, hn::LoadU(d, weights.of_nodes.data() + j));
      total = hn::Add(total, weight);
      add(i, first + j, weight);
      power = hn::Mul(power, stride);
    }
    done(i, hn::GetLane(hn::SumOfLanes(d, total)));
  }
}

void MeansAt(const NodeWeights& weights, const double* f, const double* g, const Eigen::ArrayXd& x,
             plumbline::NodeSums::Means& means) {
  const Tag d;
  Vector of_f = hn::Zero(d);
  Vector of_g = hn::Zero(d);
  AtPlaces(
      weights, x,
      [&](Eigen::Index, Eigen::Index k, Vector weight) HWY_ATTR {
        of_f = hn::MulAdd(weight, hn::LoadU(d, f + k), of_f);
        of_g = hn::MulAdd(weight, hn::LoadU(d, g + k), of_g);
      },
      [&](Eigen::Index i, double total) HWY_ATTR {
        means.f[i] = hn::GetLane(hn::SumOfLanes(d, of_f)) / total;
        means.g[i] = hn::GetLane(hn::SumOfLanes(d, of_g)) / total;
        of_f = of_g = hn::Zero(d);
      });
}

void MeanSquaresAt(const NodeWeights& weights, const double* f, const Eigen::ArrayXd& x, const Eigen::ArrayXd& offsets,
                   Eigen::ArrayXd& means) {
  const Tag d;
  Vector squares = hn::Zero(d);
  AtPlaces(
      weights, x,
      [&](Eigen::Index i, Eigen::Index k, Vector weight) HWY_ATTR {
        const Vector value = hn::Add(hn::LoadU(d, f + k), hn::Set(d, offsets[i]));
        squares = hn::MulAdd(hn::Mul(weight, value), value, squares);
      },
      [&](Eigen::Index i, double total) HWY_ATTR {
        means[i] = hn::GetLane(hn::SumOfLanes(d, squares)) / total;
        squares = hn::Zero(d);
      });
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {
namespace {

constexpr Eigen::Index padding = 7;  // the last vector reads so far beyond the last node

/// Whether the sums about all places stay on n nodes, to whichever side a half is rounded.
[[maybe_unused]] bool lie_inside(const Eigen::ArrayXd& x, Eigen::Index n_side, Eigen::Index n) {
  return x.minCoeff() >= static_cast<double>(n_side) && x.maxCoeff() <= static_cast<double>(n - 1 - n_side);
}

Eigen::ArrayXd padded(const Eigen::ArrayXd& values) {
  Eigen::ArrayXd longer = Eigen::ArrayXd::Zero(values.size() + padding);
  longer.head(values.size()) = values;
  return longer;
}

}  // namespace

HWY_EXPORT(MeansAt);
HWY_EXPORT(MeanSquaresAt);

NodeSums::NodeSums(double spacing, double reach)
    : weights_{spacing, static_cast<Eigen::Index>(std::ceil(reach / spacing)), {}} {
  const auto last = static_cast<double>(n_side());
  const Eigen::ArrayXd places = spacing * Eigen::ArrayXd::LinSpaced(2 * n_side() + 1, -last, last);
  weights_.of_nodes = padded((-0.5 * places.square()).exp());
}

NodeSums::Means NodeSums::means(const Eigen::ArrayXd& f, const Eigen::ArrayXd& g, const Eigen::ArrayXd& x) const {
  assert(lie_inside(x, n_side(), f.size()));
  Means result{Eigen::ArrayXd(x.size()), Eigen::ArrayXd(x.size())};
  HWY_DYNAMIC_DISPATCH(MeansAt)(weights_, padded(f).data(), padded(g).data(), x, result);
  return result;
}

Eigen::ArrayXd NodeSums::mean_squares(const Eigen::ArrayXd& f, const Eigen::ArrayXd& x,
                                      const Eigen::ArrayXd& offsets) const {
  assert(lie_inside(x, n_side(), f.size()));
  Eigen::ArrayXd result(x.size());
  HWY_DYNAMIC_DISPATCH(MeanSquaresAt)(weights_, padded(f).data(), x, offsets, result);
  return result;
}

}  // namespace plumbline
#endif
