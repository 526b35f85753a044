#include "python/src/laws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "python/src/errors.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/plane/plane_fokker_planck.hpp"
#include "theory/plane/plane_marginals.hpp"
#include "theory/static/marginals.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline::python {
namespace {

Reduction as_it_is(const GuidedPair& pair) {
  return {pair, Eigen::MatrixXd::Identity(pair.dimension(), pair.dimension()), 0, 1.0};
}

void require_noise(const ChainHandle& chain) {
  for (const Step<double>& step : chain.run.steps) {
    if (!(step.S > 0.0)) {
      throw OutOfReach("a step without noise", "law of the chain", "give S > 0, or sample it");
    }
  }
}

/// The coefficients of a chain are what its reduction needs; a list of steps is taken as it is, on the line.
const Chain& chain_of(const ChainHandle& handle) {
  if (handle.chain) return *handle.chain;
  throw OutOfReach(fmt::format("steps by their coefficients in {} dimensions", handle.problem->pair.dimension()),
                   "law of the chain", "give them for a case on the line, or ask for a scheme by name");
}

/// The law p_t on a grid that resolves its narrowest and holds its widest component.
GridLaw mixture_on(const LineMixture<double>& mixture, double points_a_deviation) {
  constexpr double reach = 12.0;  // deviations
  constexpr double most_points = 1e6;
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  double narrowest = low;
  for (const auto& term : mixture.terms()) {
    const double deviation = std::sqrt(term.variance);
    low = std::min(low, term.mean - reach * deviation);
    high = std::max(high, term.mean + reach * deviation);
    narrowest = std::min(narrowest, deviation);
  }
  const double spacing = narrowest / points_a_deviation;
  if ((high - low) / spacing > most_points) {
    throw OutOfReach(
        fmt::format("it spreads over [{:.3g}, {:.3g}], its narrowest part over {:.3g}", low, high, narrowest),
        "law of the data", "take an earlier time");
  }
  const LineGrid grid{low, spacing, static_cast<Eigen::Index>(std::ceil((high - low) / spacing)) + 1};
  return {low, spacing, grid.points().unaryExpr([&](double y) { return mixture.log_density(y); })};
}

}  // namespace

Eigen::Index directions(const GuidedPair& pair) {
  return pair.dimension() == 1 ? 1 : reduced_dimension(pair).value_or(pair.dimension());
}

LineLaw line_law(const ChainHandle& chain) {
  require_noise(chain);
  return within_reach([&] {
    const GuidedPair& pair = chain.problem->pair;
    if (chain.chain) {
      const Reduction line = reduce_to_line(pair);
      return LineLaw{line, product_chain_law(line, *chain.chain)};
    }
    if (pair.dimension() != 1) chain_of(chain);
    require_density(pair, chain.run.tend.value, "law of the chain");
    return LineLaw{as_it_is(pair), {chain_law(pair, chain.run), 0, 1.0}};
  });
}

LineLaw line_limit_law(const ChainHandle& chain) {
  return within_reach([&] {
    const Reduction line = reduce_to_line(chain.problem->pair);
    return LineLaw{line, product_limit_law(line, limit_spec(chain_of(chain)))};
  });
}

LineLaw line_data_law(const Case& problem, bool base, Time t) {
  const GuidedPair& pair = problem.pair;
  if (pair.dimension() != 1) {
    throw OutOfReach(fmt::format("{} dimensions", pair.dimension()), "law of the data", "ask the case itself");
  }
  require_density(pair, t.value, "law of the data");
  if (!base) require_mixture_cost(pair, "law of the data");
  const auto scores = std::make_shared<const EstimatedScores>(pair);
  const LineMixture<double> mixture(pair, base ? pair.base : pair.reweighted, t.value);
  constexpr double fine = 8.0;
  ResolvedLaw law(
      {mixture_on(mixture, fine), mixture_on(mixture, fine / 1.25),
       [scores](const double& at, const Column<double>& y, NoisedScores<double>& out) { scores->evaluate(at, y, out); },
       t, mixture.widest(), [scores](double at) { return cost_tail(scores->exact(), at, Side::right).growth; }, 1e-15,
       "law of the data"});
  return {as_it_is(pair), {std::move(law), 0, 1.0}};
}

PlaneLawHandle plane_law(const ChainHandle& handle) {
  require_noise(handle);
  return within_reach([&] {
    const Chain& chain = chain_of(handle);
    const Reduction plane = reduce_to_plane(handle.problem->pair);
    return PlaneLawHandle{plane, plane_chain_law(plane.pair, chain), integrability(plane.pair, chain),
                          plane.n_orthogonal == 0 ? 1.0 : orthogonal_variance(plane, chain)};
  });
}

PlaneLawHandle plane_law_of_limit(const ChainHandle& handle) {
  return within_reach([&] {
    const LimitSpec spec = limit_spec(chain_of(handle));
    const Reduction plane = reduce_to_plane(handle.problem->pair);
    return PlaneLawHandle{plane, plane_fokker_planck_law(plane.pair, spec, {.tolerance = plane_limit_tolerance}),
                          limit_integrability(plane.pair, spec),
                          plane.n_orthogonal == 0 ? 1.0 : orthogonal_limit_variance(plane, spec)};
  });
}

LineLaw marginal_law(const PlaneLawHandle& plane, const std::string& which) {
  const auto marginal = which == "x" ? marginal_x : which == "y" ? marginal_y : marginal_diagonal;
  if (which != "x" && which != "y" && which != "diagonal") {
    throw InputError("unknown direction \"" + which + "\"", "marginal", "choose one of x, y, diagonal");
  }
  const auto no_cost = [](const double&, const Column<double>& y, NoisedScores<double>& out) {
    out.log_h = Column<double>::Zero(y.size());
  };
  constexpr double rounding = 1e-14;
  ResolvedLaw law({marginal(plane.law.law()), marginal(plane.law.coarse_law()), no_cost, plane.law.end(), 1.0,
                   [](double) { return 0.0; }, rounding, "marginal of a law in the plane"});
  return {{plane.problem.pair, Eigen::MatrixXd::Identity(1, 1), 0, 1.0}, {std::move(law), 0, 1.0}, false};
}

}  // namespace plumbline::python
