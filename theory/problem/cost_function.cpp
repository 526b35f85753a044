#include "theory/problem/cost_function.hpp"

#include <fmt/format.h>

#include <cmath>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

void require_positive(double value, const char* name, const std::string& where) {
  if (!(std::isfinite(value) && value > 0.0)) {
    throw InputError(fmt::format("{} {} is not a finite number > 0", name, value), where,
                     fmt::format("give a positive {}", name));
  }
}

void require_vector(const Eigen::VectorXd& vector, const char* name, Eigen::Index dimension, const std::string& where) {
  if (vector.size() != dimension || !vector.allFinite()) {
    throw InputError(fmt::format("{} has {} numbers, the data have {} dimensions", name, vector.size(), dimension),
                     where, "give one finite number a dimension");
  }
}

}  // namespace

double CostFunction::operator()(const Eigen::VectorXd& x) const {
  double sum = constant;
  for (const auto& [coefficient, slope] : exp_linear) sum += coefficient * std::exp(slope.dot(x));
  for (const auto& [coefficient, center, width] : bumps) {
    sum += coefficient * std::exp(-0.5 * (x - center).squaredNorm() / (width * width));
  }
  return sum;
}

void require_valid(const CostFunction& cost, Eigen::Index dimension, const std::string& where) {
  if (!(std::isfinite(cost.constant) && cost.constant >= 0.0)) {
    throw InputError(fmt::format("constant {} is not a finite number >= 0", cost.constant), where,
                     "give a constant >= 0");
  }
  for (const auto& [coefficient, slope] : cost.exp_linear) {
    require_positive(coefficient, "coefficient", where);
    require_vector(slope, "a", dimension, where);
  }
  for (const auto& [coefficient, center, width] : cost.bumps) {
    require_positive(coefficient, "coefficient", where);
    require_vector(center, "center", dimension, where);
    require_positive(width, "width", where);
  }
  if (cost.constant == 0.0 && cost.exp_linear.empty() && cost.bumps.empty()) {
    throw InputError("the cost is zero", where, "give a constant or at least one term");
  }
}

}  // namespace plumbline
