#include <algorithm>
#include <cmath>
#include <future>
#include <optional>
#include <tuple>

#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/agreement.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/law/closed_limit.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/reduced/product_law.hpp"
#include "verify/law_report/law_density.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

/// The laws that are held against one another; the limit in two ways that share no method, where both can be paid for.
struct LineLaws {
  ProductLaw chain;
  LawOrNot<ProductLaw> limit;         ///< by the Fokker-Planck equation
  LawOrNot<ProductLaw> extrapolated;  ///< in N
  LawOrNot<TiltedLaw> tilted;
};

double least_of(const std::vector<double>& powers) {
  return powers.empty() ? 1.0 : std::min(1.0, *std::min_element(powers.begin(), powers.end()));
}

LawOptions limit_options(const Reduction& line, const LawRequest& request, const LimitSpec& spec) {
  LawOptions options;
  options.cost_power =
      largest_finite(request.powers, 1.0, [&](double q) { return limit_integrability(line.pair, spec, q).finite; });
  options.least_power = least_of(request.powers);
  return options;
}

LawOrNot<ProductLaw> limit_of(const Reduction& line, const LawRequest& request) {
  if (!request.limit) return {nullptr, limit_not_wanted};
  const LimitSpec spec = limit_spec(request.chain());
  const LawOptions options = limit_options(line, request, spec);
  return law_or_why<ProductLaw>([&] {
    if (const auto closed = closed_limit_law(line.pair, spec, options)) {
      return ProductLaw{*closed, line.n_orthogonal, orthogonal_limit_variance(line, spec)};
    }
    if (fokker_planck_is_affordable(line.pair, spec, options)) return product_limit_law(line, spec, options);
    throw OutOfReach(Unreached::too_wide, "components this narrow ask the explicit solver for minutes of steps",
                     "Fokker-Planck equation", "extrapolation in N stands alone");
  });
}

/// The same law on the line by extrapolation in N.
LawOrNot<ProductLaw> extrapolated_limit_of(const Reduction& line, const LawRequest& request) {
  if (!request.limit) return {nullptr, limit_not_wanted};
  const LimitSpec spec = limit_spec(request.chain());
  return law_or_why<ProductLaw>([&] {
    return ProductLaw{limit_law(line.pair, spec, limit_options(line, request, spec)), line.n_orthogonal,
                      orthogonal_limit_variance(line, spec)};
  });
}

/// What `compute` finds with the limit, by both methods.
template <class Compute>
Value with_limit(const LineLaws& laws, const Compute& compute) {
  return agreed(laws.limit.value(compute), laws.extrapolated.value(compute));
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
  const auto distances_from = [&](const LawOrNot<ProductLaw>& limit) {
    return limit ? law_or_why<ProductDistances>([&] { return product_distances(laws.chain, *limit); })
                 : LawOrNot<ProductDistances>{nullptr, limit.why_not};
  };
  const LawOrNot<ProductDistances> distances = distances_from(laws.limit);
  const LawOrNot<ProductDistances> again = distances_from(laws.extrapolated);
  const auto from_limit = [&](Value ProductDistances::*member) {
    const auto read = [&](const ProductDistances& distance) { return distance.*member; };
    return agreed(distances.value(read), again.value(read));
  };
  set_divergences<ProductDistances>(report, from_limit);
  report.w1 = line.n_orthogonal > 0
                  ? Value::none("W1 of products has no closed form")
                  : with_limit(laws, [&](auto& limit) { return divergences(laws.chain.line, limit.line).w1; });
  report.cost_difference = report.expected_cost - report.limit.expected_cost;
  report.mean_difference = with_limit(laws, [&](auto& limit) { return mean_difference(laws.chain.line, limit.line); });
  report.second_moment_difference =
      report.second_moment - with_limit(laws, [](auto& limit) { return limit.second_moment(); });
}

PowerReport power_report(const GuidedPair& pair, const LawRequest& request, double q, const LineLaws& laws) {
  const Value value = cost(laws.chain, q);
  const Value limit = with_limit(laws, [q](auto& law) { return law.line.expected_cost(q); });
  return {q, finiteness(pair, request, q), value, limit, value - limit};
}

}  // namespace

