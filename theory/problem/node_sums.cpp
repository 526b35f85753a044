#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/problem/node_sums.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <cmath>

#include "theory/problem/node_sums.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// exp(j z) by one product a vector: that of its lanes times exp(lanes z).
void NodeSums(const NodeTable& nodes, const Eigen::ArrayXd& x, Eigen::ArrayXd& value, Eigen::ArrayXd& slope) {
  const hn::CappedTag<double, 8> d;
  const auto lanes = static_cast<Eigen::Index>(hn::Lanes(d));
  const Eigen::Index n_nodes = 2 * nodes.n_side + 1;
  HWY_ALIGN double powers[8] = {};
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const double nearest = std::round(x[i]);
    const double z = (x[i] - nearest) * nodes.spacing * nodes.spacing;
    const Eigen::Index first = static_cast<Eigen::Index>(nearest) - nodes.n_side;
    const double ratio = std::exp(z);
    powers[0] = std::exp(-static_cast<double>(nodes.n_side) * z);
    for (Eigen::Index k = 1; k < lanes; ++k) powers[k] = powers[k - 1] * ratio;
    auto power = hn::Load(d, powers);
    const auto stride = hn::Set(d, std::exp(static_cast<double>(lanes) * z));
    auto total = hn::Zero(d);
    auto values = hn::Zero(d);
    auto slopes = hn::Zero(d);
    for (Eigen::Index j = 0; j < n_nodes; j += lanes) {
      const auto weight = hn::Mul(power, hn::LoadU(d, nodes.weights.data() + j));
      total = hn::Add(total, weight);
      values = hn::MulAdd(weight, hn::LoadU(d, nodes.values.data() + first + j), values);
      slopes = hn::MulAdd(weight, hn::LoadU(d, nodes.slopes.data() + first + j), slopes);
      power = hn::Mul(power, stride);
    }
    const double sum = hn::GetLane(hn::SumOfLanes(d, total));
    value[i] = hn::GetLane(hn::SumOfLanes(d, values)) / sum;
    slope[i] = hn::GetLane(hn::SumOfLanes(d, slopes)) / sum;
  }
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(NodeSums);

void node_sums(const NodeTable& nodes, const Eigen::ArrayXd& x, Eigen::ArrayXd& value, Eigen::ArrayXd& slope) {
  value.resize(x.size());
  slope.resize(x.size());
  HWY_DYNAMIC_DISPATCH(NodeSums)(nodes, x, value, slope);
}

}  // namespace plumbline
#endif
