#include "theory/law/line_law.hpp"

#include <cmath>
#include <limits>
#include <variant>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/oracle/affine_axes.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {

constexpr double any = std::numeric_limits<double>::infinity();

HeunChurn churned(double S_churn) { return {S_churn, 0.0, any, 1.0}; }

struct MomentsOfRule {
  Scheme scheme;
  double w;
  std::int64_t n_steps;
  double expected_cost;
  double mean;
  double second_moment;
};

void check_row(const MomentsOfRule& row, double within) {
  INFO(name(row.scheme) << ", w = " << row.w << ", N = " << row.n_steps);
  const GuidedPair pair = load_case("unit-pair").pair;
  const LineLaw law = line_law(pair, chain_of(row.n_steps, row.w, row.scheme, 1e-3, 0.99));
  CHECK(std::abs(law.expected_cost().value - row.expected_cost) <= within);
  CHECK(std::abs(law.mean().value - row.mean) <= within);
  CHECK(std::abs(law.second_moment().value - row.second_moment) <= within);
  CHECK(law.expected_cost().error <= 1e-8);
  CHECK(law.mass_defect().value <= 1e-8);
}

// One Gaussian and an exponential cost: all scores are affine, and so are the rules. In EDM coordinates u = x /
// sqrt(t), Sigma, as their papers have them, with the denoiser D = slope u + shift; nothing in common with the rules
// but that.
struct Denoiser {
  double slope;
  double shift;
};

class GaussianCase {
 public:
  GaussianCase(const GuidedPair& pair, const Chain& chain) : pair_(pair), chain_(chain) {
    const auto [m, v, m_J, v_J] = affine_axes(pair).front();
    axis_ = {m, v, m_J, v_J};
    const double t0 = chain.grid.first().value;
    mean_ = m;
    variance_ = (t0 * v + 1.0 - t0) / t0;
  }

  Denoiser denoiser(double Sigma) const {
    const double omega = pair_.omega(chain_.guidance.scale.value);
    const double V = axis_.v + Sigma * Sigma, V_J = axis_.v_J + Sigma * Sigma;
    const Denoiser base{axis_.v / V, Sigma * Sigma * axis_.m / V};
    const Denoiser other{axis_.v_J / V_J, Sigma * Sigma * axis_.m_J / V_J};
    return {base.slope + omega * (base.slope - other.slope), base.shift + omega * (base.shift - other.shift)};
  }

  /// u' = a u + b + noise.
  void take(double a, double b, double noise_variance) {
    mean_ = a * mean_ + b;
    variance_ = a * a * variance_ + noise_variance;
  }
  void heun(double Sigma, double to) {
    const Denoiser D = denoiser(Sigma), D_to = denoiser(to);
    const Denoiser d{(1.0 - D.slope) / Sigma, -D.shift / Sigma};
    const Denoiser euler{1.0 + (to - Sigma) * d.slope, (to - Sigma) * d.shift};
    const Denoiser d_to{(1.0 - D_to.slope) * euler.slope / to, ((1.0 - D_to.slope) * euler.shift - D_to.shift) / to};
    take(1.0 + 0.5 * (to - Sigma) * (d.slope + d_to.slope), 0.5 * (to - Sigma) * (d.shift + d_to.shift), 0.0);
  }
  void churned_heun(double Sigma, double to, double gamma, double S_noise) {
    const double higher = (1.0 + gamma) * Sigma;
    take(1.0, 0.0, (higher * higher - Sigma * Sigma) * S_noise * S_noise);
    heun(higher, to);
  }
  void dpmpp_sde(double Sigma, double to) {
    const double middle = std::sqrt(Sigma * to);
    const auto keep = [](double from, double next) { return next * next / (from * from); };
    const Denoiser D = denoiser(Sigma), D_m = denoiser(middle);
    const double k = keep(Sigma, middle), k_whole = keep(Sigma, to), k_rest = keep(middle, to);
    const double inner = middle * std::sqrt(1.0 - k);  // of z_1 in u_m
    const double through = (1.0 - k_whole) * D_m.slope;
    const double of_inner = (through + k_rest) * inner;
    take(k_whole + through * (k + (1.0 - k) * D.slope),
         (1.0 - k_whole) * D_m.shift + through * (1.0 - k) * D.shift,
         of_inner * of_inner + to * to * (1.0 - k_rest));
  }
  /// keep u + (1 - keep) (D + r (D - D_before)) + noise: keep = to / Sigma for the flow, its square for the SDE.
  void multistep(double Sigma, double to, double before, double keep, double noise_variance) {
    const Denoiser D = denoiser(Sigma);
    const double r = before == 0.0 ? 0.0 : 0.5 * std::log(Sigma / to) / std::log(before / Sigma);
    const double a = keep + (1.0 - keep) * (1.0 + r) * D.slope;
    const double c = -(1.0 - keep) * r;
    const double mean = a * mean_ + (1.0 - keep) * (1.0 + r) * D.shift + c * last_mean_;
    const double variance =
        a * a * variance_ + 2.0 * a * c * covariance_ + c * c * last_variance_ + noise_variance;
    covariance_ = D.slope * (a * variance_ + c * covariance_);
    last_variance_ = D.slope * D.slope * variance_;
    last_mean_ = D.slope * mean_ + D.shift;
    mean_ = mean;
    variance_ = variance;
  }

