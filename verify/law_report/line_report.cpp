#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "theory/base/input_error.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/reduced/product_law.hpp"
#include "theory/static/marginals.hpp"
#include "theory/tilted/tilted_law.hpp"
#include "verify/law_report/law_density.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

/// The largest of the powers, 1 among them, whose moment is finite: the domain of the law must hold it.
template <class IsFinite>
double largest_finite(const std::vector<double>& powers, const IsFinite& is_finite) {
  double largest = 1.0;
  for (const double q : powers) {
    if (q > largest && is_finite(q)) largest = q;
  }
  return largest;
}

void set_mean(Json& report, const Reduction& problem, const Value& along) {
  if (problem.n_orthogonal == 0 && problem.frame.rows() == 1) return set_value(report, "mean", along);
  report["mean"] = std::vector<double>();
  report["mean_error"] = std::vector<double>();
  for (const double x : Eigen::VectorXd(problem.frame.col(0))) {
    report["mean"].push_back(x * along.value);
    report["mean_error"].push_back(std::abs(x) * along.error);
  }
}

Json power_report(const GuidedPair& pair, const LawRequest& request, double q, const ProductLaw& law,
                  const ProductLaw& limit) {
  Json report;
  report["power"] = q;
  set_finiteness(report, pair, request, q);
  set_value(report, "value", law.line.expected_cost(q));
  set_value(report, "limit", limit.line.expected_cost(q));
  set_difference(report, "difference", law.line.expected_cost(q), limit.line.expected_cost(q));
  return report;
}

Json tilted_report(const GuidedPair& pair, const LawRequest& request, const ProductLaw& limit) {
  Json report;
  const auto tilted = tilted_law(pair, request.chain, request.chain.grid.last());
  report["normalisable"] = tilted.law != nullptr;
  report["why"] = tilted.why;
  if (tilted.law == nullptr) {
    for (const char* key : {"normaliser", "expected_cost", "tv", "cost_difference"})
      set_unknown(report, key, tilted.why);
    return report;
  }
  set_value(report, "normaliser", tilted.law->normaliser());
  report["expected_cost"] = json_number(tilted.law->expected_cost().value);
  report["error"] = json_number(tilted.law->expected_cost().error);
  set_value(report, "tv", tilted_tv(*tilted.law, limit.line));
  set_difference(report, "cost_difference", tilted.law->expected_cost(), limit.line.expected_cost());
  return report;
}

}  // namespace

TiltedOrNot tilted_law(const GuidedPair& pair, const Chain& chain, Time t) {
  if (!chain.guidance.is_constant()) return {nullptr, "the guidance scale depends on t"};
  try {
    return {std::make_shared<TiltedLaw>(pair, chain.guidance.scale, t),
            "p^(1 + omega) (p^J)^(-omega) has a finite integral"};
  } catch (const InputError& refused) {
    return {nullptr, refused.what()};
  }
}

LawReport line_report(const Case& problem, const LawRequest& request, ProgressMode mode) {
  const Reduction line = reduce_to_line(problem.pair);
  const Chain& chain = request.chain;
  const LimitSpec spec = limit_spec(chain);
  const bool in_space = line.n_orthogonal > 0;
  Progress progress("law", request.densities ? 6 : 5, mode);
  LineDensities densities(line.pair, request);
  LawOptions chain_options;
  chain_options.cost_power =
      largest_finite(request.powers, [&](double q) { return integrability(line.pair, chain, q).finite; });
  if (request.densities) chain_options.on_step = densities.observer();
  const ProductLaw law = product_chain_law(line, chain, chain_options);
  progress.advance("chain");
  LawOptions limit_options;
  limit_options.cost_power =
      largest_finite(request.powers, [&](double q) { return limit_integrability(line.pair, spec, q).finite; });
  const ProductLaw limit = product_limit_law(line, spec, limit_options);
  progress.advance("limit");
  const Value extrapolated = limit_law(line.pair, spec).expected_cost();
  progress.advance("limit by extrapolation");
  const ProductDistances distance = product_distances(law, limit);
  progress.advance("distances");

  LawReport result;
  Json& report = result.numbers;
  set_request(report, problem, request);
  set_finiteness(report, line.pair, request, 1.0);
  const Value cost = law.line.expected_cost();
  set_value(report, "expected_cost", cost);
  set_mean(report, line, law.line.mean());
  set_value(report, "second_moment", law.second_moment());
  set_value(report, "mass_defect", law.line.mass_defect());
  set_value(report, "tv", distance.tv);
  set_value(report, "kl", distance.kl_forward);
  set_value(report, "kl_backward", distance.kl_backward);
  set_value(report, "hellinger", distance.hellinger);
  if (in_space) {
    set_unknown(report, "w1", "W1 of products has no closed form");
  } else {
    set_value(report, "w1", divergences(law.line, limit.line).w1);
  }
  set_value(report, "w2", distance.w2);
  set_difference(report, "cost_difference", cost, limit.line.expected_cost());
  set_value(report, "mean_difference", mean_difference(law.line, limit.line));
  set_difference(report, "second_moment_difference", law.second_moment(), limit.second_moment());
  report["limit"]["expected_cost"] = json_number(limit.line.expected_cost().value);
  report["limit"]["error"] = json_number(limit.line.expected_cost().error);
  set_value(report["limit"], "richardson", extrapolated);
  set_value(report, "path_kl_bound", product_path_kl(line, chain));
  progress.advance("path KL");
  for (const double q : request.powers) report["powers"].push_back(power_report(line.pair, request, q, law, limit));
  report["tilted"] = tilted_report(line.pair, request, limit);
  if (request.densities) {
    result.densities = densities.table(problem.name);
    progress.advance("densities");
  }
  return result;
}

}  // namespace plumbline
