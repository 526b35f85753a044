#include <hwy/targets.h>

#include <Eigen/LU>
#include <cfenv>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "sim/simd/kernels.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

using LongVector = Eigen::Matrix<long double, Eigen::Dynamic, 1>;
using LongMatrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

/// Components of every role: in the base law alone, in both in one ratio, in both in another, in the reweighted alone.
GuidedPair pair_of(Shape shape, Eigen::Index d, int n_components) {
  std::mt19937 random(static_cast<unsigned>(17 * d) + static_cast<unsigned>(shape));
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  const Eigen::VectorXd of_all = Eigen::VectorXd::NullaryExpr(d, [&] { return 0.2 + uniform(random); });
  GuidedPair pair;
  pair.base = Eigen::VectorXd::Zero(n_components);
  pair.reweighted = Eigen::VectorXd::Zero(n_components);
  for (int k = 0; k < n_components; ++k) {
    const Eigen::VectorXd mean = Eigen::VectorXd::NullaryExpr(d, [&] { return 4.0 * uniform(random) - 2.0; });
    const Eigen::VectorXd variances = Eigen::VectorXd::NullaryExpr(d, [&] { return 0.2 + uniform(random); });
    const Eigen::MatrixXd root = Eigen::MatrixXd::NullaryExpr(d, d, [&] { return 0.5 * uniform(random); });
    const Covariance covariance = shape == Shape::shared     ? Covariance::diagonal(of_all)
                                  : shape == Shape::diagonal ? Covariance::diagonal(variances)
                                                             : Covariance::full(root * root.transpose());
    pair.components.push_back({mean, covariance});
    const int role = k % 5;
    pair.base[k] = role == 4 ? 0.0 : role == 2 ? 0.9 : 0.3;
    pair.reweighted[k] = role == 0 ? 0.0 : 0.2;
  }
  pair.base /= pair.base.sum();
  pair.reweighted /= pair.reweighted.sum();
  return pair;
}

/// log of the density of one law and its score, from the textbook formula in long double.
std::pair<long double, LongVector> density(const GuidedPair& pair, const Eigen::VectorXd& weights, double t,
                                           const LongVector& y) {
  std::vector<long double> logs;
  std::vector<LongVector> slopes;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const LongMatrix C = (t * pair.components[k].covariance.matrix()).cast<long double>() +
                         (1.0L - t) * LongMatrix::Identity(y.size(), y.size());
    const LongVector offset = y - sqrtl(t) * pair.components[k].mean.cast<long double>();
    const LongVector solved = C.partialPivLu().solve(offset);
    logs.push_back(logl(weights[static_cast<Eigen::Index>(k)]) - 0.5L * (offset.dot(solved) + logl(C.determinant())));
    slopes.push_back(-solved);
  }
  const long double largest = *std::max_element(logs.begin(), logs.end());
  long double sum = 0.0L;
  LongVector slope = LongVector::Zero(y.size());
  for (std::size_t k = 0; k < logs.size(); ++k) {
    sum += expl(logs[k] - largest);
    slope += expl(logs[k] - largest) * slopes[k];
  }
  return {largest + logl(sum), slope / sum};
}

constexpr std::int64_t n_points = 64;

/// Points around the means, and every eighth one `far` from everything.
template <class T>
std::vector<T> points(Eigen::Index d, double far) {
  std::vector<T> y(static_cast<std::size_t>(d * n_points));
  std::mt19937 random(99);
  std::normal_distribution<double> normal;
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<T>((i % 8 == 3 ? far : 1.5) * normal(random));
  return y;
}

template <class T>
std::vector<T> stepped(const GuidedPair& pair, std::vector<T> y, Lanes lanes, std::int64_t& n_far) {
  ComponentTable<T> table;
  TableMaker(pair).make(0.7, table);
  std::vector<T> z(y.size());
  for (std::size_t i = 0; i < z.size(); ++i) z[i] = static_cast<T>(std::sin(static_cast<double>(i)));
  n_far =
      take_step(table, {T(1.01), T(0.03), T(0.2), T(1.7), n_points, n_points - 1, n_points}, z.data(), y.data(), lanes);
  return y;
}

const Shape shapes[] = {Shape::shared, Shape::diagonal, Shape::full};

}  // namespace

