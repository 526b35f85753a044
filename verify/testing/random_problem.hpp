#pragma once

#include <fmt/format.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "theory/problem/chain.hpp"
#include "theory/problem/mixture.hpp"

namespace plumbline {

/// Draws for tests; all from one generator, so that a seed fixes the whole sequence.
class RandomDraws {
 public:
  explicit RandomDraws(std::uint64_t seed) : generator_(seed) {}
  double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(generator_); }
  int whole(int low, int high) { return std::uniform_int_distribution<int>(low, high)(generator_); }
  /// A standard deviation of 0.2 .. 3, uniform in its logarithm.
  double spread() { return 0.2 * std::pow(15.0, uniform(0.0, 1.0)); }
  Gaussian gaussian() {
    const double sigma = spread();
    return {Eigen::VectorXd::Constant(1, uniform(-3.0, 3.0)), Covariance::isotropic(1, sigma * sigma)};
  }

 private:
  std::mt19937_64 generator_;
};

/// A classifier-free problem on the line with K = 2 .. 8 components of standard deviations 0.2 .. 3, a guidance scale
/// in
/// [-1, 5], and a short chain.
struct RandomProblem {
  GuidedPair pair;
  Chain chain;
  std::string name;
};

inline RandomProblem random_problem(RandomDraws& draws) {
  const int n_components = draws.whole(2, 8);
  std::vector<Component> components;
  double total = 0.0;
  for (int k = 0; k < n_components; ++k) {
    const double sigma = draws.spread();
    const int label = k < 2 ? k + 1 : draws.whole(1, 2);
    const double weight = draws.uniform(0.1, 1.0);
    const double mean = draws.uniform(-3.0, 3.0);
    components.push_back(
        {weight, {Eigen::VectorXd::Constant(1, mean), Covariance::isotropic(1, sigma * sigma)}, label});
    total += weight;
  }
  for (Component& component : components) component.weight /= total;
  const double w = draws.uniform(-1.0, 5.0);
  const StepCount steps{draws.whole(8, 48)};
  const Scheme scheme = all_schemes[static_cast<std::size_t>(draws.whole(0, 2))];
  return {classifier_free_pair(Mixture(components), 1),
          {make_grid(Schedule::log_uniform, steps, {1e-2}, {1.0}), scheme, {{w}}, Start::exact},
          fmt::format("K = {}, w = {:.3f}, {}, N = {}", n_components, w, name(scheme), steps.value)};
}

}  // namespace plumbline
