#include <algorithm>
#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/plane/plane_chain_law.hpp"
#include "theory/plane/plane_limit_law.hpp"
#include "theory/plane/plane_scores.hpp"
#include "theory/reduced/product_divergence.hpp"
#include "theory/reduced/reduction.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

/// The problem as it is when d = 2, else in the span of its means.
Reduction reduce_to_plane(const GuidedPair& pair) {
  if (pair.dimension() == 2) return {pair, Eigen::MatrixXd::Identity(2, 2), 0, 1.0};
  return reduce(pair);
}

/// The first number of steps of the extrapolation: a step short against the steepest slope of the drift, within what a
/// plane affords (its cost is quadratic in the number of steps).
StepCount coarsest_steps_of_limit(const GuidedPair& pair, const Chain& chain) {
  constexpr std::int64_t most = 16;
  const double omega = pair.omega(chain.guidance.scale.value);
  double narrowest = 1.0;
  for (const Gaussian& component : pair.components) {
    narrowest = std::min(narrowest, component.covariance.eigenvalues().minCoeff());
  }
  const double t = chain.grid.last().value;
  const double steepest = (std::abs(1.0 + omega) + std::abs(omega)) / (t * narrowest + (1.0 - t));
  const double length = std::log(t / chain.grid.first().value);
  std::int64_t steps = 4;
  while (steps < most && static_cast<double>(steps) < steepest * length) steps *= 2;
  return {steps};
}

/// Every `stride`-th point in both directions.
PlaneLaw thinned(const PlaneLaw& law, Eigen::Index stride) {
  const PlaneGrid& grid = law.grid;
  const auto values = law.density.reshaped(grid.n_x, grid.n_y);
  PlaneLaw result{{grid.x_min, grid.y_min, static_cast<double>(stride) * grid.h, (grid.n_x - 1) / stride + 1,
                   (grid.n_y - 1) / stride + 1},
                  {}};
  result.density.resize(result.grid.size());
  for (Eigen::Index j = 0; j < result.grid.n_y; ++j) {
    for (Eigen::Index i = 0; i < result.grid.n_x; ++i) {
      result.density[i + j * result.grid.n_x] = values(stride * i, stride * j);
    }
  }
  return result;
}

/// The chain and its limit on one grid, with what is orthogonal to the plane.
class PlaneDistance {
 public:
  PlaneDistance(const Reduction& problem, const Chain& chain, const ResolvedPlaneLaw& limit)
      : n_(problem.n_orthogonal),
        variance_(n_ == 0 ? 1.0 : orthogonal_variance(problem, chain)),
        limit_variance_(
            n_ == 0 ? 1.0 : orthogonal_limit_variance(problem, chain.start, chain.grid.first(), chain.grid.last())),
        chain_(plane_law_on(problem.pair, chain, limit.law().grid)),
        limit_(limit) {}

  /// The chain's mass on the grid of the limit is 1 only if that grid resolves its steps.
  bool resolved() const { return std::abs(chain_.mass() - 1.0) < 1e-8; }

  /// The law of the chain on the grid of the limit.
  const PlaneLaw& chain() const { return chain_; }

  /// `convergence` is the power to which the relative change from twice the spacing h is the error of h: TV is of
  /// second order in h, KL better than squared when h is halved (an analytic integrand).
  Value operator()(double (*distance)(const ProductLaws&), double convergence) const {
    const auto between = [&](const PlaneLaw& q, const PlaneLaw& p) {
      constexpr double smallest = 1e-300;
      return distance({q.density.max(smallest).log(), p.density.max(smallest).log(), q.grid.h * q.grid.h, n_, variance_,
                       limit_variance_});
    };
    const double fine = between(chain_, limit_.law());
    const double change = between(thinned(chain_, 2), thinned(limit_.law(), 2)) / fine - 1.0;
    const double of_grid = std::pow(std::min(1.0, std::abs(change)), convergence);
    return {fine, of_grid * fine + std::abs(between(chain_, limit_.coarse_law()) - fine),
            "laws in the plane on one grid"};
  }

 private:
  Eigen::Index n_;
  double variance_;
  double limit_variance_;
  PlaneLaw chain_;
  const ResolvedPlaneLaw& limit_;
};

void set_cost(Json& report, const std::string& key, const std::string& error_key, const ResolvedPlaneLaw& law,
              const Integrability& verdict, double q = 1.0) {
  if (!verdict.decided) return set_unknown(report, key, verdict.why);
  const Value cost = law.expected_cost(verdict, q);
  report[key] = json_number(cost.value);
  report[error_key] = json_number(cost.error);
}

