#include "verify/claim/workbench.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "theory/base/out_of_reach.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/plane/plane_fokker_planck.hpp"

namespace plumbline {
namespace {

/// Stochastic checks that one case may have, over all claims; each takes an equal share of the budget.
constexpr int n_stochastic_checks = 32;

}  // namespace

Workbench::Workbench(Case problem, RunSettings settings)
    : problem_(std::move(problem)),
      settings_(std::move(settings)),
      sampler_pair_(problem_.pair),
      budget_(settings_.false_alarm) {
  if (settings_.mutant.change_pair) settings_.mutant.change_pair(sampler_pair_);
}

Chain Workbench::chain(Scheme scheme, StepCount steps, GuidanceScale w) {
  return {make_grid(Schedule::log_uniform, steps, t0, tend), scheme, {w}, Start::exact};
}

const LimitLaw& Workbench::limit(GuidanceScale w, Time t) {
  return limit_for(w, t, std::max(1.0, 1.0 + 2.0 * pair().omega(w.value)));
}

Value Workbench::limit_power(GuidanceScale w, Time t, double q) {
  constexpr double known = 1e-3;  // relative
  const auto moment_of = [q](const LimitLaw& law) {
    try {
      return law.expected_cost(q);
    } catch (const OutOfReach& refused) {
      return Value::none(refused.what());
    }
  };
  const Value shared = moment_of(limit(w, t));
  if (std::isinf(shared.value) || shared.error <= known * shared.value) return shared;
  return moment_of(limit_for(w, t, q));
}

const LimitLaw& Workbench::limit_for(GuidanceScale w, Time t, double power) {
  return limits_.get({w.value, t.value, power}, [&] {
    LawOptions options = law_options();
    options.cost_power = power;
    options.tolerance *= std::pow(0.1, std::min(1.0, options.cost_power - 1.0));  // higher moments ask for more
    return affordable_limit_law(pair(), limit_spec(w, t), options);
  });
}

const ResolvedPlaneLaw& Workbench::plane_limit(GuidanceScale w, Start start) {
  return plane_limits_.get({w.value, start}, [&] {
    LimitSpec spec = limit_spec(w);
    spec.start = start;
    return plane_fokker_planck_law(pair(), spec, {.tolerance = tier() == Tier::quick ? 1e-5 : 1e-7});
  });
}

Value Workbench::limit_cost(GuidanceScale w) {
  if (pair().dimension() == 1) return limit(w).expected_cost();
  return plane_limit(w).expected_cost(limit_integrability(pair(), limit_spec(w)));
}

const ChainLaw& Workbench::true_law(Scheme scheme, StepCount steps, GuidanceScale w) {
  return true_laws_.get({scheme, steps.value, w.value},
                        [&] { return chain_law(pair(), chain(scheme, steps, w), law_options()); });
}

std::vector<ErrorKind> Workbench::error_kinds() const {
  if (tier() == Tier::quick) return {ErrorKind::worst_case, ErrorKind::constant};
  return {all_error_kinds.begin(), all_error_kinds.end()};
}

Transitions Workbench::sampler_run(const Chain& chain) const {
  Transitions run = make_transitions(chain, pair());
  if (settings_.mutant.change_steps) settings_.mutant.change_steps(run.steps);
  return run;
}

SteppingRule Workbench::sampler_rule(const Scheme& scheme) const {
  if (settings_.mutant.change_rule) {
    if (const auto wrong = settings_.mutant.change_rule(scheme)) return *wrong;
  }
  return stepping_rule(scheme);
}

bool Workbench::changes_rule(const Scheme& scheme) const {
  return settings_.mutant.change_rule && settings_.mutant.change_rule(scheme);
}

LineLaw Workbench::sampler_line_law(const Chain& chain) const {
  if (changes_rule(chain.scheme)) {
    return line_law(sampler_pair_, chain, sampler_rule(chain.scheme), law_options());
  }
  if (is_affine(chain.scheme) && settings_.mutant.change_steps && !ends_in_a_map(chain)) {
    return LineLaw(chain_law(sampler_pair_, sampler_run(chain), law_options()));
  }
  return line_law(sampler_pair_, chain, law_options());
}

void Workbench::sample_sampler(const Chain& chain, const EnsembleOptions& options, const TakeStates& take) const {
  if (is_affine(chain.scheme) && !changes_rule(chain.scheme)) {
    return sample_paths(sampler_pair_, sampler_run(chain), options, take);
  }
  sample_paths(sampler_pair_, make_rule_run(chain, pair(), sampler_rule(chain.scheme)), options, take);
}

const ChainLaw& Workbench::sampler_law(Scheme scheme, StepCount steps, GuidanceScale w) {
  const bool is_true = !settings_.mutant.change_pair && !settings_.mutant.change_steps;
  if (is_true) return true_law(scheme, steps, w);
  return sampler_laws_.get({scheme, steps.value, w.value}, [&] {
    return chain_law(sampler_pair_, sampler_run(chain(scheme, steps, w)), law_options());
  });
}

EnsembleOptions Workbench::ensemble_options(std::int64_t n_paths, Stream stream) const {
  EnsembleOptions options;
  options.paths = n_paths;
  options.seed = settings_.seed;
  options.stream = number(stream);
  options.threads = 1;
  options.fault = settings_.mutant.fault;
  return options;
}

LawOptions Workbench::law_options() const {
  LawOptions options;
  options.tolerance = tier() == Tier::quick ? 1e-9 : 1e-11;
  return options;
}

double Workbench::take_alarm_rate(const std::string& check) {
  const std::lock_guard lock(budget_in_use_);
  return budget_.take_share(check, n_stochastic_checks);
}

std::vector<StepCount> Workbench::order_steps(std::int64_t n_first, std::int64_t n_last) const {
  std::vector<StepCount> steps;
  for (std::int64_t n = n_first; n <= std::min(n_last, settings_.most_steps.value); n *= 2) steps.push_back({n});
  return steps;
}

std::string needs_density(const Workbench& bench) {
  return bench.pair().has_density(Workbench::tend.value) ? "" : "the law at t = 1 is singular";
}

std::string needs_exact_law(const Workbench& bench) {
  const auto d = bench.pair().dimension();
  return d == 1 ? needs_density(bench) : fmt::format("the exact law is one-dimensional, the case has d = {}", d);
}

std::string needs_limit_cost(const Workbench& bench) {
  const GuidedPair& pair = bench.pair();
  if (pair.dimension() == 1) return needs_density(bench);
  if (pair.dimension() != 2) {
    return fmt::format("the exact law has one or two dimensions, the case has d = {}", pair.dimension());
  }
  if (const std::string density = needs_density(bench); !density.empty()) return density;
  const Integrability verdict = limit_integrability(pair, Workbench::limit_spec({1.0}));
  return verdict.decided ? "" : "whether E J is finite is " + verdict.why;
}

std::string needs_guidance(const Workbench& bench) {
  if (const std::string law = needs_exact_law(bench); !law.empty()) return law;
  return bench.pair().cost_is_constant() ? "the cost is constant: guidance moves nothing" : "";
}

std::string needs_finite_square(const Workbench& bench, const Chain& chain) {
  if (const std::string guidance = needs_guidance(bench); !guidance.empty()) return guidance;
  return integrability(bench.pair(), chain, 2.0).finite ? "" : "E J^2 of the chain is infinite";
}

}  // namespace plumbline
