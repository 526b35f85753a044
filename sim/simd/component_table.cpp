#include "sim/simd/component_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace plumbline {
namespace {

/// Which of the four ranges of a table a component belongs to, in their order.
enum class Role { common, base_only, mixed, rival };

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

/// The tightest shape that holds for all components of positive weight.
Shape shape_of(const GuidedPair& pair) {
  require_mixture_cost(pair, "Monte Carlo");
  const Covariance* first = nullptr;
  Shape shape = Shape::shared;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const auto i = static_cast<Eigen::Index>(k);
    if (pair.base[i] <= 0.0 && pair.reweighted[i] <= 0.0) continue;
    const Covariance& covariance = pair.components[k].covariance;
    if (!covariance.is_axis_aligned() && pair.dimension() > 1) return Shape::full;
    if (first == nullptr) first = &covariance;
    if (covariance.eigenvalues() != first->eigenvalues()) shape = Shape::diagonal;
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

/// log2(e)/2 over the noised variance of every axis.
auto precisions(const Covariance& covariance, double t) {
  return 0.5 * std::numbers::log2e / (t * covariance.eigenvalues().array() + (1.0 - t));
}

}  // namespace

TableMaker::TableMaker(const GuidedPair& pair) : dimension_(pair.dimension()), shape_(shape_of(pair)) {
  const double common = commonest_ratio(pair);
  log_scale_ = -std::log(common);
  for (const Role wanted : {Role::common, Role::base_only, Role::mixed, Role::rival}) {
    if (wanted == Role::base_only) common_ = entries_.size();
    if (wanted == Role::mixed) own_ = entries_.size();
    if (wanted == Role::rival) mixed_ = entries_.size();
    for (std::size_t k = 0; k < pair.size(); ++k) {
      const double a = pair.base[static_cast<Eigen::Index>(k)];
      const double b = pair.reweighted[static_cast<Eigen::Index>(k)];
      if (a <= 0.0 && b <= 0.0) continue;
      const Role role = b <= 0.0                    ? Role::base_only
                        : a <= 0.0                  ? Role::rival
                        : same_ratio(a / b, common) ? Role::common
                                                    : Role::mixed;
      if (role != wanted) continue;
      entries_.push_back({pair.components[k], std::log2(role == Role::base_only ? a / common : b)});
      if (role == Role::mixed) alpha_.push_back(a / b / common);
    }
  }
}

void TableMaker::fill(const Entry& entry, double t, double* numbers) const {
  const Covariance& covariance = entry.gaussian.covariance;
  const Eigen::Index d = dimension_;
  numbers[0] = entry.log2_weight;
  Eigen::Map<Eigen::ArrayXd> m(numbers + 1, d);
  m = std::sqrt(t) * entry.gaussian.mean.array();
  if (shape_ == Shape::shared) {
    m *= precisions(covariance, t).sqrt();
    return;
  }
  Eigen::Map<Eigen::ArrayXd> D(numbers + 1 + d, d);
  D = precisions(covariance, t);
  numbers[0] += 0.5 * D.log().sum() * std::numbers::log2e;
  if (shape_ == Shape::diagonal) return;
  // The rows of a square root of the precision, turned until it is triangular: sqrt(diag(D)) U.
  Eigen::MatrixXd root = covariance.is_axis_aligned() ? Eigen::MatrixXd(Eigen::MatrixXd::Identity(d, d))
                                                      : Eigen::MatrixXd(covariance.rotation().transpose());
  root = (D.sqrt().matrix().asDiagonal() * root).eval();
  triangularise(root);
  double* U = numbers + 1 + 2 * d;
  for (Eigen::Index i = 0; i < d; ++i) {
    D[i] = root(i, i) * root(i, i);
    for (Eigen::Index j = i + 1; j < d; ++j) *U++ = root(i, j) / root(i, i);
  }
}

template <class T>
void TableMaker::make(double t, ComponentTable<T>& table) const {
  table.dimension = dimension_;
  table.shape = shape_;
  table.common = common_;
  table.own = own_;
  table.mixed = mixed_;
  table.size = entries_.size();
  table.numbers = numbers_in(shape_, static_cast<std::size_t>(dimension_));
  table.alpha.assign(alpha_.begin(), alpha_.end());
  table.log_scale = log_scale_;
  table.scale.clear();
  if (shape_ == Shape::shared) {
    const Eigen::ArrayXd scale = precisions(entries_.front().gaussian.covariance, t).sqrt();
    table.scale.assign(scale.begin(), scale.end());
  }
  std::vector<double> numbers(table.size * table.numbers);
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < table.size; ++k) {
    fill(entries_[k], t, &numbers[k * table.numbers]);
    largest = std::max(largest, numbers[k * table.numbers]);
  }
  for (std::size_t k = 0; k < table.size; ++k) numbers[k * table.numbers] -= largest;
  table.constants.assign((table.size + table.spare) * table.numbers, T(0));
  std::transform(numbers.begin(), numbers.end(), table.constants.begin(), [](double x) { return static_cast<T>(x); });
}

template void TableMaker::make(double t, ComponentTable<double>& table) const;
template void TableMaker::make(double t, ComponentTable<float>& table) const;

}  // namespace plumbline