void set_mean(Json& report, const Reduction& problem, const ResolvedPlaneLaw& law) {
  const Value x = law.mean_x();
  const Value y = law.mean_y();
  const Eigen::VectorXd mean = problem.frame * Eigen::Vector2d(x.value, y.value);
  const Eigen::VectorXd error = problem.frame.cwiseAbs() * Eigen::Vector2d(x.error, y.error);
  report["mean"] = std::vector<double>(mean.begin(), mean.end());
  report["mean_error"] = std::vector<double>(error.begin(), error.end());
}

/// Densities at the last time, thinned to about 120 points a side.
Table density_table(const std::string& case_name, const GuidedPair& pair, const PlaneLaw& chain, const PlaneLaw& limit,
                    double t) {
  const PlaneLaw guided = thinned(limit, std::max<Eigen::Index>(1, limit.grid.n_x / 120));
  const PlaneLaw of_chain = thinned(chain, std::max<Eigen::Index>(1, chain.grid.n_x / 120));
  const PlaneGrid& grid = guided.grid;
  std::vector<double> values;
  const Eigen::ArrayXd unguided = PlaneScores(pair, t)(grid.xs(), grid.ys()).log_density.exp();
  for (const Eigen::ArrayXd& density : {unguided, of_chain.density, guided.density}) {
    values.insert(values.end(), density.begin(), density.end());
  }
  const auto axis = [&](double first, Eigen::Index n) {
    std::vector<double> points;
    for (Eigen::Index i = 0; i < n; ++i) points.push_back(first + static_cast<double>(i) * grid.h);
    return points;
  };
  Table table("Densities of the unguided law, of chain (27) and of SDE (26) in the plane");
  table.add_axis({"case", "1", "data law", std::vector<std::string>{case_name}});
  table.add_axis({"law", "1", "which law", std::vector<std::string>{"unguided", "chain", "guided"}});
  table.add_axis({"y", "1", "second coordinate", axis(grid.y_min, grid.n_y)});
  table.add_axis({"x", "1", "first coordinate", axis(grid.x_min, grid.n_x)});
  table.add({"density", "1", "probability density", {}, values});
  return table;
}

}  // namespace

LawReport plane_report(const Case& problem, const LawRequest& request, ProgressMode mode) {
  const Reduction plane = reduce_to_plane(problem.pair);
  const Chain& chain = request.chain;
  const Time tend = chain.grid.last();
  if (!request.times.empty()) {
    throw InputError("densities in the plane are those at the last time", "--at", "leave it out");
  }
  Progress progress("law in the plane", 3, mode);
  const ResolvedPlaneLaw law = plane_chain_law(plane.pair, chain);
  progress.advance("chain");
  const ResolvedPlaneLaw limit =
      plane_limit_law(plane.pair, limit_spec(chain), coarsest_steps_of_limit(plane.pair, chain), 4);
  progress.advance("limit");
  const PlaneDistance distance(plane, chain, limit);

  LawReport result;
  Json& report = result.numbers;
  set_request(report, problem, request);
  set_finiteness(report, plane.pair, request, 1.0);
  set_cost(report, "expected_cost", "expected_cost_error", law, integrability(plane.pair, chain));
  set_mean(report, plane, law);
  Value square = law.second_moment();
  if (plane.n_orthogonal > 0)
    square.value += static_cast<double>(plane.n_orthogonal) * orthogonal_variance(plane, chain);
  set_value(report, "second_moment", square);
  set_value(report, "mass_defect", law.mass_defect());
  if (distance.resolved()) {
    set_value(report, "tv", distance(product_tv, 1.0));
    set_value(report, "kl", distance(product_kl, 2.0));
  } else {
    for (const char* key : {"tv", "kl"}) {
      set_unknown(report, key, "the grid of the limit does not resolve steps that short: ask for fewer steps");
    }
  }
  for (const char* key : {"w1", "w2"}) set_unknown(report, key, "not computed in more than one dimension");
  report["limit"] = Json::object();
  set_cost(report["limit"], "expected_cost", "error", limit, limit_integrability(plane.pair, limit_spec(chain)));
  set_unknown(report, "path_kl_bound", "computed on the line only");
  for (const double q : request.powers) {
    Json moment;
    moment["power"] = q;
    set_finiteness(moment, plane.pair, request, q);
    set_cost(moment, "value", "value_error", law, integrability(plane.pair, chain, q), q);
    set_cost(moment, "limit", "limit_error", limit, limit_integrability(plane.pair, limit_spec(chain), q), q);
    report["powers"].push_back(std::move(moment));
  }
  progress.advance("distances");
  if (request.densities) {
    result.density_group = "plane_density";
    result.densities = density_table(problem.name, plane.pair, distance.chain(), limit.law(), tend.value);
  }
  return result;
}

}  // namespace plumbline
