#include "verify/study/error_vs_n.hpp"

#include <fmt/format.h>

#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "theory/divergence/divergence.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "theory/problem/input_error.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/claim/order_check.hpp"

namespace plumbline {
namespace {

const std::vector<std::pair<std::string, std::string>>& measures() {
  static const std::vector<std::pair<std::string, std::string>> names = {
      {"weak_error", "E J(Y_N) - E J(Y_1), signed"},       {"tv", "total variation distance"},
      {"kl", "KL divergence of the chain from its limit"}, {"w1", "Wasserstein distance of order 1"},
      {"w2", "Wasserstein distance of order 2"},           {"path_kl_bound", "Girsanov path KL, an upper bound of kl"},
  };
  return names;
}

/// The study while it runs: its chains, and the limit of each case, computed when a row first asks for it.
class ErrorVsNRun {
 public:
  ErrorVsNRun(std::vector<Case> cases, const ErrorVsN& parameters) : cases_(std::move(cases)), parameters_(parameters) {
    for (const Case& problem : cases_) {
      if (problem.pair.dimension() != 1) {
        throw InputError(fmt::format("case {} has dimension {}", problem.name, problem.pair.dimension()), "error-vs-n",
                         "give cases of dimension 1, whose law is exact at every N");
      }
      limits_.emplace_back();
    }
    parameters_.w = guidance_scale(parameters_.w.value);
    for (const std::int64_t n : parameters_.steps) {
      grids_.push_back(make_grid(parameters_.schedule, {n}, parameters_.t0, {1.0}));
    }
  }

  std::vector<std::string> units() const {
    std::vector<std::string> units;
    for (const Case& problem : cases_) {
      for (const Scheme scheme : all_schemes) {
        for (const std::int64_t n : parameters_.steps) {
          units.push_back(fmt::format("{} {} N = {}", problem.name, name(scheme), n));
        }
      }
    }
    return units;
  }

  /// The measures of one chain, in their order.
  Row row(std::size_t unit) {
    const std::size_t which_case = unit / (all_schemes.size() * grids_.size());
    const Scheme scheme = all_schemes[unit / grids_.size() % all_schemes.size()];
    const Chain chain{grids_[unit % grids_.size()], scheme, {parameters_.w}};
    const GuidedPair& pair = cases_[which_case].pair;
    const LimitLaw& limit = limit_of(which_case);
    const ChainLaw law = chain_law(pair, chain);
    const Divergences distance = divergences(law, limit);
    const Value cost = law.expected_cost();
    const Value cost_limit = limit.expected_cost();
    Row row;
    put(row, cost - cost_limit);
    for (const Value& value : {distance.tv, distance.kl_forward, distance.w1, distance.w2}) put(row, value);
    put(row, path_kl_to_limit(pair, chain));
    return row;
  }

  Table table(const std::vector<Row>& rows) const;

 private:
  struct Limit {
    std::once_flag once;
    std::optional<LimitLaw> law;
  };

  const LimitLaw& limit_of(std::size_t which_case) {
    Limit& limit = limits_[which_case];
    std::call_once(limit.once, [&] {
      const Chain any{grids_.front(), Scheme::ddpm, {parameters_.w}};
      limit.law =
          fokker_planck_law(cases_[which_case].pair, {any.grid.first(), any.grid.last(), any.guidance, any.start});
    });
    return *limit.law;
  }

  std::vector<Case> cases_;
  ErrorVsN parameters_;
  std::vector<TimeGrid> grids_;
  std::deque<Limit> limits_;
};

Table ErrorVsNRun::table(const std::vector<Row>& rows) const {
  std::vector<std::string> case_names;
  for (const Case& problem : cases_) case_names.push_back(problem.name);
  std::vector<std::string> scheme_names;
  for (const Scheme scheme : all_schemes) scheme_names.emplace_back(name(scheme));
  Table table("Error against the number of steps");
  table.add_axis({"case", "1", "data law", case_names});
  table.add_axis({"scheme", "1", "one-step rule", scheme_names});
  table.add_axis({"steps", "1", "number of transitions", parameters_.steps});
  std::vector<RowReader> readers(rows.begin(), rows.end());
  for (const auto& [measure_name, long_name] : measures()) {
    std::vector<Value> values;
    for (RowReader& reader : readers) values.push_back(reader.value());
    std::vector<Value> orders;
    std::vector<double> first;
    std::vector<double> last;
    for (std::size_t start = 0; start < values.size(); start += grids_.size()) {
      OrderStudy order(measure_name);
      for (std::size_t k = 0; k < grids_.size(); ++k) order.add({parameters_.steps[k]}, values[start + k]);
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

}  // namespace

std::vector<std::int64_t> default_steps() { return {32, 64, 128, 256, 512, 1024, 2048, 4096, 8192}; }

Study error_vs_n_study(std::vector<Case> cases, const ErrorVsN& parameters) {
  const auto run = std::make_shared<ErrorVsNRun>(std::move(cases), parameters);
  Study study;
  study.units = run->units();
  study.row = [run](std::size_t unit, int) { return run->row(unit); };
  study.tables = [run](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{"error_vs_n", run->table(rows)}};
  };
  return study;
}

}  // namespace plumbline
