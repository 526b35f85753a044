#include <fmt/format.h>

#include <algorithm>

#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/numeric_derivative.hpp"
#include "verify/claim/sampler_field.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace f2 {

constexpr std::int64_t n_points = 32;
constexpr StepCount steps{6};
constexpr GuidanceScale w{1.0};
constexpr double resolution = 1e-7;  // of scores of order one

/// What guidance adds to the score, at the times and with the signs of the sampler under test, against -omega grad log
/// h_t at the times of the true chain: its scores against differences of log h_t, which know no derivative.
std::vector<Check> check(Workbench& bench) {
  const SamplerField field(bench, Stream::f2);
  const Chain chain = Workbench::chain(Scheme::exponential, steps, w);
  const std::vector<Step<double>> taken = bench.sampler_run(chain).steps;
  const double omega = bench.pair().omega(w.value);
  std::vector<Check> checks;
  for (std::size_t n = 1; n < taken.size(); ++n) {
    const double t = chain.grid.times()[n];
    const Eigen::MatrixXd y = field.points(t, n_points);
    const Eigen::MatrixXd added = field.guided_score(taken[n].time, taken[n].omega, y) - field.guided_score(t, 0.0, y);
    const Eigen::ArrayXd exponents = 1.0 + field.log_density(t, y).abs() + field.log_h(t, y).abs();
    Value worst{0.0, 0.0, "the sampler's scores"};
    for (Eigen::Index j = 0; j < y.rows(); ++j) {
      const auto slope = numeric_derivative(
          [&](double x) {
            Eigen::MatrixXd shifted = y;
            shifted.row(j).array() += x;
            return field.log_h(t, shifted);
          },
          field.short_length(t), exponents);
      const Eigen::ArrayXd difference = added.row(j).transpose().array() + omega * slope.value;
      worst.value = std::max(worst.value, difference.abs().maxCoeff());
      worst.error = std::max(worst.error, slope.error.maxCoeff());
    }
    checks.push_back(
        exactly_equal(fmt::format("largest |G - s + omega grad log h_t| at {} points, t = {:.3g} = 0", n_points, t),
                      worst, {0.0, 0.0, "central differences of log h_t"}, resolution));
  }
  return checks;
}

}  // namespace f2

Claim claim_f2() {
  return {"F2",
          "s^J_t - s_t = grad log h_t, so guidance adds -w grad log h_t to the score (w grad log h_t for a reward)",
          "Lemmas 1, 2",
          "central differences of log h_t, extrapolated, in any dimension",
          [](const Workbench&) { return std::string(); },
          f2::check};
}

}  // namespace plumbline
