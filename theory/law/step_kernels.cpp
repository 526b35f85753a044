#include "theory/law/step_kernels.hpp"

#include <boost/math/constants/constants.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <vector>

#include "theory/law/gauss_hermite.hpp"
#include "theory/law/hermite_sum.hpp"
#include "theory/score/exponentials.hpp"

namespace plumbline {
namespace {

constexpr double negligible_exponent = 41.0;  // exp(-41) = 1.6e-18
constexpr Eigen::Index kernel_block = 16;

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
  const LineGrid& padded = transition.grid;
  trapezoid_sum(transition, {padded.y(padding), padded.spacing, padded.n - 2 * padding}, next);
}

void trapezoid_sum(const Transition& transition, const LineGrid& to, Column<double>& next) {
  const double S = transition.S;
  const double precision = 1.0 / (S * S);
  const double log_factor = std::log(transition.grid.spacing / (S * boost::math::constants::root_two_pi<double>()));
  const Column<double> m = transition.grid.points() + transition.delta;
  const std::vector<Block> blocks = make_blocks(transition.log_density, m);
  next.resize(to.n);
  std::vector<double> bounds(blocks.size());
  constexpr auto together = static_cast<Eigen::Index>(points_together);
  for (Eigen::Index begin = 0; begin < to.n; begin += together) {
    const double low = to.y(begin);
    const double high = to.y(begin + together - 1);
    std::size_t best = 0;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const double gap = std::max({0.0, blocks[b].m_low - high, low - blocks[b].m_high});
      bounds[b] = blocks[b].largest - 0.5 * precision * gap * gap;
      if (bounds[b] > bounds[best]) best = b;
    }
    const auto log_sums = [&](std::size_t front, std::size_t back) {
      const Eigen::Index first = blocks[front].first;
      std::array<double, points_together> sums{};
      log_sums_of_gaussians(transition.log_density.data() + first, m.data() + first, blocks[back].end() - first,
                            {low, to.spacing, precision}, sums.data());
      return sums;
    };
    const double least = std::ranges::min(log_sums(best, best)) - negligible_exponent;
    std::size_t front = best;
    std::size_t back = best;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      if (bounds[b] < least) continue;
      front = std::min(front, b);
      back = std::max(back, b);
    }
    const std::array<double, points_together> sums = log_sums(front, back);
    for (Eigen::Index k = 0; k < std::min(together, to.n - begin); ++k) {
      next[begin + k] = sums[static_cast<std::size_t>(k)] + log_factor;
    }
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
