#include "theory/law/step_kernels.hpp"

#include <boost/math/constants/constants.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

#include "theory/law/gauss_hermite.hpp"
#include "theory/law/hermite_sum.hpp"
#include "theory/score/exponentials.hpp"

namespace plumbline {
namespace {

constexpr double negligible_exponent = 41.0;  // exp(-41) = 1.6e-18
constexpr Eigen::Index kernel_block = 16;
constexpr Eigen::Index target_block = 8;

/// Sums over sources run from the first to the last block whose best case is not negligible for one of a few
/// neighbouring points, which share the search.
struct Block {
  Eigen::Index first;
  Eigen::Index n;
  double largest;  ///< max log q
  double m_low;
  double m_high;

  Eigen::Index end() const { return first + n; }
};

std::vector<Block> make_blocks(const Column<double>& log_density, const Column<double>& m) {
  std::vector<Block> blocks;
  for (Eigen::Index first = 0; first < m.size(); first += kernel_block) {
    const Eigen::Index n = std::min(kernel_block, m.size() - first);
    const auto images = m.segment(first, n);
    blocks.push_back({first, n, log_density.segment(first, n).maxCoeff(), images.minCoeff(), images.maxCoeff()});
  }
  return blocks;
}

}  // namespace

void trapezoid_step(const Transition& transition, Column<double>& next) {
  const Eigen::Index n = transition.grid.n - 2 * padding;
  trapezoid_sum(transition, transition.grid.points().segment(padding, n), next);
}

void trapezoid_sum(const Transition& transition, const Column<double>& points, Column<double>& next) {
  const double S = transition.S;
  const double spacing = transition.grid.spacing;
  const double precision = 1.0 / (S * S);
  const double log_factor = std::log(spacing / (S * boost::math::constants::root_two_pi<double>()));
  const Column<double> m = transition.grid.points() + transition.delta;
  const std::vector<Block> blocks = make_blocks(transition.log_density, m);
  next.resize(points.size());
  std::vector<double> bounds(blocks.size());
  for (Eigen::Index begin = 0; begin < points.size(); begin += target_block) {
    const Eigen::Index end = std::min(points.size(), begin + target_block);
    const double low = points.segment(begin, end - begin).minCoeff();
    const double high = points.segment(begin, end - begin).maxCoeff();
    std::size_t best = 0;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const double gap = std::max({0.0, blocks[b].m_low - high, low - blocks[b].m_high});
      bounds[b] = blocks[b].largest - 0.5 * precision * gap * gap;
      if (bounds[b] > bounds[best]) best = b;
    }
    const auto log_sum = [&](Eigen::Index i, std::size_t front, std::size_t back) {
      const Eigen::Index first = blocks[front].first;
      return log_sum_of_gaussians(transition.log_density.data() + first, m.data() + first, blocks[back].end() - first,
                                  points[i], precision);
    };
    double least = std::numeric_limits<double>::infinity();
    for (Eigen::Index i = begin; i < end; ++i) least = std::min(least, log_sum(i, best, best) - negligible_exponent);
    std::size_t front = best;
    std::size_t back = best;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      if (bounds[b] < least) continue;
      front = std::min(front, b);
      back = std::max(back, b);
    }
    for (Eigen::Index i = begin; i < end; ++i) next[i] = log_sum(i, front, back) + log_factor;
  }
}

bool hermite_fits(int n_nodes, double S_over_spacing) {
  const double outermost = normal_rule(n_nodes).nodes.back() * S_over_spacing;
  return outermost + stencil_size / 2 + 1 <= static_cast<double>(padding);
}

void hermite_step(const Transition& transition, int n_nodes, Column<double>& next) {
  const NormalRule& rule = normal_rule(n_nodes);
  const double S = transition.S;
  const double S_over_spacing = S / transition.grid.spacing;
  assert(hermite_fits(n_nodes, S_over_spacing));
  const Eigen::Index n = transition.grid.n - 2 * padding;
  const Column<double> d = transition.delta / S;
  std::vector<HermiteNode> nodes;
  for (std::size_t j = 0; j < rule.nodes.size(); ++j) {
    nodes.push_back({rule.nodes[j], rule.weights[j], stencil_at(rule.nodes[j] * S_over_spacing)});
  }
  next.resize(n);
  hermite_sum(transition.log_density.data() + padding, d.data() + padding, n, nodes, next.data());
}

}  // namespace plumbline
