#include "verify/study/samplers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "theory/base/computed_once.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/law/line_law.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "verify/study/require.hpp"

namespace plumbline {
namespace {

constexpr double no_error = std::numeric_limits<double>::quiet_NaN();

std::int64_t evaluations_a_step(const Scheme& scheme) {
  return scheme.visit([](const auto& rule) { return std::int64_t{rule.n_evaluations}; });
}

LawOptions study_options() {
  LawOptions options;
  options.tolerance = 1e-8;  // errors of samplers are far larger
  return options;
}

template <class Compute>
Value value_or_none(const Compute& compute) {
  try {
    return compute();
  } catch (const OutOfReach& out_of_reach) {
    return Value::none(out_of_reach.what());
  }
}

/// The chains of the study and the limits that they are compared with, each computed when it is first asked for.
class Samplers {
 public:
  Samplers(std::vector<Case> cases, SamplersStudy parameters)
      : cases_(std::move(cases)), parameters_(std::move(parameters)) {}

  const SamplersStudy& parameters() const { return parameters_; }

  Chain chain(const Schedule& schedule, const Scheme& scheme, std::int64_t steps) const {
    return {make_grid(schedule, {steps}, parameters_.t0, parameters_.tend), scheme, {parameters_.w}, Start::exact};
  }

  UnitCells measure(std::size_t which, const Schedule& schedule, const Scheme& scheme, std::int64_t evaluations) {
    const std::int64_t steps = std::max<std::int64_t>(1, evaluations / evaluations_a_step(scheme));
    const Chain here = chain(schedule, scheme, steps);
    const auto law = law_of(which, here);
    const auto known = [&](const auto& compute) {
      return value_or_none([&] { return compute(*law, limit_of(which, schedule, here)); });
    };
    const auto distance = [&](Value Divergences::*member) {
      return known([&](const LineLaw& a, const ResolvedLaw& b) { return divergences(a.density(), b).*member; });
    };
    const auto weak = [](const LineLaw& a, const ResolvedLaw& b) { return a.expected_cost() - b.expected_cost(); };
    UnitCells cells;
    cells.add("steps", static_cast<double>(steps));
    if (!law) {
      const Value none = Value::none("out of reach");
      return cells.add("expected_cost", none).add("weak_error", none).add("tv", none).add("w2", none);
    }
    return cells.add("expected_cost", value_or_none([&] { return law->expected_cost(); }))
        .add("weak_error", known(weak))
        .add("tv", distance(&Divergences::tv))
        .add("w2", distance(&Divergences::w2));
  }

 private:
  std::optional<LineLaw> law_of(std::size_t which, const Chain& here) const {
    try {
      return line_law(cases_[which].pair, here, study_options());
    } catch (const OutOfReach&) {
      return std::nullopt;
    }
  }

  /// Of the noise share of the scheme, between the ends of the grid. Of churn: its own chain of many steps.
  const ResolvedLaw& limit_of(std::size_t which, const Schedule& schedule, const Chain& here) {
    constexpr std::int64_t many = 512;
    const GuidedPair& pair = cases_[which].pair;
    const bool has_limit = !std::isnan(noise_share(here.scheme));
    const std::string key = has_limit ? fmt::format("{}", noise_share(here.scheme))
                                      : fmt::format("{} on {}", name(here.scheme), name(schedule));
    return limits_.get({which, key, here.grid.first().value, here.grid.last().value}, [&]() -> ResolvedLaw {
      if (!has_limit) return line_law(pair, chain(schedule, here.scheme, many), study_options()).density();
      const LimitSpec spec = limit_spec(here);
      if (spec.noise_share > 0.0) return fokker_planck_law(pair, spec);
      return flow_law(pair, spec).density();
    });
  }

  std::vector<Case> cases_;
  SamplersStudy parameters_;
  ComputedOnce<std::tuple<std::size_t, std::string, double, double>, ResolvedLaw> limits_;
};

/// Where in the columns of the study a sampler stands.
struct Sizes {
  std::size_t cases, schedules, schemes, evaluations;

