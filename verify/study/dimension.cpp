#include "verify/study/dimension.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "theory/reduced/product_law.hpp"
#include "verify/claim/order_check.hpp"
#include "verify/study/require.hpp"

namespace plumbline {
namespace {

std::vector<Reduction> lines_of(const std::vector<Case>& cases) {
  std::vector<Reduction> result;
  for (const Case& problem : cases) {
    result.push_back(reduce(problem.pair));
    if (const Eigen::Index r = result.back().pair.dimension(); r != 1) {
      throw InputError(fmt::format("the means of case {} span {} directions", problem.name, r), "study dimension",
                       "give means on a line through 0");
    }
  }
  return result;
}

Chain chain_of(const DimensionStudy& parameters, StepCount steps) {
  return {make_grid(Schedule::log_uniform, steps, parameters.t0, {1.0}), parameters.scheme, {parameters.w}};
}

UnitCells measure(const DimensionStudy& parameters, Reduction line, std::int64_t dimension) {
  line.n_orthogonal = dimension - 1;
  const ProductLaw limit = product_limit_law(line, limit_spec(chain_of(parameters, parameters.steps)));
  const auto distances = [&](StepCount steps) {
    return product_distances(product_chain_law(line, chain_of(parameters, steps)), limit);
  };
  const ProductDistances distance = distances(parameters.steps);
  const auto kl_at = [&](StepCount steps) { return distances(steps).kl_forward; };
  return UnitCells()
      .add("tv", distance.tv)
      .add("kl", distance.kl_forward)
      .add("w2", distance.w2)
      .add("steps_needed", steps_needed(kl_at, parameters.kl));
}

/// 1/N ~ C / sqrt(d) with an expansion in powers of 1/sqrt(d).
Value power_of(const std::vector<std::int64_t>& dimensions, std::span<const Value> needed) {
  OrderStudy order("1 / steps_needed", "sqrt(d)");
  for (std::size_t k = 0; k < dimensions.size(); ++k) {
    const auto& [value, error, how] = needed[k];
    order.add_at(std::sqrt(static_cast<double>(dimensions[k])), {1.0 / value, error / (value * value), how});
  }
  return order.fit().value();
}

}  // namespace

Study dimension_study(std::vector<Case> cases, const DimensionStudy& asked) {
  DimensionStudy parameters = asked;
  parameters.w = guidance_scale(parameters.w.value);
  for (const std::int64_t d : parameters.dimensions) require_at_least(d, 1, "as a dimension", "--dimension");
  require_positive(parameters.kl, "KL", "--kl");
  chain_of(parameters, parameters.steps);  // refuses bad times before the work starts
  TableStudy study{"dimension", fmt::format("Error against the dimension at N = {}, and N needed for KL = {}",
                                            parameters.steps.value, parameters.kl)};
  study.axes = {case_axis(cases), number_axis("dimension", "d", parameters.dimensions, "d = {}")};
  study.columns = {{"tv", "total variation distance of the chain from its limit"},
                   {"kl", "KL divergence of the chain from its limit"},
                   {"w2", "Wasserstein distance of order 2 of the chain from its limit"},
                   {"steps_needed", "N at which kl falls to the one asked for"}};
  study.measure = [all = lines_of(cases), parameters](const Place& at, int) {
    return measure(parameters, all[at["case"]], parameters.dimensions[at["dimension"]]);
  };
  study.derive = [dimensions = parameters.dimensions](Table& table, const Columns& measured) {
    std::vector<Value> powers;
    for (const auto& line : lines(measured.values("steps_needed"), dimensions.size())) {
      powers.push_back(power_of(dimensions, line));
    }
    table.add_values("steps_needed_power", powers, "power of sqrt(d) in steps_needed", "1", {"case"});
  };
  return study_of(std::move(study));
}

}  // namespace plumbline
