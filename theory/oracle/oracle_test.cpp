#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "theory/oracle/doob.hpp"
#include "theory/oracle/gaussian_limit.hpp"
#include "theory/oracle/path_kl.hpp"
#include "theory/oracle/power_identity.hpp"
#include "theory/problem/cost_pair.hpp"
#include "theory/static/cost_integrals.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

constexpr double tilt_slope = 0.8;  // the case gaussian-tilt: N(0.5, 2) and J = exp(0.8 x)
constexpr double tilt_mean = 0.5;
constexpr double tilt_variance = 2.0;

Chain log_uniform_chain(std::int64_t n, Scheme scheme, double w, double t0) {
  return {make_grid(Schedule::log_uniform, {n}, {t0}, {1.0}), scheme, {{w}}, Start::exact};
}

std::vector<AxisGaussian<double>> law_of(const GaussianLimit& limit, Time t) {
  std::vector<AxisGaussian<double>> law;
  const Eigen::VectorXd mean = limit.mean(t);
  const Eigen::VectorXd variances = limit.variances(t);
  for (Eigen::Index i = 0; i < mean.size(); ++i) law.push_back({mean[i], variances[i]});
  return law;
}

/// A tilted Gaussian in the plane whose axes are turned against the coordinates.
GuidedPair plane_pair() {
  Eigen::Matrix2d covariance;
  covariance << 0.7, 0.3, 0.3, 1.4;
  const Mixture mixture({{1.0, {Eigen::Vector2d(0.3, -0.6), Covariance::full(covariance)}, 0}});
  return cost_pair(mixture, {0.0, {{1.3, Eigen::Vector2d(0.9, -0.5)}}, {}}, Objective::lower_cost);
}

}  // namespace

TEST_CASE("O6 is the limit of O7 in the number of steps, for every scheme", "[exact]") {
  const double t0 = 1e-2;
  const double w = 1.5;
  for (const GuidedPair& pair : {load_case("gaussian-tilt").pair, plane_pair()}) {
    const GaussianLimit limit(pair, {w}, {t0});
    for (const Scheme scheme : all_schemes) {
      // Polynomial extrapolation in 1/N over N = 64 .. 4096 (Neville): the error expansion is in powers of 1/N.
      std::vector<std::vector<Digits50>> tables(2);
      for (int level = 0; level <= 6; ++level) {
        const auto law = affine_chain_law<Digits50>(pair, log_uniform_chain(64 << level, scheme, w, t0));
        const Digits50 values[] = {law[0].mean, affine_expected_cost<Digits50>(pair, law, {1.0}, 1.0)};
        for (std::size_t i = 0; i < 2; ++i) {
          std::vector<Digits50>& row = tables[i];
          Digits50 entry = values[i];
          for (int k = 0; k < level; ++k) {
            const Digits50 previous = row[static_cast<std::size_t>(k)];
            row[static_cast<std::size_t>(k)] = entry;
            entry += (entry - previous) / ((2 << k) - 1);
          }
          row.push_back(entry);
        }
      }
      INFO(name(scheme));
      CHECK(static_cast<double>(tables[0].back()) == Approx(limit.mean({1.0})[0]).epsilon(1e-12));
      CHECK(static_cast<double>(tables[1].back()) == Approx(limit.expected_cost()).epsilon(1e-12));
    }
  }
}

TEST_CASE("O6 has the values of theory section 3 as t0 -> 0", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  const double w = 0.7;
  const GaussianLimit limit(pair, {w}, {1e-12});
  CHECK(limit.mean({1.0})[0] == Approx(tilt_mean - w * tilt_slope * tilt_variance).epsilon(1e-11));
  CHECK(limit.expected_cost() ==
        Approx(pair.expected * std::exp(-w * tilt_slope * tilt_slope * tilt_variance)).epsilon(1e-11));
  CHECK(limit.path_kl() == Approx(0.5 * w * w * tilt_slope * tilt_slope * tilt_variance).epsilon(1e-11));
}