  std::size_t at(std::size_t c, std::size_t schedule, std::size_t scheme, std::size_t e) const {
    return ((c * schedules + schedule) * schemes + scheme) * evaluations + e;
  }
};

/// "heun on karras: 4.1 times less error than ddim:0 there".
std::string sentence(const std::string& best, const std::string& schedule, double error, double of_ddim) {
  std::string text = fmt::format("{} on {}", best, schedule);
  if (best != "ddim:0" && std::isfinite(of_ddim)) {
    text += fmt::format(": {:.3g} times less error than ddim:0 there", of_ddim / error);
  }
  return text;
}

/// The smallest errors of each panel and of all, and what is said of these.
void add_frontier(Table& table, const Columns& measured, const Sizes& sizes, const SamplersStudy& parameters) {
  const std::vector<Value>& errors = measured.values("weak_error");
  const auto ddim = std::find(parameters.schemes.begin(), parameters.schemes.end(), Scheme(Ddim{0.0}));
  const auto i_ddim = static_cast<std::size_t>(ddim - parameters.schemes.begin());
  std::vector<double> of_schedule(sizes.cases * sizes.schedules * sizes.evaluations, no_error);
  std::vector<double> of_all(sizes.cases * sizes.evaluations, no_error);
  std::vector<std::string> said(of_all.size(), "none is known");
  for (std::size_t c = 0; c < sizes.cases; ++c) {
    for (std::size_t s = 0; s < sizes.schedules; ++s) {
      for (std::size_t r = 0; r < sizes.schemes; ++r) {
        for (std::size_t e = 0; e < sizes.evaluations; ++e) {
          const double error = std::abs(errors[sizes.at(c, s, r, e)].value);
          if (!std::isfinite(error)) continue;
          double& here = of_schedule[(c * sizes.schedules + s) * sizes.evaluations + e];
          here = std::fmin(here, error);
          double& best = of_all[c * sizes.evaluations + e];
          if (error >= best) continue;  // not for NaN, the first
          best = error;
          const double other =
              ddim == parameters.schemes.end() ? no_error : std::abs(errors[sizes.at(c, s, i_ddim, e)].value);
          said[c * sizes.evaluations + e] =
              sentence(name(parameters.schemes[r]), name(parameters.schedules[s]), error, other);
        }
      }
    }
  }
  table.add({"weak_error_frontier", "1", "smallest |weak error| of all schemes", {"case", "schedule", "evaluations"},
             of_schedule});
  table.add({"weak_error_best", "1", "smallest |weak error| of all schemes and schedules", {"case", "evaluations"},
             of_all});
  table.add({"best", "1", "which that is", {"case", "evaluations"}, said});
}

void require_sense(const std::vector<Case>& cases, const SamplersStudy& parameters) {
  require_on_line(cases, "samplers");
  for (const std::int64_t evaluations : parameters.evaluations) {
    require_at_least(evaluations, 2, "evaluations", "--evaluations");
  }
  for (const Case& problem : cases) {
    const Chain any{make_grid(parameters.schedules.front(), {8}, parameters.t0, parameters.tend)};
    require_density(problem.pair, any.grid.last().value, "samplers");
  }
}

}  // namespace

std::vector<Scheme> compared_schemes() {
  return {Ddim{0.0},
          Ddim{0.5},
          Ddim{1.0},
          Ancestral{0.5},
          ExponentialSde{0.5},
          Ddpm{},
          DdpmLarge{},
          Heun{},
          HeunChurn{4.0, 0.0, std::numeric_limits<double>::infinity(), 1.0},
          Dpmpp2m{},
          SdeDpmpp2m{},
          DpmppSde{}};
}

Study samplers_study(std::vector<Case> cases, const SamplersStudy& asked) {
  SamplersStudy parameters = asked;
  parameters.w = guidance_scale(parameters.w.value);
  if (parameters.schemes.empty()) parameters.schemes = compared_schemes();
  require_sense(cases, parameters);
  TableStudy study{"samplers", "Samplers by their evaluations of the score"};
  study.axes = {case_axis(cases), named_axis("schedule", "how the times are laid", parameters.schedules),
                named_axis("scheme", "rule of the sampler", parameters.schemes),
                number_axis("evaluations", "evaluations of the score a path", parameters.evaluations, "{} evaluations")};
  using enum StudyColumn::Kind;
  study.columns = {{"steps", "number of transitions that they pay for", number},
                   {"expected_cost", "E J of the chain"},
                   {"weak_error", "E J of the chain less that of the limit of the rule, signed"},
                   {"tv", "total variation distance from that limit"},
                   {"w2", "Wasserstein distance of order 2 from that limit"}};
  const Sizes sizes{cases.size(), parameters.schedules.size(), parameters.schemes.size(),
                    parameters.evaluations.size()};
  study.derive = [sizes, parameters](Table& table, const Columns& measured) {
    add_frontier(table, measured, sizes, parameters);
  };
  const auto samplers = std::make_shared<Samplers>(std::move(cases), parameters);
  study.measure = [samplers](const Place& at, int) {
    const SamplersStudy& of = samplers->parameters();
    return samplers->measure(at["case"], of.schedules[at["schedule"]], of.schemes[at["scheme"]],
                             of.evaluations[at["evaluations"]]);
  };
  return study_of(std::move(study));
}

}  // namespace plumbline