  LineTail end(const Scheme& scheme) {
    const std::vector<double>& t = chain_.grid.times();
    const auto Sigma = [&](std::size_t n) { return std::sqrt((1.0 - t[n]) / t[n]); };
    for (std::size_t n = 0; n + 1 < t.size(); ++n) {
      const double from = Sigma(n), to = Sigma(n + 1), before = n == 0 ? 0.0 : Sigma(n - 1);
      const double keep = to / from;
      if (scheme == Scheme(Heun{})) heun(from, to);
      if (scheme == Scheme(DpmppSde{})) dpmpp_sde(from, to);
      if (scheme == Scheme(Dpmpp2m{})) multistep(from, to, before, keep, 0.0);
      if (scheme == Scheme(SdeDpmpp2m{})) {
        multistep(from, to, before, keep * keep, to * to * (1.0 - keep * keep));
      }
      if (const auto* churn = std::get_if<HeunChurn>(&scheme.rule())) {
        churned_heun(from, to, churn->S_churn / static_cast<double>(t.size() - 1), churn->S_noise);
      }
    }
    return {std::sqrt(t.back()) * mean_, t.back() * variance_};
  }

 private:
  struct Axis {
    double m, v, m_J, v_J;
  };
  const GuidedPair& pair_;
  const Chain& chain_;
  Axis axis_{};
  double mean_;
  double variance_;
  double covariance_ = 0.0;  ///< of u and the denoised state before
  double last_mean_ = 0.0;
  double last_variance_ = 0.0;
};

}  // namespace

TEST_CASE("O7 for staged rules: their laws on a Gaussian are their own scalar recursions", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  for (const Scheme scheme : {Scheme(Heun{}), Scheme(HeunChurn{3.0, 0.0, any, 1.01}), Scheme(Dpmpp2m{}),
                              Scheme(SdeDpmpp2m{}), Scheme(DpmppSde{})}) {
    INFO(name(scheme));
    const Chain chain = chain_of(20, 0.8, scheme, 1e-2, 0.95);
    const auto [mean, variance] = GaussianCase(pair, chain).end(scheme);
    const LineLaw law = line_law(pair, chain);
    CHECK(law.mean().value == Approx(mean).epsilon(1e-12));
    CHECK(law.second_moment().value == Approx(variance + mean * mean).epsilon(1e-12));
  }
}

// At w = 0 the case has one Gaussian, N(1, 1), and h = 1 + exp(-2 sqrt(t) y): the mean is kept by every rule, and E h
// is known once the variance is.
TEST_CASE("SDE-DPM++(2M) at w = 0 in closed form", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  for (const std::int64_t n : {8, 32}) {
    const Chain chain = chain_of(n, 0.0, SdeDpmpp2m{}, 1e-3, 0.99);
    const LineLaw law = line_law(pair, chain);
    const double mean = std::sqrt(0.99);
    const double variance = law.second_moment().value - mean * mean;
    CHECK(law.mean().value == Approx(mean).epsilon(1e-12));
    CHECK(law.expected_cost().value == Approx(1.0 + std::exp(-2.0 * 0.99 + 2.0 * 0.99 * variance)).epsilon(1e-10));
  }
}

// From prototypes of their own (numpy, and long double: verify/reference/staged_laws.cpp), good to 1e-7 for these.
TEST_CASE("the laws of rules with noise and stages or a memory are those of the prototype", "[exact]") {
  for (const MomentsOfRule& row : {MomentsOfRule{churned(4.0), 0.0, 8, 4.843574341, 0.994987437, 2.670001390},
                                   MomentsOfRule{churned(4.0), 0.0, 32, 2.085096096, 0.994987437, 2.031246743},
                                   MomentsOfRule{churned(4.0), 1.0, 8, 1.364617092, 1.587311210, 3.666557626},
                                   MomentsOfRule{churned(4.0), 1.0, 32, 1.144973684, 1.541130602, 3.028136356},
                                   MomentsOfRule{SdeDpmpp2m{}, 0.0, 8, 6.530602910, 0.994987437, 2.853786280},
                                   MomentsOfRule{SdeDpmpp2m{}, 1.0, 8, 1.300805332, 1.230993211, 2.363698980},
                                   MomentsOfRule{DpmppSde{}, 0.0, 8, 1.379287786, 0.994987437, 1.500373721},
                                   MomentsOfRule{DpmppSde{}, 1.0, 8, 1.075071094, 1.534432270, 2.612474069}}) {
    check_row(row, 1e-9);
  }
}

