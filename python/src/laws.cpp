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

[[noreturn]] void refuse_beyond_line(const ChainHandle& handle) {
  throw OutOfReach(fmt::format("that of {} is known on the line alone, and case {} has dimension {}",
                               name(handle.chain->scheme), handle.problem->name, handle.problem->pair.dimension()),
                   "law of the chain", "give a case of one dimension, or a scheme with noise, ending before t = 1");
}

/// Of a rule with stages, or a chain that ends without noise.
LineLaw law_at_end(const ChainHandle& handle) {
  const GuidedPair& pair = handle.problem->pair;
  require_linear(handle.chain->guidance.rule);
  if (pair.dimension() != 1) refuse_beyond_line(handle);
  return within_reach([&] {
    const auto end = std::make_shared<const plumbline::LineLaw>(plumbline::line_law(pair, *handle.chain));
    const auto density = law_or_why<ResolvedLaw>([&] { return end->density(); });
    LineLaw law{as_it_is(pair), std::nullopt};
    if (density) law.law = ProductLaw{*density, 0, 1.0};
    law.why_no_density = density.why_not;
    law.end = handle.chain->grid.last();
    law.chain_end = end;
    return law;
  });
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
  if (chain.chain && (chain.is_staged() || ends_in_a_map(*chain.chain))) return law_at_end(chain);
  require_noise(chain);
  return within_reach([&] {
    const GuidedPair& pair = chain.problem->pair;
    if (chain.chain) {
      const Reduction line = reduce_to_line(pair);
      return LineLaw{line, product_chain_law(line, *chain.chain)};
    }
    if (pair.dimension() != 1) chain_of(chain);
    require_density(pair, chain.run.tend.value, "law of the chain");
    return LineLaw{as_it_is(pair), ProductLaw{chain_law(pair, chain.run), 0, 1.0}};
  });
}

LineLaw line_limit_law(const ChainHandle& chain) {
  return within_reach([&] {
    const GuidedPair& pair = chain.problem->pair;
    const LimitSpec spec = limit_spec(chain_of(chain));
    if (spec.noise_share == 0.0 && pair.dimension() == 1) {
      return LineLaw{as_it_is(pair), ProductLaw{flow_law(pair, spec).density(), 0, 1.0}};
    }
    const Reduction line = reduce_to_line(pair);
    return LineLaw{line, product_limit_law(line, spec)};
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
  return {as_it_is(pair), ProductLaw{std::move(law), 0, 1.0}};
}

PlaneLawHandle plane_law(const ChainHandle& handle) {
  if (handle.chain && !is_affine(handle.chain->scheme)) refuse_beyond_line(handle);
  if (handle.problem->pair.dimension() != 2 && handle.chain) require_linear(handle.chain->guidance.rule);
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
  return {{plane.problem.pair, Eigen::MatrixXd::Identity(1, 1), 0, 1.0}, ProductLaw{std::move(law), 0, 1.0}, false};
}

}  // namespace plumbline::python
