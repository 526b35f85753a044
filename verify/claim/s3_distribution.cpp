#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/ensemble.hpp"
#include "theory/base/input_error.hpp"
#include "theory/plane/plane_chain_law.hpp"
#include "theory/plane/plane_marginals.hpp"
#include "theory/reduced/product_law.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/path_mean_check.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/sampling/projection_sums.hpp"

namespace plumbline {
namespace s3 {

constexpr GuidanceScale w{1.0};
/// The exact law holds for any chain: few steps leave time for many paths, and a late start keeps them short enough
/// that no law spreads far.
constexpr StepCount n_steps{8};
constexpr Time t0{1e-2};
constexpr Scheme scheme = Scheme::ddpm;
constexpr Eigen::Index space_dimension = 16;
/// The shift that a tier promises to catch, in standard deviations of the statistic (for the distribution, of the
/// projection itself).
double violation_of(Tier tier) { return tier == Tier::quick ? 0.02 : 0.001; }

/// The sampler under test and the projections of its end state.
struct Setting {
  GuidedPair sampler;
  std::vector<Projection> projections;
};

Projection on_line(const ResolvedLaw& law, const std::string& name, const Eigen::VectorXd& direction) {
  return {name, direction, law.law(), law.coarse_law()};
}

Setting in_plane(const Workbench& bench, const Chain& chain) {
  PlaneLawOptions options;
  options.tolerance = 1e-6;  // far below what is to be seen
  options.cost_power = 0.0;
  options.n_threads = 1;
  const ResolvedPlaneLaw law = plane_chain_law(bench.pair(), chain, options);
  const auto projected = [&](const std::string& name, const Eigen::Vector2d& direction, auto marginal) {
    return Projection{name, direction, marginal(law.law()), marginal(law.coarse_law())};
  };
  return {bench.sampler_pair(),
          {projected("x", {1.0, 0.0}, marginal_x), projected("y", {0.0, 1.0}, marginal_y),
           projected("(x + y) / sqrt(2)", Eigen::Vector2d(1.0, 1.0).normalized(), marginal_diagonal)}};
}

/// The problem of the line in R^16, along the diagonal.
Setting in_space(const Workbench& bench, const Chain& chain) {
  const Reduction line = reduce(bench.pair());  // not reduce_to_line(), which needs no variance
  const ProductLaw law = product_chain_law(line, chain, bench.law_options());
  const Eigen::VectorXd diagonal = Eigen::VectorXd::Constant(space_dimension, 1.0).normalized();
  const Eigen::VectorXd first = Eigen::VectorXd::Unit(space_dimension, 0);
  const Eigen::VectorXd across =
      (Eigen::VectorXd::Unit(space_dimension, 1) - Eigen::VectorXd::Unit(space_dimension, 9)).normalized();
  const auto projected = [&](const std::string& name, const Eigen::VectorXd& direction) {
    const double cosine = direction.dot(diagonal);
    return Projection{name, direction, projected_law(law.line.law(), law.variance, cosine),
                      projected_law(law.line.coarse_law(), law.variance, cosine)};
  };
  return {laid_along(bench.sampler_pair(), line.frame, diagonal),
          {on_line(law.line, "along the means", diagonal), projected("first coordinate", first),
           projected("across the means", across)}};
}

/// All paths once; every projection by its distribution function and its first two moments.
std::vector<Check> against_paths(Workbench& bench, const Chain& chain, Setting setting, Stream stream) {
  const auto d = setting.sampler.dimension();
  const double checks_of_all = static_cast<double>(3 * setting.projections.size());
  const ShiftRule rule{.false_alarm = bench.take_alarm_rate(fmt::format("S3, d = {}", d)) / checks_of_all,
                       .shift = violation_of(bench.tier()),
                       .noun = "paths"};
  std::int64_t n_paths = 0;
  std::vector<ProjectionSums> sums;
  for (Projection& projection : setting.projections) {
    projection.name += fmt::format(" in d = {}, N = {}", d, n_steps.value);
    n_paths = std::max(n_paths, states_needed(projection, rule));
    sums.emplace_back(projection);
  }
  sample_paths(setting.sampler, bench.sampler_run(chain), bench.ensemble_options(bench.affordable(n_paths), stream),
               [&](std::int64_t, const Eigen::MatrixXd& states) {
                 for (ProjectionSums& sum : sums) sum.add(states);
               });
  std::vector<Check> checks;
  for (std::size_t k = 0; k < sums.size(); ++k) {
    const Projection& projection = setting.projections[k];
    checks.push_back(distribution_check(projection, sums[k], rule));
    for (const int p : {1, 2}) {
      checks.push_back(path_mean_check(bench.tier(), moment_name(projection, p), sums[k].power(p), projection.moment(p),
                                       moment_rule(projection, p, rule)));
    }
  }
  return checks;
}

std::string why_not(const Workbench& bench) {
  if (bench.pair().dimension() > 2) return "the exact law is one of the line or the plane";
  return needs_density(bench);
}

std::vector<Check> check(Workbench& bench) {
  const Chain chain{make_grid(Schedule::log_uniform, n_steps, t0, Workbench::tend), scheme, {w}, Start::exact};
  if (bench.pair().dimension() == 2) return against_paths(bench, chain, in_plane(bench, chain), Stream::s3);
  const ChainLaw law = chain_law(bench.pair(), chain, bench.law_options());
  std::vector<Check> checks = against_paths(
      bench, chain, {bench.sampler_pair(), {on_line(law, "state", Eigen::VectorXd::Ones(1))}}, Stream::s3);
  if (!reduced_dimension(bench.pair()) == 1) return checks;
  for (Check& found : against_paths(bench, chain, in_space(bench, chain), Stream::s3_in_space)) {
    checks.push_back(std::move(found));
  }
  return checks;
}

}  // namespace s3

Claim claim_s3() {
  return {"S3",
          "the sampler's end states have the distribution of the exact law of its chain, on the line, in the plane and "
          "in R^16",
          "ours",
          "the exact law of the same chain, its marginals and projections",
          s3::why_not,
          s3::check};
}

}  // namespace plumbline