/// p at the last time of the chain, with what is orthogonal to the line, on the grids of the chain's law.
ProductLaw data_law(const Reduction& line, const Chain& chain, const ProductLaw& law) {
  const LineScores<double> scores(line.pair);
  const Time tend = chain.grid.last();
  ResolvedLaw::Parts parts = law.line.parts();
  for (GridLaw* on_grid : {&parts.fine, &parts.coarse}) {
    NoisedScores<double> noised;
    scores.evaluate(tend.value, on_grid->grid().points(), noised);
    on_grid->log_density = noised.log_density;
  }
  return {ResolvedLaw(std::move(parts)), law.n, tend.value * line.variance + (1.0 - tend.value)};
}

/// What the limit from the chain's own start does not show: a start N(0, v I) that is not p_{t_0}.
void set_start_distances(LawReport& report, const Reduction& line, const LawRequest& request, const LineLaws& laws) {
  const Chain chain = request.chain();
  report.tv_data = value_or_why([&] { return product_distances(laws.chain, data_law(line, chain, laws.chain)).tv; });
  if (!noise_start_variance(chain.start, chain.grid.first())) return;
  if (chain.guidance.scale.value == 0.0) {
    report.tv_exact_start = report.tv_data;  // F1
    return;
  }
  if (!request.limit) {
    report.tv_exact_start = Value::none(limit_not_wanted);
    return;
  }
  LimitSpec spec = limit_spec(chain);
  spec.start = Start::exact;
  report.tv_exact_start = value_or_why([&] { return product_distances(laws.chain, product_limit_law(line, spec)).tv; });
}

void report_on_line(LawReport& report, const Case& problem, const LawRequest& request, ProgressMode mode) {
  const Reduction line = reduce_to_line(problem.pair);
  const Chain chain = request.chain();
  Progress progress("law", request.densities ? 6 : 5, mode);
  LineDensities densities(line.pair, request);
  LawOptions options;
  options.cost_power =
      largest_finite(request.powers, 1.0, [&](double q) { return integrability(line.pair, chain, q).finite; });
  options.least_power = least_of(request.powers);
  if (request.densities) options.on_step = densities.observer();
  const bool closed = request.limit && limit_is_closed(line.pair, limit_spec(chain));
  // about as much work as all the rest: on a thread of its own, if there is one to be had
  std::future<LawOrNot<ProductLaw>> extrapolated = std::async(std::launch::async | std::launch::deferred, [&] {
    return closed ? LawOrNot<ProductLaw>{nullptr, "known in closed form"} : extrapolated_limit_of(line, request);
  });
  LineLaws laws{product_chain_law(line, chain, options), {}, {}, {}};
  progress.advance("chain");
  laws.limit = limit_of(line, request);
  laws.tilted = tilted_law(line.pair, chain, chain.grid.last());
  progress.advance("limit");
  const Value path_kl = value_or_why([&] { return product_path_kl(line, chain); });
  progress.advance("path KL");
  laws.extrapolated = extrapolated.get();
  const auto expected_cost = [](auto& law) { return law.line.expected_cost(); };
  report.limit.expected_cost = with_limit(laws, expected_cost);
  if (!closed) {
    report.limit.fokker_planck = laws.limit.value(expected_cost);
    report.limit.richardson = laws.extrapolated.value(expected_cost);
  }
  progress.advance("limit by extrapolation");
  report.finiteness = finiteness(line.pair, request, 1.0);
  report.expected_cost = cost(laws.chain);
  report.mean = mean_in_space(line, laws.chain.line.mean());
  report.second_moment = laws.chain.second_moment();
  report.mass_defect = laws.chain.line.mass_defect();
  set_distances(report, line, laws);
  set_start_distances(report, line, request, laws);
  progress.advance("distances");
  std::tie(report.kl, report.path_kl_bound) = held_under(report.kl, path_kl);
  for (const double q : request.powers) report.powers.push_back(power_report(line.pair, request, q, laws));
  report.tilted = tilted_report(laws.tilted, report.limit.expected_cost, [&](const TiltedLaw& tilted) {
    return with_limit(laws, [&](auto& limit) { return tilted_tv(tilted, limit.line); });
  });
  if (request.densities) {
    report.densities = densities.table(problem.name);
    progress.advance("densities");
  }
}

}  // namespace plumbline
