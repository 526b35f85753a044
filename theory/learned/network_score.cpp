#include "theory/learned/network_score.hpp"

#include <cmath>
#include <numbers>

#include "theory/base/seeded_random.hpp"

namespace plumbline {
namespace {

Eigen::MatrixXd layer(const Eigen::MatrixXd& W, const Eigen::MatrixXd& x) {
  const Eigen::Index n_inputs = W.cols() - 1;
  return (W.leftCols(n_inputs) * x).colwise() + W.col(n_inputs);
}

/// tanh, by the exponential, which is vectorised.
Eigen::MatrixXd saturated(const Eigen::MatrixXd& a) {
  return (1.0 - 2.0 / ((2.0 * a.array()).min(700.0).exp() + 1.0)).matrix();
}

/// d loss / d W from d loss / d (output of the layer) and the layer's input.
Eigen::MatrixXd weight_gradient(const Eigen::MatrixXd& of_output, const Eigen::MatrixXd& input) {
  Eigen::MatrixXd gradient(of_output.rows(), input.rows() + 1);
  gradient.leftCols(input.rows()).noalias() = of_output * input.transpose();
  gradient.col(input.rows()) = of_output.rowwise().sum();
  return gradient;
}

/// Through the layer W and the tanh before it, whose value there is g: its slope is 1 - g^2.
Eigen::MatrixXd back(const Eigen::MatrixXd& W, const Eigen::MatrixXd& of_output, const Eigen::MatrixXd& g) {
  return ((W.leftCols(g.rows()).transpose() * of_output).array() * (1.0 - g.array().square())).matrix();
}

double log_odds(double t) { return std::log(t / (1.0 - t)); }

}  // namespace

NetworkScore::NetworkScore(Eigen::Index dimension, Eigen::Index width, Seed seed) {
  SeededRandom random(seed);
  const auto uniform = [&random](Eigen::Index n_outputs, Eigen::Index n_inputs) {
    Eigen::MatrixXd W(n_outputs, n_inputs + 1);
    const double reach = 1.0 / std::sqrt(static_cast<double>(n_inputs + 1));
    for (double& weight : W.reshaped()) weight = reach * (2.0 * random.uniform() - 1.0);
    return W;
  };
  weights = {uniform(width, dimension + 2), uniform(width, width), Eigen::MatrixXd::Zero(dimension, width + 1)};
}

Eigen::MatrixXd NetworkScore::velocity(const Eigen::MatrixXd& x) const {
  return layer(weights[2], saturated(layer(weights[1], saturated(layer(weights[0], x)))));
}

Eigen::MatrixXd NetworkScore::in_space(double t, const Eigen::MatrixXd& y) const {
  Eigen::MatrixXd x(y.rows() + 2, y.cols());
  x.topRows(y.rows()) = y;
  x.row(y.rows()).setConstant(0.25 * log_odds(t));
  x.row(y.rows() + 1).setConstant(std::sqrt(t));
  return -y - std::sqrt(t / (1.0 - t)) * velocity(x);
}

Column<double> NetworkScore::operator()(double t, const Column<double>& y) const {
  return in_space(t, y.matrix().transpose()).row(0).transpose().array();
}

AffineError NetworkScore::far(double t, Side side) const {
  const double sign = side == Side::right ? 1.0 : -1.0;
  const Eigen::MatrixXd first = (sign * weights[0].col(0).array().sign()).matrix();
  const double v = layer(weights[2], saturated(layer(weights[1], first)))(0, 0);
  return {-std::sqrt(t / (1.0 - t)) * v, -1.0};
}

double NetworkScore::loss(const Eigen::MatrixXd& x, const Eigen::MatrixXd& wanted, const Eigen::ArrayXd& rho,
                          std::array<Eigen::MatrixXd, 3>& gradient) const {
  const Eigen::MatrixXd first = saturated(layer(weights[0], x));
  const Eigen::MatrixXd second = saturated(layer(weights[1], first));
  const Eigen::MatrixXd miss = layer(weights[2], second) - wanted;
  const double share = 1.0 / static_cast<double>(x.cols());
  const Eigen::MatrixXd of_output = (miss.array().rowwise() * (2.0 * share * rho).transpose()).matrix();
  gradient[2] = weight_gradient(of_output, second);
  const Eigen::MatrixXd of_second = back(weights[2], of_output, second);
  gradient[1] = weight_gradient(of_second, first);
  gradient[0] = weight_gradient(back(weights[1], of_second, first), x);
  return 0.5 * (of_output.array() * miss.array()).sum();
}

NetworkScore train_network(const TrainingSet& data, Learned which, const NetworkPlan& plan) {
  constexpr double keep_mean = 0.9;  // Adam's own constants
  constexpr double keep_square = 0.999;
  constexpr double tiny = 1e-8;
  const Eigen::Index d = data.points.rows();
  NetworkScore network(d, plan.width, plan.seed);
  SeededRandom random({plan.seed.value + 1});
  std::array<Eigen::MatrixXd, 3> gradient, mean, square;
  for (std::size_t k = 0; k < 3; ++k) {
    mean[k] = square[k] = Eigen::MatrixXd::Zero(network.weights[k].rows(), network.weights[k].cols());
  }
  const Eigen::ArrayXd rho = which == Learned::base ? Eigen::ArrayXd::Ones(data.points.cols()).eval()
                                                    : (data.weights.array() / data.weights.mean()).eval();
  const double from = log_odds(plan.t0.value);
  const double to = log_odds(plan.tend.value);
  Eigen::MatrixXd x(d + 2, plan.batch);
  Eigen::MatrixXd wanted(d, plan.batch);
  Eigen::ArrayXd batch_rho(plan.batch);
  for (std::int64_t update = 1; update <= plan.updates; ++update) {
    for (Eigen::Index i = 0; i < plan.batch; ++i) {
      const Eigen::Index datum = random.index(data.points.cols());
      const double l = from + (to - from) * random.uniform();
      const double t = 1.0 / (1.0 + std::exp(-l));
      for (Eigen::Index j = 0; j < d; ++j) {
        const double z = random.normal();
        const double point = data.points(j, datum);
        x(j, i) = std::sqrt(t) * point + std::sqrt(1.0 - t) * z;
        wanted(j, i) = std::sqrt(t) * z - std::sqrt(1.0 - t) * point;
      }
      x(d, i) = 0.25 * l;
      x(d + 1, i) = std::sqrt(t);
      batch_rho[i] = rho[datum];
    }
    network.loss(x, wanted, batch_rho, gradient);
    const auto n = static_cast<double>(update);
    const double progress = (n - 1.0) / static_cast<double>(plan.updates);
    const double rate = plan.rate * 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
    const double mean_scale = 1.0 / (1.0 - std::pow(keep_mean, n));
    const double square_scale = 1.0 / (1.0 - std::pow(keep_square, n));
    for (std::size_t k = 0; k < 3; ++k) {
      mean[k] = keep_mean * mean[k] + (1.0 - keep_mean) * gradient[k];
      square[k] = keep_square * square[k] + (1.0 - keep_square) * gradient[k].cwiseAbs2();
      network.weights[k].array() -=
          rate * mean_scale * mean[k].array() / ((square_scale * square[k].array()).sqrt() + tiny);
    }
  }
  return network;
}

}  // namespace plumbline