TEST_CASE("O7 in double agrees with O7 in 50 digits to 1e-12", "[exact]") {
  for (const GuidedPair& pair : {load_case("gaussian-tilt").pair, plane_pair()}) {
    for (const Start start : {Start::exact, Start::gaussian, Start::sigma_max, Start::reweighted}) {
      Chain chain = log_uniform_chain(1000, Scheme::ddpm, 2.0, 1e-4);
      chain.start = start;
      const auto in_double = affine_chain_law<double>(pair, chain);
      const auto reference = affine_chain_law<Digits50>(pair, chain);
      for (std::size_t i = 0; i < in_double.size(); ++i) {
        CHECK(in_double[i].mean == Approx(static_cast<double>(reference[i].mean)).epsilon(1e-12));
        CHECK(in_double[i].variance == Approx(static_cast<double>(reference[i].variance)).epsilon(1e-12));
      }
      CHECK(affine_expected_cost(pair, in_double, {1.0}, 1.0) ==
            Approx(static_cast<double>(affine_expected_cost(pair, reference, {1.0}, 1.0))).epsilon(1e-12));
    }
  }
}

TEST_CASE("O7: one step is the Gaussian integral it says, and E h^q the integral of h^q", "[exact]") {
  // A bump cost: base N(0.5, 2), reweighted narrower and moved, so kappa and c have both of their terms.
  const Mixture mixture({{1.0, {Eigen::VectorXd::Constant(1, 0.5), Covariance::isotropic(1, 2.0)}, 0}});
  const GuidedPair pair =
      cost_pair(mixture, {0.0, {}, {{1.0, Eigen::VectorXd::Constant(1, 1.2), 0.9}}}, Objective::lower_cost);
  const Chain chain = log_uniform_chain(1, Scheme::exponential, 0.6, 0.3);
  const Step<double> step = make_steps<double>(chain, pair).front();
  const Marginals<double> start(pair, 0.3);
  const Marginals<double> end(pair, 1.0);
  const auto slope = [](const LineMixture<double>& mixture_at, double y) {  // central difference, eighth-order small
    const double e = 1e-3;
    return (mixture_at.log_density(y + e) - mixture_at.log_density(y - e)) / (2.0 * e);
  };
  double mass = 0.0;
  double mean = 0.0;
  double cost = 0.0;
  const double h = 0.05;
  for (double x = -14.0; x <= 15.0; x += h) {
    const double s = slope(start.base, x);
    const double moved = step.A * x + step.B * (s + 0.6 * (s - slope(start.reweighted, x)));
    for (double z = -9.0; z <= 9.0; z += h) {
      const double y = moved + step.S * z;
      const double weight = h * h * std::exp(start.log_p(x) - 0.5 * z * z) / std::sqrt(2.0 * 3.14159265358979323846);
      mass += weight;
      mean += weight * y;
      cost += weight * std::exp(1.5 * end.log_h(y));
    }
  }
  const auto law = affine_chain_law<double>(pair, chain);
  CHECK(mass == Approx(1.0).epsilon(1e-10));
  CHECK(law[0].mean == Approx(mean).epsilon(1e-8));
  CHECK(affine_expected_cost(pair, law, {1.0}, 1.5) == Approx(cost).epsilon(1e-8));
}

TEST_CASE("O1 holds on the Gaussian closed form, where the power is a true martingale", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  for (const double w : {-0.75, 0.5, 2.0}) {
    const GaussianLimit limit(pair, {w}, {1e-2});
    const Value right = power_identity(pair, {w}, {1e-2});
    const double left = affine_expected_cost(pair, law_of(limit, {1.0}), {1.0}, invariant_power(pair, {w}));
    CHECK(left == Approx(right.value).epsilon(1e-11));
  }
  const GuidedPair narrow = load_case("narrow-rival").pair;
  CHECK(power_identity(narrow, {0.5}, {1e-9}).value == Approx(100.0 / 9.0).epsilon(1e-7));
}