TEST_CASE("a step and log h agree with the textbook formula in long double", "[exact]") {
  for (const Shape shape : shapes) {
    for (const Eigen::Index d : {1, 2, 3, 4, 7}) {
      for (const double far : {1.5, 60.0, 2000.0}) {
        if (d == 1 && shape == Shape::full) continue;
        INFO("shape " << static_cast<int>(shape) << ", d " << d << ", far " << far);
        const GuidedPair pair = pair_of(shape, d, 10);
        const std::vector<double> y = points<double>(d, far);
        std::int64_t n_far = 0;
        const std::vector<double> next = stepped<double>(pair, y, Lanes::widest, n_far);
        ComponentTable<double> table;
        TableMaker(pair).make(0.7, table);
        std::vector<double> ratio(n_points);
        log_ratio(table, {y.data(), n_points, n_points}, ratio.data());
        CHECK((far > 50.0) == (n_far > 0));
        double worst = 0.0, worst_ratio = 0.0;
        for (std::int64_t i = 0; i < n_points; ++i) {
          LongVector point(d);
          for (Eigen::Index j = 0; j < d; ++j) point[j] = y[static_cast<std::size_t>(j * n_points + i)];
          const auto [log_a, s_a] = density(pair, pair.base, 0.7, point);
          const auto [log_b, s_b] = density(pair, pair.reweighted, 0.7, point);
          for (Eigen::Index j = 0; j < d; ++j) {
            const auto at = static_cast<std::size_t>(j * n_points + i);
            const long double want = 1.01L * point[j] + 0.03L * (s_a[j] + 1.7L * (s_a[j] - s_b[j])) +
                                     0.2L * static_cast<long double>(std::sin(static_cast<double>(at)));
            const long double size = 1.0L + fabsl(point[j]);
            worst = std::max(worst, static_cast<double>(fabsl(static_cast<long double>(next[at]) - want) / size));
          }
          // Exponents of size E have a rounding error of a few epsilon E.
          const long double exponent = 1.0L + fabsl(log_a) + fabsl(log_b);
          worst_ratio = std::max(
              worst_ratio, static_cast<double>(fabsl(ratio[static_cast<std::size_t>(i)] - (log_b - log_a)) / exponent));
        }
        // Condition numbers of the tilted covariances reach 1e2 at this time, exponents 1e3 within the sums.
        CHECK(worst < 1e-12);
        CHECK(worst_ratio < 1e-13);
      }
    }
  }
}

TEST_CASE("a step near one law and 80 standard deviations from the other is right", "[exact]") {
  for (const Eigen::Index d : {1, 2, 3, 5}) {
    GuidedPair pair;
    for (const double mean : {0.0, 80.0}) {
      pair.components.push_back({Eigen::VectorXd::Constant(d, mean), Covariance::isotropic(d, 1.0)});
    }
    pair.base = Eigen::Vector2d(0.5, 0.5);
    pair.reweighted = Eigen::Vector2d(0.0, 1.0);
    const std::vector<double> y = points<double>(d, 1.5);
    std::int64_t n_far = 0;
    std::feclearexcept(FE_UNDERFLOW);
    const std::vector<double> next = stepped<double>(pair, y, Lanes::widest, n_far);
    if (d > 3) CHECK(std::fetestexcept(FE_UNDERFLOW) == 0);  // subnormal numbers are slow in the sums over components
    CHECK(n_far == n_points - 1);
    // Each law is one Gaussian here, to far below rounding: s = -y and s^J = sqrt(t) m - y.
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double gap = -std::sqrt(0.7) * 80.0;  // s - s^J
      const double want = 1.01 * y[i] + 0.03 * (-y[i] + 1.7 * gap) + 0.2 * std::sin(static_cast<double>(i));
      CHECK(std::abs(next[i] - want) < 1e-13);
    }
  }
}

TEST_CASE("a step is the same bits in one lane and on every target, far points included", "[exact]") {
  // Ranges of the table that one component, two and four at a time divide.
  const int n_components = GENERATE(7, 10, 20);
  for (const Shape shape : shapes) {
    for (const Eigen::Index d : {1, 2, 3, 5}) {
      if (d == 1 && shape == Shape::full) continue;
      INFO("shape " << static_cast<int>(shape) << ", d " << d << ", K " << n_components);
      const GuidedPair pair = pair_of(shape, d, n_components);
      const auto check = [&]<class T>(T) {
        std::int64_t n_far = 0, n_far_twin = 0;
        const std::vector<T> y = points<T>(d, 60.0);
        const std::vector<T> widest = stepped<T>(pair, y, Lanes::widest, n_far);
        CHECK(stepped<T>(pair, y, Lanes::one, n_far_twin) == widest);
        CHECK(n_far_twin == n_far);
        for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
          hwy::SetSupportedTargetsForTest(target);
          CHECK(stepped<T>(pair, y, Lanes::widest, n_far_twin) == widest);
        }
        hwy::SetSupportedTargetsForTest(0);
      };
      check(double{});
      check(float{});
    }
  }
}

TEST_CASE("float steps agree with double ones to float accuracy", "[exact]") {
  for (const Shape shape : shapes) {
    const GuidedPair pair = pair_of(shape, 3, 7);
    std::int64_t n_far = 0;
    const std::vector<float> y = points<float>(3, 1.5);
    const std::vector<float> narrow = stepped<float>(pair, y, Lanes::widest, n_far);
    const std::vector<double> wide = stepped<double>(pair, {y.begin(), y.end()}, Lanes::widest, n_far);
    // Exponents up to 30 carry 30 times 6e-8 into weights of a drift of size 0.3.
    for (std::size_t i = 0; i < y.size(); ++i) CHECK(std::abs(static_cast<double>(narrow[i]) - wide[i]) < 3e-6);
  }
}
