#include "theory/problem/node_sums.hpp"

#include <cmath>

#include "verify/testing/catch.hpp"

namespace plumbline {

TEST_CASE("sums on a shared lattice are Gaussian means in closed form", "[exact]") {
  constexpr double deviation = 0.8;
  for (const double spacing : {0.5, 0.3, 0.07}) {
    const NodeSums rule(spacing, 9.0);
    const double step = deviation * spacing;
    const auto n_side = static_cast<double>(rule.n_side());
    const Eigen::ArrayXd means = Eigen::ArrayXd::LinSpaced(23, -1.1, 1.37);
    const double first = std::floor(means.minCoeff() / step) - n_side;
    const double last = std::ceil(means.maxCoeff() / step) + n_side;
    const Eigen::ArrayXd nodes =
        step * Eigen::ArrayXd::LinSpaced(static_cast<Eigen::Index>(last - first) + 1, first, last);
    const Eigen::ArrayXd places = means / step - first;

    const auto [cosine, line] = rule.means(nodes.cos(), nodes, places);
    const double damping = std::exp(-0.5 * deviation * deviation);
    CHECK((cosine - damping * means.cos()).abs().maxCoeff() <= 2e-15);
    CHECK((line - means).abs().maxCoeff() <= 2e-15);

    const Eigen::ArrayXd offsets = means.square() - 0.4;
    const Eigen::ArrayXd expected = deviation * deviation + (means + offsets).square();
    CHECK((rule.mean_squares(nodes, places, offsets) - expected).abs().maxCoeff() <= 4e-15);
    // what nearly cancels keeps its digits: the weights are the same for all, and the squares are summed as they stand
    const Eigen::ArrayXd same = Eigen::ArrayXd::Constant(nodes.size(), 1.0);
    const Eigen::ArrayXd small = Eigen::ArrayXd::Constant(means.size(), -1.0 + 0x1p-30);
    CHECK((rule.mean_squares(same, places, small) / 0x1p-60 - 1.0).abs().maxCoeff() <= 1e-15);
  }
}

TEST_CASE("a density of no width is its own node", "[exact]") {
  const NodeSums rule(0.7, 0.0);
  const Eigen::ArrayXd values = Eigen::ArrayXd::LinSpaced(5, 1.0, 5.0);
  const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(5, 0.0, 4.0);
  CHECK((rule.means(values, values, x).f - values).abs().maxCoeff() == 0.0);
}

}  // namespace plumbline
