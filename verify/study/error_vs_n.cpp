#include "verify/study/error_vs_n.hpp"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <utility>

#include "sim/ordered_blocks.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/claim/order_check.hpp"

namespace plumbline {
namespace {

/// One cell of the table: every error of one chain.
struct Cell {
  std::map<std::string, Value> errors;
};

const std::vector<std::pair<std::string, std::string>>& measures() {
  static const std::vector<std::pair<std::string, std::string>> names = {
      {"weak_error", "E J(Y_N) - E J(Y_1), signed"},
      {"tv", "total variation distance"},
      {"kl", "KL divergence of the chain from its limit"},
      {"w1", "Wasserstein distance of order 1"},
      {"w2", "Wasserstein distance of order 2"},
      {"path_kl_bound", "Girsanov path KL, an upper bound of kl"},
  };
  return names;
}

Cell measure(const Case& problem, const LimitLaw& limit, const Chain& chain) {
  const ChainLaw law = chain_law(problem.pair, chain);
  const Divergences distance = divergences(law, limit);
  const Value cost = law.expected_cost();
  const Value cost_limit = limit.expected_cost();
  Cell cell;
  cell.errors["weak_error"] = {cost.value - cost_limit.value, cost.error + cost_limit.error, cost.how};
  cell.errors["tv"] = distance.tv;
  cell.errors["kl"] = distance.kl_forward;
  cell.errors["w1"] = distance.w1;
  cell.errors["w2"] = distance.w2;
  cell.errors["path_kl_bound"] = path_kl_to_limit(problem.pair, chain);
  return cell;
}

}  // namespace

std::vector<std::int64_t> default_steps() { return {32, 64, 128, 256, 512, 1024, 2048, 4096, 8192}; }

Table error_vs_n_table(const std::vector<Case>& cases, const ErrorVsN& study,
                       const std::function<void(const std::string&)>& done) {
  const std::size_t n_schemes = all_schemes.size();
  const std::size_t n_steps = study.steps.size();
  std::vector<LimitLaw> limits;
  std::vector<std::string> case_names;
  for (const Case& problem : cases) {
    const Chain any{make_grid(study.schedule, {study.steps.front()}, study.t0, {1.0}), Scheme::ddpm, {study.w}};
    limits.push_back(fokker_planck_law(problem.pair, {any.grid.first(), any.grid.last(), any.guidance, any.start}));
    case_names.push_back(problem.name);
  }

  std::vector<Cell> cells;
  const auto work = [&](std::int64_t index, int&) {
    const auto i = static_cast<std::size_t>(index);
    const std::size_t which_case = i / (n_schemes * n_steps);
    const Chain chain{make_grid(study.schedule, {study.steps[i % n_steps]}, study.t0, {1.0}),
                      all_schemes[i / n_steps % n_schemes],
                      {study.w}};
    return measure(cases[which_case], limits[which_case], chain);
  };
  const auto keep = [&](std::int64_t index, Cell& cell) {
    cells.push_back(std::move(cell));
    done(fmt::format("{} of {}", index + 1, cases.size() * n_schemes * n_steps));
  };
  run_blocks_in_order(
      static_cast<std::int64_t>(cases.size() * n_schemes * n_steps), thread_count(study.n_threads), [] { return 0; },
      work, keep);

  Table table("Error against the number of steps");
  std::vector<std::string> scheme_names;
  for (const Scheme scheme : all_schemes) scheme_names.emplace_back(name(scheme));
  table.add_axis({"case", "1", "data law", case_names});
  table.add_axis({"scheme", "1", "one-step rule", scheme_names});
  table.add_axis({"steps", "1", "number of transitions", study.steps});
  for (const auto& [measure_name, long_name] : measures()) {
    std::vector<Value> values;
    std::vector<Value> orders;
    std::vector<double> first;
    std::vector<double> last;
    for (std::size_t row = 0; row < cases.size() * n_schemes; ++row) {
      OrderStudy order(measure_name);
      for (std::size_t k = 0; k < n_steps; ++k) {
        const Value& value = cells[row * n_steps + k].errors.at(measure_name);
        values.push_back(value);
        order.add({study.steps[k]}, value);
      }
      const OrderFit fit = order.fit();
      const bool fitted = fit.reason.empty();
      orders.push_back(fitted ? Value{fit.order, fit.half_width, "order fit"}
                              : Value{std::numeric_limits<double>::quiet_NaN(), 0.0, fit.reason});
      first.push_back(fit.n_first);
      last.push_back(fit.n_last);
    }
    table.add_values(measure_name, values, long_name);
    table.add_values(measure_name + "_order", orders, "order of " + measure_name + " in 1/N", "1", {"case", "scheme"});
    table.add({measure_name + "_first", "1", "first N of the fit", {"case", "scheme"}, first});
    table.add({measure_name + "_last", "1", "last N of the fit", {"case", "scheme"}, last});
  }
  return table;
}

}  // namespace plumbline