TEST_CASE("affine chains step by step with the trapezoidal rule have the law of chain_law", "[exact]") {
  const GuidedPair pair = load_case("narrow-rival").pair;
  for (const Scheme scheme : {Scheme(Ddpm{}), Scheme(Ddim{0.5}), Scheme(ExponentialSde{0.3})}) {
    INFO(name(scheme));
    const Chain chain = chain_of(24, 1.5, scheme, 1e-3, 0.95);
    const ChainLaw law = chain_law(pair, chain);
    const LineLaw stepped = line_law(pair, chain, stepping_rule(scheme));
    CHECK(std::abs(stepped.expected_cost().value - law.expected_cost().value) <= 1e-9);
    const Value tv = divergences(stepped.density(), law).tv;
    CHECK(tv.value <= tv.error + 1e-12);
    CHECK(tv.error <= 1e-6);
  }
}

TEST_CASE("churn 0 is Heun, and its noise stays within S_min and S_max", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const auto second = [&](const Scheme& scheme) {
    return line_law(pair, chain_of(12, 1.0, scheme, 1e-2, 0.95)).second_moment().value;
  };
  const double heun = second(Heun{});
  CHECK(second(churned(0.0)) == Approx(heun).epsilon(1e-14));
  CHECK(second(HeunChurn{4.0, 20.0, any, 1.0}) == Approx(heun).epsilon(1e-14));  // no Sigma of the grid is there
  CHECK(second(HeunChurn{4.0, 0.0, 0.1, 1.0}) == Approx(heun).epsilon(1e-14));
  const double part = second(HeunChurn{4.0, 1.0, 5.0, 1.0});
  const double more = second(HeunChurn{4.0, 1.0, 5.0, 1.05});
  CHECK(std::abs(part - heun) > 1e-5);
  CHECK(std::abs(part - second(churned(4.0))) > 1e-5);
  CHECK(more - part > 1e-4);
}

TEST_CASE("densities of staged rules are known everywhere, in the far tails too", "[exact]") {
  for (const char* which : {"wide-rival", "gaussian-tilt"}) {
    const GuidedPair pair = load_case(which).pair;
    for (const Scheme scheme : {Scheme(SdeDpmpp2m{}), Scheme(DpmppSde{}), Scheme(HeunChurn{6.0, 0.0, any, 1.003})}) {
      INFO(which << ", " << name(scheme));
      LawOptions options;
      options.tolerance = 1e-9;
      const ResolvedLaw law = line_law(pair, chain_of(16, 0.5, scheme, 1e-2, 0.95), options).density();
      const double tv = plain_divergences(law.law(), law.coarse_law()).tv;
      CHECK(tv <= 1e-6);
      CHECK(law.law().log_density.minCoeff() >= -1e6);
      CHECK(std::abs(law.law().mass() - 1.0) <= 1e-8);
    }
  }
}

// A weak order of 2 where promised, against the limit of the rule's own noise share.
TEST_CASE("weak orders by exact laws: 2 for SDE-DPM++(2M) and DPM++ SDE", "[exact]") {
  const GuidedPair pair = load_case("gaussian-tilt").pair;
  for (const Scheme scheme : {Scheme(SdeDpmpp2m{}), Scheme(DpmppSde{})}) {
    const Chain any_chain = chain_of(8, 0.5, scheme, 1e-1, 0.8);
    const double limit = fokker_planck_law(pair, limit_spec(any_chain)).second_moment().value;
    const auto error = [&](std::int64_t n) {
      return line_law(pair, chain_of(n, 0.5, scheme, 1e-1, 0.8)).second_moment().value - limit;
    };
    const double errors[3] = {error(32), error(64), error(128)};
    const double first = std::log2(errors[0] / errors[1]);
    const double second = std::log2(errors[1] / errors[2]);
    INFO(name(scheme) << ": " << first << ", then " << second);
    CHECK(std::abs(2.0 * second - first - 2.0) <= 0.05);
  }
}

// Noise and step one after the other, each of them exact on p_t alone: a splitting of first order.
TEST_CASE("heun with churn is of order 1 under guidance, of order 2 without", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const auto order = [&](double w, const auto& of) {
    const auto value = [&](std::int64_t n) { return of(line_law(pair, chain_of(n, w, churned(2.0), 1e-1, 0.8))); };
    const double values[4] = {value(128), value(256), value(512), value(1024)};
    const double before = std::log2((values[0] - values[1]) / (values[1] - values[2]));
    return 2.0 * std::log2((values[1] - values[2]) / (values[2] - values[3])) - before;
  };
  CHECK(order(0.5, [](const LineLaw& law) { return law.mean().value; }) == Approx(1.0).margin(0.02));
  CHECK(order(0.0, [](const LineLaw& law) { return law.second_moment().value; }) == Approx(2.0).margin(0.02));
}

TEST_CASE("the limit of churn is another one for every grid, and said to be", "[bad-input]") {
  CHECK_THROWS_WITH(limit_spec(chain_of(8, 1.0, churned(4.0), 1e-3, 0.9)), ContainsSubstring("another limit"));
}

}  // namespace plumbline
