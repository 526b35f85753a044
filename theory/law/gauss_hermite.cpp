#include "theory/law/gauss_hermite.hpp"

#include <array>
#include <cassert>
#include <cmath>

#include "theory/problem/linear_algebra.hpp"

namespace plumbline {
namespace {

constexpr int most_nodes = 32;

/// Orthonormal Hermite polynomials at x: p_{k+1} sqrt(k+1) = x p_k - sqrt(k) p_{k-1}. Returns p_n, p_n' = sqrt(n)
/// p_{n-1}, and sum_{k<n} p_k^2 = 1 / w.
struct Hermite {
  long double value;
  long double slope;
  long double christoffel;
};

Hermite hermite(int n, long double x) {
  long double previous = 0.0L;
  long double current = 1.0L;
  long double sum = 0.0L;
  for (int k = 0; k < n; ++k) {
    sum += current * current;
    const long double next =
        (x * current - std::sqrt(static_cast<long double>(k)) * previous) / std::sqrt(static_cast<long double>(k + 1));
    previous = current;
    current = next;
  }
  return {current, std::sqrt(static_cast<long double>(n)) * previous, sum};
}

NormalRule make_rule(int n) {
  Eigen::MatrixXd jacobi = Eigen::MatrixXd::Zero(n, n);
  for (int k = 1; k < n; ++k) jacobi(k, k - 1) = jacobi(k - 1, k) = std::sqrt(static_cast<double>(k));
  const Eigen::VectorXd start = symmetric_eigen(jacobi).values;
  NormalRule rule{std::vector<double>(static_cast<std::size_t>(n)), std::vector<double>(static_cast<std::size_t>(n))};
  for (int j = 0; j < n; ++j) {
    long double x = start[j];
    for (int polish = 0; polish < 3; ++polish) {
      const Hermite h = hermite(n, x);
      x -= h.value / h.slope;
    }
    rule.nodes[static_cast<std::size_t>(j)] = static_cast<double>(x);
    rule.weights[static_cast<std::size_t>(j)] = static_cast<double>(1.0L / hermite(n, x).christoffel);
  }
  return rule;
}

}  // namespace

const NormalRule& normal_rule(int n) {
  assert(1 <= n && n <= most_nodes);
  static const auto rules = [] {
    std::array<NormalRule, most_nodes + 1> all;
    for (int k = 1; k <= most_nodes; ++k) all[static_cast<std::size_t>(k)] = make_rule(k);
    return all;
  }();
  return rules[static_cast<std::size_t>(n)];
}

}  // namespace plumbline
