#include <algorithm>
#include <cmath>
#include <optional>

#include "theory/divergence/divergence.hpp"
#include "theory/reduced/product_law.hpp"
#include "verify/law_report/law_density.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

/// The laws that are held against one another.
struct LineLaws {
  ProductLaw chain;
  LawOrNot<ProductLaw> limit;
  LawOrNot<TiltedLaw> tilted;
};

/// The largest of the powers, 1 among them, whose moment is finite: the domain of the law must hold it.
template <class IsFinite>
double largest_finite(const std::vector<double>& powers, const IsFinite& is_finite) {
  double largest = 1.0;
  for (const double q : powers) {
    if (q > largest && is_finite(q)) largest = q;
  }
  return largest;
}

LawOrNot<ProductLaw> limit_of(const Reduction& line, const LawRequest& request) {
  if (!request.limit) return {nullptr, limit_not_wanted};
  const LimitSpec spec = limit_spec(request.chain());
  LawOptions options;
  options.cost_power =
      largest_finite(request.powers, [&](double q) { return limit_integrability(line.pair, spec, q).finite; });
  return law_or_why<ProductLaw>([&] { return product_limit_law(line, spec, options); });
}

Value cost(const ProductLaw& law, double q = 1.0) {
  return value_or_why([&] { return law.line.expected_cost(q); });
}

std::vector<Value> mean_in_space(const Reduction& line, const Value& along) {
  if (line.n_orthogonal == 0 && line.frame.rows() == 1) return {along};
  std::vector<Value> mean;
  for (const double x : Eigen::VectorXd(line.frame.col(0))) {
    mean.push_back({x * along.value, std::abs(x) * along.error, along.how});
  }
  return mean;
}

void set_distances(LawReport& report, const Reduction& line, const LineLaws& laws) {
  const LawOrNot<ProductDistances> distances =
      laws.limit ? law_or_why<ProductDistances>([&] { return product_distances(laws.chain, *laws.limit); })
                 : LawOrNot<ProductDistances>{nullptr, laws.limit.why_not};
  const auto from_limit = [&](Value ProductDistances::*member) {
    return distances.value([&](const ProductDistances& distance) { return distance.*member; });
  };
  report.tv = from_limit(&ProductDistances::tv);
  report.kl = from_limit(&ProductDistances::kl_forward);
  report.kl_backward = from_limit(&ProductDistances::kl_backward);
  report.hellinger = from_limit(&ProductDistances::hellinger);
  report.w1 = line.n_orthogonal > 0
                  ? none("W1 of products has no closed form")
                  : laws.limit.value([&](auto& limit) { return divergences(laws.chain.line, limit.line).w1; });
  report.w2 = from_limit(&ProductDistances::w2);
  report.cost_difference = difference(report.expected_cost, report.limit.expected_cost);
  report.mean_difference = laws.limit.value([&](auto& limit) { return mean_difference(laws.chain.line, limit.line); });
  report.second_moment_difference =
      difference(report.second_moment, laws.limit.value([](auto& limit) { return limit.second_moment(); }));
}

PowerReport power_report(const GuidedPair& pair, const LawRequest& request, double q, const LineLaws& laws) {
  const Value value = cost(laws.chain, q);
  const Value limit = laws.limit.value([q](auto& law) { return law.line.expected_cost(q); });
  return {q, finiteness(pair, request, q), value, limit, difference(value, limit)};
}

TiltedReport tilted_report(const LineLaws& laws, const Value& limit_cost) {
  const LawOrNot<TiltedLaw>& tilted = laws.tilted;
  TiltedReport report;
  report.normalisable = static_cast<bool>(tilted);
  report.why = tilted ? "p^(1 + omega) (p^J)^(-omega) has a finite integral" : tilted.why_not;
  report.normaliser = tilted.value([](auto& law) { return law.normaliser(); });
  report.expected_cost = tilted.value([](auto& law) { return law.expected_cost(); });
  report.tv = tilted.value(
      [&](auto& law) { return laws.limit.value([&](auto& limit) { return tilted_tv(law, limit.line); }); });
  report.cost_difference = difference(report.expected_cost, limit_cost);
  return report;
}

}  // namespace

void report_on_line(LawReport& report, const Case& problem, const LawRequest& request, ProgressMode mode) {
  const Reduction line = reduce_to_line(problem.pair);
  const Chain chain = request.chain();
  Progress progress("law", request.densities ? 6 : 5, mode);
  LineDensities densities(line.pair, request);
  LawOptions options;
  options.cost_power =
      largest_finite(request.powers, [&](double q) { return integrability(line.pair, chain, q).finite; });
  if (request.densities) options.on_step = densities.observer();
  LineLaws laws{product_chain_law(line, chain, options), {}, {}};
  progress.advance("chain");
  laws.limit = limit_of(line, request);
  laws.tilted = tilted_law(line.pair, chain, chain.grid.last());
  progress.advance("limit");
  report.limit.expected_cost = laws.limit.value([](auto& law) { return law.line.expected_cost(); });
  report.limit.richardson =
      laws.limit.value([&](auto&) { return limit_law(line.pair, limit_spec(chain)).expected_cost(); });
  progress.advance("limit by extrapolation");
  report.finiteness = finiteness(line.pair, request, 1.0);
  report.expected_cost = cost(laws.chain);
  report.mean = mean_in_space(line, laws.chain.line.mean());
  report.second_moment = laws.chain.second_moment();
  report.mass_defect = laws.chain.line.mass_defect();
  set_distances(report, line, laws);
  progress.advance("distances");
  report.path_kl_bound = value_or_why([&] { return product_path_kl(line, chain); });
  progress.advance("path KL");
  for (const double q : request.powers) report.powers.push_back(power_report(line.pair, request, q, laws));
  report.tilted = tilted_report(laws, report.limit.expected_cost);
  if (request.densities) {
    report.densities = densities.table(problem.name);
    progress.advance("densities");
  }
}

}  // namespace plumbline
