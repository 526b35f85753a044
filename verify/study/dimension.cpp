#include "verify/study/dimension.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "theory/reduced/product_law.hpp"
#include "verify/claim/order_check.hpp"

namespace plumbline {
namespace {

constexpr std::array dimension_measures = {
    std::pair{"tv", "total variation distance of the chain from its limit"},
    std::pair{"kl", "KL divergence of the chain from its limit"},
    std::pair{"w2", "Wasserstein distance of order 2 of the chain from its limit"},
    std::pair{"steps_needed", "N at which kl falls to the one asked for"},
};

class DimensionRun {
 public:
  DimensionRun(std::vector<Case> cases, const DimensionStudy& parameters)
      : cases_(std::move(cases)), parameters_(parameters) {
    parameters_.w = guidance_scale(parameters_.w.value);
    for (const std::int64_t d : parameters_.dimensions) {
      if (d < 1) throw InputError(fmt::format("dimension {}", d), "--dimension", "give 1 or more");
    }
    if (!(parameters_.kl > 0.0 && std::isfinite(parameters_.kl))) {
      throw InputError(fmt::format("KL = {}", parameters_.kl), "--kl", "give a number > 0");
    }
    chain(parameters_.steps);  // refuses bad times before the work starts
    for (const Case& problem : cases_) {
      lines_.push_back(reduce(problem.pair));
      if (const Eigen::Index r = lines_.back().pair.dimension(); r != 1) {
        throw InputError(fmt::format("the means of case {} span {} directions", problem.name, r), "study dimension",
                         "give means on a line through 0");
      }
    }
  }

  std::vector<std::string> units() const {
    std::vector<std::string> units;
    for (const Case& problem : cases_) {
      for (const std::int64_t d : parameters_.dimensions) units.push_back(fmt::format("{} d = {}", problem.name, d));
    }
    return units;
  }

  Row row(std::size_t unit) const {
    Reduction line = lines_[unit / parameters_.dimensions.size()];
    line.n_orthogonal = parameters_.dimensions[unit % parameters_.dimensions.size()] - 1;
    const Chain at_n = chain(parameters_.steps);
    const ProductLaw limit = product_limit_law(line, limit_spec(at_n));
    const auto distances = [&](StepCount steps) {
      return product_distances(product_chain_law(line, chain(steps)), limit);
    };
    const ProductDistances distance = distances(parameters_.steps);
    Row row;
    for (const Value& value : {distance.tv, distance.kl_forward, distance.w2}) put(row, value);
    put(row, steps_needed([&](StepCount steps) { return distances(steps).kl_forward; }, parameters_.kl));
    return row;
  }

  Table table(const std::vector<Row>& rows) const {
    std::vector<std::string> names;
    for (const Case& problem : cases_) names.push_back(problem.name);
    Table table(fmt::format("Error against the dimension at N = {}, and N needed for KL = {}", parameters_.steps.value,
                            parameters_.kl));
    table.add_axis({"case", "1", "data law", names});
    table.add_axis({"dimension", "1", "d", parameters_.dimensions});
    std::vector<RowReader> readers(rows.begin(), rows.end());
    std::vector<Value> needed;
    for (const auto& [measure, about] : dimension_measures) {
      needed.clear();
      for (RowReader& reader : readers) needed.push_back(reader.value());
      table.add_values(measure, needed, about);
    }
    table.add_values("steps_needed_power", powers(needed), "power of sqrt(d) in steps_needed", "1", {"case"});
    return table;
  }

 private:
  Chain chain(StepCount steps) const {
    return {make_grid(Schedule::log_uniform, steps, parameters_.t0, {1.0}), parameters_.scheme, {parameters_.w}};
  }

  /// 1/N ~ C / sqrt(d) with an expansion in powers of 1/sqrt(d), case by case; NaN where no fit is possible.
  std::vector<Value> powers(const std::vector<Value>& needed) const {
    std::vector<Value> result;
    const std::size_t n = parameters_.dimensions.size();
    for (std::size_t start = 0; start < needed.size(); start += n) {
      OrderStudy order("1 / steps_needed", "sqrt(d)");
      for (std::size_t k = 0; k < n; ++k) {
        const auto& [value, error, how] = needed[start + k];
        const double root = std::sqrt(static_cast<double>(parameters_.dimensions[k]));
        order.add_at(root, {1.0 / value, error / (value * value), how});
      }
      const OrderFit fit = order.fit();
      result.push_back(fit.value());
    }
    return result;
  }

  std::vector<Case> cases_;
  DimensionStudy parameters_;
  std::vector<Reduction> lines_;
};

}  // namespace

Study dimension_study(std::vector<Case> cases, const DimensionStudy& parameters) {
  const auto run = std::make_shared<DimensionRun>(std::move(cases), parameters);
  Study study;
  study.units = run->units();
  study.row = [run](std::size_t unit, int) { return run->row(unit); };
  study.tables = [run](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{"dimension", run->table(rows)}};
  };
  return study;
}

}  // namespace plumbline