TEST_CASE("O2: the sign of the trend is that of the derivative along the Gaussian closed form", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  for (const double w : {-1.0, -0.25, 0.0, 1.0}) {
    const GaussianLimit limit(pair, {w}, {1e-2});
    for (const double q : {-0.5, 0.0, 0.3, 1.0, 2.5, 3.5}) {
      const auto moment = [&](double t) { return affine_expected_cost(pair, law_of(limit, {t}), {t}, q); };
      const double change = moment(0.6) / moment(0.5) - 1.0;
      INFO("w = " << w << ", q = " << q << ", change " << change);
      const Trend trend = power_trend(pair, {w}, q);
      if (trend == Trend::constant) CHECK(std::abs(change) < 1e-13);
      if (trend == Trend::decreasing) CHECK(change < -1e-4);
      if (trend == Trend::increasing) CHECK(change > 1e-4);
    }
  }
  CHECK(power_trend(pair, {1.0}, 3.0) == Trend::constant);
  GuidedPair reward = pair;
  reward.objective = Objective::raise_reward;
  CHECK(power_trend(reward, {1.0}, 1.0) == Trend::increasing);
}

TEST_CASE("O4: the law at omega = -1 from p^J is p^J", "[exact]") {
  const GuidedPair pair = plane_pair();
  Chain chain = log_uniform_chain(1 << 16, Scheme::exponential, doob_scale(pair).value, 1e-2);
  chain.start = Start::reweighted;
  const auto law = affine_chain_law<double>(pair, chain);
  const MixtureMoments moments = mixture_moments(pair, pair.reweighted, {1.0});
  const Covariance& axes = pair.components.back().covariance;
  const Eigen::VectorXd mean = axes.to_axes(moments.mean);
  CHECK(law[0].mean == Approx(mean[0]).epsilon(1e-4));
  CHECK(law[1].variance == Approx(axes.eigenvalues()[1]).epsilon(1e-3));
  CHECK(moments.covariance.isApprox(axes.matrix(), 1e-12));
  // p^J = J p / E J, and the moment of h under it.
  const GuidedPair narrow = load_case("narrow-rival").pair;
  const Marginals<double> marginals(narrow, 0.4);
  for (const double y : {-2.0, 0.1, 3.0}) {
    CHECK(log_doob_density(narrow, {0.4}, Eigen::VectorXd::Constant(1, y)) ==
          Approx(marginals.log_p(y) + marginals.log_h(y) - std::log(narrow.expected)).epsilon(1e-13));
  }
  const GuidedPair tilt = load_case("gaussian-tilt").pair;
  const std::vector<AxisGaussian<double>> tilted{{tilt_mean + tilt_slope * tilt_variance, tilt_variance}};
  CHECK(doob_expected_cost(tilt, {1.0}).value == Approx(affine_expected_cost(tilt, tilted, {1.0}, 1.0)).epsilon(1e-12));
}

TEST_CASE("O5 gives the path KL of the Gaussian closed form", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  for (const double w : {-2.0, 0.4, 3.0}) {
    const GaussianLimit limit(pair, {w}, {1e-2});
    const Value end{tilt_slope * limit.mean({1.0})[0], 0.0, "closed form"};
    const Value kl = path_kl(pair, {w}, {1e-2}, end);
    CHECK(std::abs(kl.value - limit.path_kl()) <= kl.error + 1e-13 * kl.value);
  }
}

TEST_CASE("affine oracles refuse what is not affine", "[bad-input]") {
  const Chain chain = log_uniform_chain(4, Scheme::ddpm, 1.0, 0.1);
  CHECK_THROWS_WITH(affine_chain_law<double>(load_case("unit-pair").pair, chain),
                    ContainsSubstring("reweighted law is not one Gaussian"));
  const Mixture mixture({{1.0, {Eigen::VectorXd::Zero(1), Covariance::isotropic(1, 1.0)}, 0}});
  const GuidedPair bump = cost_pair(mixture, {0.0, {}, {{1.0, Eigen::VectorXd::Zero(1), 1.0}}}, Objective::lower_cost);
  CHECK_NOTHROW(affine_chain_law<double>(bump, chain));
  CHECK_THROWS_WITH(GaussianLimit(bump, {1.0}, {0.1}), ContainsSubstring("changes the covariance"));
}
