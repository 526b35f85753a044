#include <cmath>

#include "theory/cases/case.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/learned/learned_error.hpp"
#include "theory/learned/network_score.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {

NetworkPlan small_plan() {
  NetworkPlan plan;
  plan.width = 16;
  return plan;
}

}  // namespace

TEST_CASE("the gradient of a network's loss is its derivative in every weight", "[exact]") {
  NetworkScore network(2, 5, {3});
  network.weights[2] = Eigen::VectorXd::LinSpaced(12, -0.7, 0.9).reshaped(2, 6);
  const Eigen::MatrixXd x = Eigen::MatrixXd::NullaryExpr(
      4, 7, [](Eigen::Index i, Eigen::Index j) { return std::sin(static_cast<double>(3 * i + 5 * j)); });
  const Eigen::MatrixXd wanted = x.topRows(2).array().cos().matrix();
  const Eigen::ArrayXd rho = Eigen::ArrayXd::LinSpaced(7, 0.2, 2.0);
  std::array<Eigen::MatrixXd, 3> gradient, unused;
  network.loss(x, wanted, rho, gradient);
  for (std::size_t k = 0; k < 3; ++k) {
    for (Eigen::Index i = 0; i < network.weights[k].size(); ++i) {
      constexpr double step = 1e-5;
      double& weight = network.weights[k].data()[i];
      const double kept = weight;
      weight = kept + step;
      const double up = network.loss(x, wanted, rho, unused);
      weight = kept - step;
      const double down = network.loss(x, wanted, rho, unused);
      weight = kept;
      INFO("layer " << k << ", weight " << i);
      CHECK(std::abs((up - down) / (2.0 * step) - gradient[k].data()[i]) <= 1e-9);
    }
  }
  // the loss by its definition
  double sum = 0.0;
  for (Eigen::Index i = 0; i < 7; ++i) sum += rho[i] * (network.velocity(x.col(i)) - wanted.col(i)).squaredNorm() / 7.0;
  CHECK(std::abs(network.loss(x, wanted, rho, unused) - sum) <= 1e-14);
}

TEST_CASE("far out a network is the affine score that it says", "[exact]") {
  NetworkScore network(1, 8, {4});
  network.weights[2] = Eigen::RowVectorXd::LinSpaced(9, -1.0, 0.5);
  for (const auto& [side, y] : {std::pair{Side::left, -1e3}, std::pair{Side::right, 1e3}}) {
    const AffineError far = network.far(0.3, side);
    CHECK(std::abs(network(0.3, Column<double>::Constant(1, y))[0] - (far.constant + far.slope * y)) <= 1e-10);
  }
  CHECK(network.far(0.3, Side::left).constant != network.far(0.3, Side::right).constant);
}

TEST_CASE("G2: a trained network comes near the score of its weighted data, the same one for the same seed",
          "[exact]") {
  const std::vector<double> times{0.05, 0.2, 0.5, 0.8, 0.95};
  for (const char* name : {"reward-well", "narrow-rival"}) {
    const GuidedPair pair = load_case(name).pair;
    const TrainingSet data = draw_training_set(pair, 4000, {1});
    const auto distance = [&](const NetworkScore& network, Learned which) {
      return distance_to_score(
          pair, [&](double t, const Column<double>& y) { return network(t, y); }, times, which);
    };
    NetworkPlan none = small_plan();
    none.updates = 0;
    for (const Learned which : {Learned::base, Learned::reweighted}) {
      const NetworkScore network = train_network(data, which, small_plan());
      const double before = distance(train_network(data, which, none), which);
      const double near = distance(network, which);
      const double other = distance(network, which == Learned::base ? Learned::reweighted : Learned::base);
      INFO(name << (which == Learned::base ? " base: " : " reweighted: ") << before << " -> " << near
                << "; to the other score " << other);
      CHECK(near <= 0.5 * before);
      CHECK(near <= 0.5 * other);
    }
  }
  const TrainingSet data = draw_training_set(load_case("reward-well").pair, 50, {1});
  NetworkPlan few = small_plan();
  few.updates = 20;
  const NetworkScore one = train_network(data, Learned::base, few);
  CHECK(one.weights[0] == train_network(data, Learned::base, few).weights[0]);
  few.seed = {7};
  CHECK(one.weights[0] != train_network(data, Learned::base, few).weights[0]);
}

}  // namespace plumbline
