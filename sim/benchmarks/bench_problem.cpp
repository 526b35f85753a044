#include "sim/benchmarks/bench_problem.hpp"

#include <cmath>
#include <vector>

#include "theory/problem/mixture.hpp"
#include "theory/problem/schedule.hpp"

namespace plumbline {

GuidedPair bench_pair(Eigen::Index d, int n_components, Shape shape) {
  std::vector<Component> components;
  for (int k = 0; k < n_components; ++k) {
    Component component{1.0 / n_components, {Eigen::VectorXd(d), Covariance::isotropic(d, 0.4)}, 0};
    Eigen::VectorXd variances(d);
    for (Eigen::Index j = 0; j < d; ++j) {
      component.gaussian.mean[j] = 1.5 * std::sin(3.1 * k + static_cast<double>(j));
      variances[j] = 0.3 + 0.1 * (k % 3) + 0.05 * static_cast<double>(j % 4);
    }
    if (shape == Shape::diagonal) component.gaussian.covariance = Covariance::diagonal(variances);
    if (shape == Shape::full) {
      Eigen::MatrixXd matrix = variances.asDiagonal();
      matrix.array() += 0.1;
      component.gaussian.covariance = Covariance::full(matrix);
    }
    component.label = k < (n_components + 1) / 2 ? 1 : 2;
    components.push_back(component);
  }
  return classifier_free_pair(Mixture(components), 1);
}

Chain bench_chain(double w, std::int64_t steps, Start start) {
  return {make_grid(Schedule::log_uniform, {steps}, {1e-3}, {1.0}), Scheme::ddpm, {{w}}, start};
}

}  // namespace plumbline
