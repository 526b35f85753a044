#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "theory/plane/plane_field.hpp"
#include "theory/plane/plane_fokker_planck.hpp"
#include "theory/plane/plane_scores.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/law_report/plane_distance.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

using Limit = LawOrNot<ResolvedPlaneLaw>;

Limit limit_of(const GuidedPair& pair, const LawRequest& request) {
  if (!request.limit) return {nullptr, limit_not_wanted};
  const Chain chain = request.chain();
  const GuidanceRule& rule = chain.guidance.rule;
  if (!rule.is_linear()) return {nullptr, "the limit under " + name(rule) + " is not computed"};
  return law_or_why<ResolvedPlaneLaw>(
      [&] { return plane_fokker_planck_law(pair, limit_spec(chain), {.tolerance = plane_limit_tolerance}); });
}

Value cost(const ResolvedPlaneLaw& law, const Integrability& verdict, double q) {
  if (!verdict.decided) return Value::none(verdict.why);
  return value_or_why([&] { return law.expected_cost(verdict, q); });
}

Value limit_cost(const Limit& limit, const GuidedPair& pair, const Chain& chain, double q) {
  return limit.value(
      [&](const ResolvedPlaneLaw& law) { return cost(law, limit_integrability(pair, limit_spec(chain), q), q); });
}

std::vector<Value> mean_in_space(const Reduction& problem, const ResolvedPlaneLaw& law) {
  const Value x = law.mean_x();
  const Value y = law.mean_y();
  const Eigen::VectorXd mean = problem.frame * Eigen::Vector2d(x.value, y.value);
  const Eigen::VectorXd error = problem.frame.cwiseAbs() * Eigen::Vector2d(x.error, y.error);
  std::vector<Value> result;
  for (Eigen::Index i = 0; i < mean.size(); ++i) result.push_back({mean[i], error[i], x.how});
  return result;
}

/// Densities at the last time, thinned to about 120 points a side; NaN for the limit where that is left out.
Table density_table(const std::string& case_name, const GuidedPair& pair, const PlaneLaw& chain, const Limit& limit,
                    double t) {
  const auto picture = [](const PlaneLaw& law) { return thinned(law, std::max<Eigen::Index>(1, law.grid.n_x / 120)); };
  const PlaneLaw of_chain = picture(chain);
  const PlaneGrid& grid = of_chain.grid;
  const Eigen::ArrayXd unguided = PlaneScores(pair, t)(grid.xs(), grid.ys()).log_density.exp();
  const Eigen::ArrayXd guided = limit ? on_grid(limit->law(), grid).density()
                                      : Eigen::ArrayXd::Constant(grid.size(), std::numeric_limits<double>::quiet_NaN());
  std::vector<double> values;
  for (const Eigen::ArrayXd& density : {unguided, of_chain.density(), guided}) {
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

/// What is known of the chain alone.
void set_law(LawReport& report, const Reduction& plane, const ResolvedPlaneLaw& law, const LawRequest& request) {
  const Chain chain = request.chain();
  report.finiteness = finiteness(plane.pair, request, 1.0);
  report.expected_cost = cost(law, integrability(plane.pair, chain), 1.0);
  report.mean = mean_in_space(plane, law);
  report.second_moment = law.second_moment();
  if (plane.n_orthogonal > 0) {
    report.second_moment.value += static_cast<double>(plane.n_orthogonal) * orthogonal_variance(plane, chain);
  }
  report.mass_defect = law.mass_defect();
  report.w1 = report.w2 = Value::none("not computed in more than one dimension");
  report.path_kl_bound = Value::none("computed on the line only");
}

PlaneDistance distance_of(const Reduction& plane, const Chain& chain, const ResolvedPlaneLaw& law,
                          const ResolvedPlaneLaw& limit) {
  const Eigen::Index n = plane.n_orthogonal;
  return {n,
          {law, n == 0 ? 1.0 : orthogonal_variance(plane, chain)},
          {limit, n == 0 ? 1.0 : orthogonal_limit_variance(plane, limit_spec(chain))}};
}

}  // namespace

void report_in_plane(LawReport& report, const Case& problem, const LawRequest& request, ProgressMode mode) {
  const Reduction plane = reduce_to_plane(problem.pair);
  const Chain chain = request.chain();
  if (!request.times.empty()) {
    throw InputError("densities in the plane are those at the last time", "--at", "leave it out");
  }
  Progress progress("law in the plane", 3, mode);
  const ResolvedPlaneLaw law = plane_chain_law(plane.pair, chain);
  progress.advance("chain");
  const Limit limit = limit_of(plane.pair, request);
  progress.advance("limit");
  std::optional<PlaneDistance> distance;
  if (limit) distance.emplace(distance_of(plane, chain, law, *limit));
  set_law(report, plane, law, request);
  report.tv = limit.value([&](auto&) { return distance->tv(); });
  report.kl = limit.value([&](auto&) { return distance->kl(); });
  report.limit.expected_cost = limit_cost(limit, plane.pair, chain, 1.0);
  for (const double q : request.powers) {
    report.powers.push_back({q, finiteness(plane.pair, request, q), cost(law, integrability(plane.pair, chain, q), q),
                             limit_cost(limit, plane.pair, chain, q), std::nullopt});
  }
  progress.advance("distances");
  if (request.densities) {
    report.density_group = "plane_density";
    report.densities =
        density_table(problem.name, plane.pair, distance ? distance->law() : law.law(), limit, report.tend);
  }
}

}  // namespace plumbline
