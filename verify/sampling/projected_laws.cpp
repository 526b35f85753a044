#include "verify/sampling/projected_laws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

#include "theory/base/input_error.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/plane/plane_fokker_planck.hpp"
#include "theory/plane/plane_marginals.hpp"
#include "theory/reduced/product_law.hpp"
#include "theory/static/marginals.hpp"

namespace plumbline {
namespace {

constexpr const char* chain_how = "exact law of the chain";
constexpr const char* limit_how = "law of (26)";
constexpr const char* data_how = "noised data law, closed form";

/// How the law of a problem in R^d comes from one on the line or in the plane.
std::optional<Reduction> reduction_of(const GuidedPair& pair) {
  const Eigen::Index d = pair.dimension();
  if (d <= 2) return Reduction{pair, Eigen::MatrixXd::Identity(d, d), 0, 1.0};
  const std::optional<Eigen::Index> r = reduced_dimension(pair);
  return r && *r <= 2 ? std::optional(reduce(pair)) : std::nullopt;
}

Reduction require_reduction(const GuidedPair& pair) {
  if (std::optional<Reduction> found = reduction_of(pair)) return *std::move(found);
  throw InputError(why_no_exact_projections(pair), "projected laws", "hold the states against an ensemble");
}

/// The density `log_density` of a law on the line that lives between two places and varies over `width`.
GridLaw on_grid(double from, double to, double width, const std::function<double(double)>& log_density) {
  constexpr double points_a_width = 8.0;
  const auto n = static_cast<Eigen::Index>(std::ceil((to - from) / width * points_a_width)) + 1;
  GridLaw law{from, width / points_a_width, Column<double>(n)};
  for (Eigen::Index i = 0; i < n; ++i) law.log_density[i] = log_density(law.y(i));
  return law;
}

constexpr int reach = 9;  ///< deviations that a grid of a Gaussian extends to either side

/// One direction across the span of the means, in which every law is N(0, variance).
Projection across(const Reduction& problem, double variance, const char* how) {
  const Eigen::MatrixXd& frame = problem.frame;
  Eigen::Index least = 0;
  frame.rowwise().squaredNorm().minCoeff(&least);
  Eigen::VectorXd direction = Eigen::VectorXd::Unit(frame.rows(), least);
  direction -= frame * (frame.transpose() * direction);
  const GridLaw law = gaussian_on_grid(0.0, variance);
  return {"across the means", direction.normalized(), law, law, how};
}

std::vector<Projection> from_line(const Reduction& problem, const ProductLaw& law, const char* how) {
  const GridLaw &fine = law.line.law(), &coarse = law.line.coarse_law();
  const Eigen::Index d = problem.frame.rows();
  if (d == 1) return {{"the state", Eigen::VectorXd::Ones(1), fine, coarse, how}};
  std::vector<Projection> found{{"along the means", problem.frame.col(0), fine, coarse, how}};
  const double cosine = problem.frame(0, 0);
  if (std::abs(cosine) < 0.99) {
    found.push_back({"the first coordinate", Eigen::VectorXd::Unit(d, 0), projected_law(fine, law.variance, cosine),
                     projected_law(coarse, law.variance, cosine), how});
  }
  found.push_back(across(problem, law.variance, how));
  return found;
}

std::vector<Projection> from_plane(const Reduction& problem, const ResolvedPlaneLaw& law, double variance,
                                   const char* how) {
  const auto projected = [&](const char* name, const Eigen::Vector2d& direction, auto marginal) {
    return Projection{name, problem.frame * direction, marginal(law.law()), marginal(law.coarse_law()), how};
  };
  std::vector<Projection> found{
      projected("x", {1.0, 0.0}, marginal_x), projected("y", {0.0, 1.0}, marginal_y),
      projected("(x + y) / sqrt(2)", Eigen::Vector2d(1.0, 1.0).normalized(), marginal_diagonal)};
  if (problem.n_orthogonal > 0) found.push_back(across(problem, variance, how));
  return found;
}

}  // namespace

Transitions SamplerLaw::run() const {
  Transitions run = make_transitions(chain, pair);
  if (!steps.empty()) run.steps = steps;
  return run;
}

GridLaw gaussian_on_grid(double mean, double variance, int points_a_deviation) {
  const double deviation = std::sqrt(variance);
  const Eigen::Index n = 2 * reach * points_a_deviation + 1;
  GridLaw law{mean - reach * deviation, deviation / points_a_deviation, Column<double>(n)};
  for (Eigen::Index i = 0; i < n; ++i) {
    const double gap = law.y(i) - mean;
    law.log_density[i] = -0.5 * (gap * gap / variance + std::log(2.0 * std::numbers::pi * variance));
  }
  return law;
}

std::string why_no_exact_projections(const GuidedPair& pair) {
  if (reduction_of(pair)) return "";
  return fmt::format("no exact law is known in d = {} for unequal covariances or means that fill more than a plane",
                     pair.dimension());
}

std::vector<Projection> projected_laws(const SamplerLaw& sampler, double tolerance) {
  const Reduction problem = require_reduction(sampler.pair);
  const double variance = problem.n_orthogonal > 0 ? orthogonal_variance(problem, sampler.run()) : 1.0;
  if (problem.pair.dimension() == 1) {
    LawOptions options;
    options.tolerance = tolerance;
    options.cost_power = 0.0;
    const ChainLaw law = chain_law(problem.pair, sampler.run(), options);
    return from_line(problem, {law, problem.n_orthogonal, variance}, chain_how);
  }
  if (!sampler.steps.empty()) {
    throw InputError("in the plane only steps of a chain have an exact law", "projected laws",
                     "leave the steps as they are");
  }
  PlaneLawOptions options;
  options.tolerance = tolerance;
  options.cost_power = 0.0;
  return from_plane(problem, plane_chain_law(problem.pair, sampler.chain, options), variance, chain_how);
}

std::vector<Projection> projected_limit(const GuidedPair& pair, const Chain& chain, double tolerance) {
  const Reduction problem = require_reduction(pair);
  const LimitSpec spec = limit_spec(chain);
  const double variance = problem.n_orthogonal > 0 ? orthogonal_limit_variance(problem, spec) : 1.0;
  if (problem.pair.dimension() == 1) {
    LawOptions options;
    options.tolerance = tolerance;
    return from_line(problem, {fokker_planck_law(problem.pair, spec, options), problem.n_orthogonal, variance},
                     limit_how);
  }
  const PlaneLawOptions options{.tolerance = std::max(tolerance, 1e-7), .cost_power = 0.0};
  return from_plane(problem, plane_fokker_planck_law(problem.pair, spec, options), variance, limit_how);
}

std::vector<Projection> projected_data(const GuidedPair& pair, Time t) {
  const Eigen::Index d = pair.dimension();
  std::vector<std::pair<std::string, Eigen::VectorXd>> directions{
      {"the first coordinate", Eigen::VectorXd::Unit(d, 0)}};
  if (d > 1) {
    directions.emplace_back("the second coordinate", Eigen::VectorXd::Unit(d, 1));
    directions.emplace_back("the mean of all coordinates", Eigen::VectorXd::Constant(d, 1.0).normalized());
  }
  std::vector<Projection> found;
  for (const auto& [name, direction] : directions) {
    GuidedPair line = pair;
    double from = std::numeric_limits<double>::infinity(), to = -from, narrowest = from;
    for (Gaussian& gaussian : line.components) {
      const double mean = direction.dot(gaussian.mean);
      const double variance = direction.dot(gaussian.covariance.times(direction));
      gaussian = {Eigen::VectorXd::Constant(1, mean), Covariance::isotropic(1, variance)};
      const double deviation = std::sqrt(t.value * variance + 1.0 - t.value);
      from = std::min(from, std::sqrt(t.value) * mean - reach * deviation);
      to = std::max(to, std::sqrt(t.value) * mean + reach * deviation);
      narrowest = std::min(narrowest, deviation);
    }
    const LineMixture<double> mixture(line, line.base, t.value);
    const GridLaw law = on_grid(from, to, narrowest, [&](double y) { return mixture.log_density(y); });
    found.push_back({name, direction, law, law, data_how});
  }
  return found;
}

}  // namespace plumbline
