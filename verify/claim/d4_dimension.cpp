#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/ensemble.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/reduced/product_law.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/order_check.hpp"
#include "verify/claim/path_mean_check.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/statistics/sample_size.hpp"

namespace plumbline {
namespace d4 {

constexpr GuidanceScale w{1.0};
constexpr Scheme scheme = Scheme::ddpm;
constexpr double power = 0.99;
constexpr double relative_violation = 0.15;  ///< of TV and of standard deviations: what Monte Carlo must catch

std::string why_not(const Workbench& bench) {
  if (const std::string density = needs_density(bench); !density.empty()) return density;
  const std::optional<Eigen::Index> r = reduced_dimension(bench.pair());
  if (!r) return "the covariances are not equal multiples of the identity";
  return *r == 1 ? "" : fmt::format("the means span {} directions, the exact law here is that of a line", *r);
}

/// The chain in R^d and its limit, each a law on the line times d - 1 Gaussian coordinates.
class Product {
 public:
  Product(Workbench& bench)
      : bench_(bench),
        line_(reduce(bench.pair())),
        limit_(product_limit_law(line_, Workbench::limit_spec(w), bench.law_options())) {}

  const Reduction& line() const { return line_; }
  const ProductLaw& limit() const { return limit_; }
  ProductLaw law(StepCount steps) const {
    return product_chain_law(line_, Workbench::chain(scheme, steps, w), bench_.law_options());
  }
  ProductDistances distances(StepCount steps, Eigen::Index d) const {
    ProductLaw chain = law(steps);
    ProductLaw limit = limit_;
    chain.n = limit.n = d - 1;
    return product_distances(chain, limit);
  }

 private:
  Workbench& bench_;
  Reduction line_;
  ProductLaw limit_;
};

/// The mean of a statistic of one path against its exact value.
struct Statistic {
  std::string what;
  Value exact;
  SampleMoments draw;  ///< what is known of one draw beforehand
  double violation;
  Moments seen{};
};

/// The sampler in R^d: TV from the limit as the mean of (1 - P/Q)^+ over its paths, the mean along the
/// span of the means, and the variance of what is orthogonal to it, each against the reduced exact laws.
std::vector<Check> against_monte_carlo(Workbench& bench, const Product& product, Eigen::Index d, StepCount steps) {
  const ProductLaw law = product.law(steps);
  const double variance = law.variance;
  const double limit_variance = product.limit().variance;
  const Value tv = product.distances(steps, d).tv;
  const Value mean_along = law.line.mean();
  const double spread = law.line.second_moment().value - mean_along.value * mean_along.value;
  const auto n = static_cast<double>(d - 1);
  // (1 - P/Q)^+ of a log-ratio that is nearly Gaussian with mean 0: half a Gaussian
  const double half_gaussian = std::numbers::pi - 1.0;
  std::vector<Statistic> statistics{{"TV from the limit",
                                     tv,
                                     {0, tv.value, half_gaussian * tv.value * tv.value, 1.5, 6.0},
                                     relative_violation * tv.value},
                                    {"mean along the means",
                                     mean_along,
                                     {0, mean_along.value, spread, 0.5, 4.0},
                                     relative_violation * std::sqrt(spread)},
                                    {"orthogonal variance",
                                     {variance, 1e-14 * variance, "recursion of one coordinate"},
                                     {0, variance, 2.0 * variance * variance / n, std::sqrt(8.0 / n), 3.0 + 12.0 / n},
                                     relative_violation * variance / std::sqrt(n)}};
  std::vector<double> rates;
  std::int64_t n_paths = 0;
  for (const Statistic& statistic : statistics) {
    rates.push_back(bench.take_alarm_rate(fmt::format("D4, {} in d = {}", statistic.what, d)));
    n_paths = std::max(n_paths, paths_for_mean({rates.back(), statistic.violation, power}, statistic.draw));
  }
  n_paths = bench.affordable(n_paths);
  const Eigen::VectorXd diagonal = Eigen::VectorXd::Constant(d, 1.0 / std::sqrt(static_cast<double>(d)));
  const GuidedPair space = laid_along(bench.sampler_pair(), product.line().frame, diagonal);
  const Chain chain = Workbench::chain(scheme, steps, w);
  sample_paths(space, bench.sampler_run(chain), bench.ensemble_options(n_paths, Stream::d4),
               [&](std::int64_t, const Eigen::MatrixXd& states) {
                 const Column<double> along = (diagonal.transpose() * states).transpose().array();
                 const Column<double> rest = states.colwise().squaredNorm().transpose().array() - along.square();
                 for (Eigen::Index i = 0; i < along.size(); ++i) {
                   const double log_ratio = law.line.law().log_density_at(along[i]) -
                                            product.limit().line.law().log_density_at(along[i]) -
                                            0.5 * n * std::log(variance / limit_variance) -
                                            0.5 * rest[i] * (1.0 / variance - 1.0 / limit_variance);
                   statistics[0].seen.add(std::max(0.0, -std::expm1(-log_ratio)));
                   statistics[1].seen.add(along[i]);
                   statistics[2].seen.add(rest[i] / n);
                 }
               });
  std::vector<Check> checks;
  for (std::size_t i = 0; i < statistics.size(); ++i) {
    const auto& [what, exact, draw, violation, seen] = statistics[i];
    checks.push_back(path_mean_check(
        bench.tier(),
        fmt::format("{} of {} paths in d = {}, N = {} = reduced exact law", what, n_paths, d, steps.value), seen, exact,
        {rates[i], violation, true}));
  }
  return checks;
}

/// N needed for a fixed KL against the dimension: 1/N ~ C / sqrt(d), with an expansion in powers of 1/sqrt(d).
Check cost_of_dimension(const Product& product, double target, int n_points) {
  OrderStudy needed(fmt::format("1 / (N needed for KL = {}) in sqrt(d)", target));
  for (std::int64_t root = 4; n_points > 0; root *= 2, --n_points) {
    const auto kl = [&](StepCount steps) { return product.distances(steps, root * root).kl_forward; };
    const Value n = steps_needed(kl, target);
    needed.add({root}, Value{1.0, 0.0, n.how} / n);
  }
  return needed.check({OrderKind::equal, 1.0, 0.02});
}

std::vector<Check> check(Workbench& bench) {
  const Product product(bench);
  const bool quick = bench.tier() == Tier::quick;
  std::vector<Check> checks;
  std::vector<std::pair<Eigen::Index, StepCount>> runs{{8, {64}}, {128, {64}}};
  if (!quick) runs.push_back({1024, {256}});
  for (const auto& [d, steps] : runs) {
    for (Check& found : against_monte_carlo(bench, product, d, steps)) checks.push_back(std::move(found));
  }
  checks.push_back(cost_of_dimension(product, quick ? 0.05 : 0.01, quick ? 4 : 5));
  return checks;
}

}  // namespace d4

Claim claim_d4() {
  return {"D4",
          "when the means span few directions, the law in R^d is that of the span times Gaussian coordinates: KL grows "
          "like "
          "d at fixed N, and N like sqrt(d) at fixed KL",
          "Theorem 3",
          "exact laws on the line, closed forms in the other directions; Monte Carlo in R^d",
          d4::why_not,
          d4::check};
}

}  // namespace plumbline
