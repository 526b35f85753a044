#include "sim/simd/component_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace plumbline {
namespace {

/// Which of the four ranges of a table a component belongs to, in their order.
enum class Role { base_only, shared, mixed, rival };

/// Two weight ratios that differ by rounding alone count as one.
bool same_ratio(double x, double y) { return std::abs(x - y) <= 4e-15 * std::abs(y); }

/// The ratio a_k / b_k that most components share; 1 when none is in both laws.
double commonest_ratio(const GuidedPair& pair) {
  std::vector<std::pair<double, int>> counts;
  for (Eigen::Index k = 0; k < pair.base.size(); ++k) {
    if (pair.base[k] <= 0.0 || pair.reweighted[k] <= 0.0) continue;
    const double ratio = pair.base[k] / pair.reweighted[k];
    const auto seen =
        std::find_if(counts.begin(), counts.end(), [&](const auto& c) { return same_ratio(ratio, c.first); });
    if (seen == counts.end()) {
      counts.emplace_back(ratio, 1);
    } else {
      ++seen->second;
    }
  }
  const auto more = [](const auto& x, const auto& y) { return x.second < y.second; };
  return counts.empty() ? 1.0 : std::max_element(counts.begin(), counts.end(), more)->first;
}

Shape shape_of(const GuidedPair& pair) {
  Shape shape = Shape::isotropic;
  if (pair.dimension() == 1) return shape;
  for (const Gaussian& component : pair.components) {
    if (!component.covariance.is_axis_aligned()) return Shape::full;
    if (!component.covariance.is_isotropic()) shape = Shape::diagonal;
  }
  return shape;
}

/// Turns rows of the square matrix W by Givens rotations until W is upper triangular; W^T W stays what it is.
void triangularise(Eigen::MatrixXd& W) {
  for (Eigen::Index j = 0; j < W.cols(); ++j) {
    for (Eigen::Index i = j + 1; i < W.rows(); ++i) {
      const double length = std::sqrt(W(j, j) * W(j, j) + W(i, j) * W(i, j));
      if (length == 0.0) continue;
      const double cosine = W(j, j) / length;
      const double sine = W(i, j) / length;
      for (Eigen::Index k = j; k < W.cols(); ++k) {
        const double upper = W(j, k);
        W(j, k) = cosine * upper + sine * W(i, k);
        W(i, k) = cosine * W(i, k) - sine * upper;
      }
    }
  }
}

std::size_t numbers_in(Shape shape, Eigen::Index dimension) {
  const auto d = static_cast<std::size_t>(dimension);
  const std::size_t weights = shape == Shape::isotropic ? 1 : shape == Shape::diagonal ? d : d * (d + 1) / 2;
  return 1 + weights + d;
}

}  // namespace

TableMaker::TableMaker(const GuidedPair& pair) : dimension_(pair.dimension()), shape_(shape_of(pair)) {
  const double common = commonest_ratio(pair);
  log_scale_ = -std::log(common);
  for (const Role wanted : {Role::base_only, Role::shared, Role::mixed, Role::rival}) {
    if (wanted == Role::shared) shared_ = entries_.size();
    if (wanted == Role::mixed) mixed_ = entries_.size();
    if (wanted == Role::rival) rival_ = entries_.size();
    for (std::size_t k = 0; k < pair.size(); ++k) {
      const double a = pair.base[static_cast<Eigen::Index>(k)];
      const double b = pair.reweighted[static_cast<Eigen::Index>(k)];
      if (a <= 0.0 && b <= 0.0) continue;
      const Role role = b <= 0.0                    ? Role::base_only
                        : a <= 0.0                  ? Role::rival
                        : same_ratio(a / b, common) ? Role::shared
                                                    : Role::mixed;
      if (role != wanted) continue;
      entries_.push_back({pair.components[k], std::log2(role == Role::base_only ? a / common : b)});
      if (role == Role::mixed) alpha_.push_back(a / b / common);
    }
  }
}

void TableMaker::fill(const Entry& entry, double t, double* numbers) const {
  const Covariance& covariance = entry.gaussian.covariance;
  const Eigen::VectorXd& lambda = covariance.eigenvalues();
  const double unit = 0.5 * std::numbers::log2e;
  double log2_volume = 0.0;
  double* W = numbers + 1;
  double* m = numbers + numbers_in(shape_, dimension_) - dimension_;
  const auto scale = [&](Eigen::Index j) { return std::sqrt(unit / (t * lambda[j] + (1.0 - t))); };
  if (shape_ == Shape::isotropic) {
    W[0] = scale(0);
    log2_volume = static_cast<double>(dimension_) * std::log2(W[0]);
    for (Eigen::Index j = 0; j < dimension_; ++j) m[j] = -std::sqrt(t) * entry.gaussian.mean[j] * W[0];
  } else if (shape_ == Shape::diagonal) {
    for (Eigen::Index j = 0; j < dimension_; ++j) {
      W[j] = scale(j);
      log2_volume += std::log2(W[j]);
      m[j] = -std::sqrt(t) * entry.gaussian.mean[j] * W[j];
    }
  } else {
    Eigen::MatrixXd root = covariance.is_axis_aligned()
                               ? Eigen::MatrixXd(Eigen::MatrixXd::Identity(dimension_, dimension_))
                               : Eigen::MatrixXd(covariance.rotation().transpose());
    for (Eigen::Index i = 0; i < dimension_; ++i) {
      root.row(i) *= scale(i);
      log2_volume += std::log2(scale(i));
    }
    triangularise(root);
    for (Eigen::Index i = 0; i < dimension_; ++i) {
      m[i] = 0.0;
      for (Eigen::Index j = i; j < dimension_; ++j) {
        *W++ = root(i, j);
        m[i] -= std::sqrt(t) * root(i, j) * entry.gaussian.mean[j];
      }
    }
  }
  numbers[0] = entry.log2_weight + log2_volume;
}

template <class T>
void TableMaker::make(double t, ComponentTable<T>& table) const {
  table.dimension = dimension_;
  table.shape = shape_;
  table.shared = shared_;
  table.mixed = mixed_;
  table.rival = rival_;
  table.size = entries_.size();
  table.numbers = numbers_in(shape_, dimension_);
  table.constants.resize(table.size * table.numbers);
  table.alpha.assign(alpha_.begin(), alpha_.end());
  table.log_scale = log_scale_;
  std::vector<double> numbers(table.constants.size());
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < table.size; ++k) {
    fill(entries_[k], t, &numbers[k * table.numbers]);
    largest = std::max(largest, numbers[k * table.numbers]);
  }
  for (std::size_t k = 0; k < table.size; ++k) numbers[k * table.numbers] -= largest;
  for (std::size_t i = 0; i < numbers.size(); ++i) table.constants[i] = static_cast<T>(numbers[i]);
}

template void TableMaker::make(double t, ComponentTable<double>& table) const;
template void TableMaker::make(double t, ComponentTable<float>& table) const;

}  // namespace plumbline
