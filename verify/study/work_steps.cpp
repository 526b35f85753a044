#include "verify/study/work_steps.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/ensemble.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/law/line_law.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "verify/claim/strong_errors.hpp"
#include "verify/study/steps_for.hpp"

namespace plumbline {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

}  // namespace

Chain work_chain(const WorkPrecision& parameters, Schedule schedule, Scheme scheme, std::int64_t n) {
  return {make_grid(schedule, {n}, parameters.t0, {1.0}), scheme, {parameters.w}};
}

WorkSteps::WorkSteps(std::vector<Case> cases, WorkPrecision parameters)
    : cases_(std::move(cases)), parameters_(std::move(parameters)) {}

double WorkSteps::seconds_per_path_step(std::size_t which_case) const {
  constexpr int n_runs = 5;
  constexpr std::int64_t n_steps = 64;
  const Chain chain = work_chain(parameters_, Schedule::log_uniform, Scheme::ddpm, n_steps);
  EnsembleOptions options;
  options.paths = 16'384;
  options.threads = 1;
  double best = infinite;
  for (int i = 0; i < n_runs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run_ensemble(cases_[which_case].pair, chain, options);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best / static_cast<double>(options.paths * n_steps);
}

WorkSteps::ChainErrors WorkSteps::errors_of(std::size_t which_case, const Chain& chain) {
  const GuidedPair& pair = cases_[which_case].pair;
  const LimitSpec spec = limit_spec(chain);
  const ResolvedLaw& limit =
      limits_.get({which_case, spec.t0.value, spec.tend.value, spec.noise_share}, [&]() -> ResolvedLaw {
        if (spec.noise_share == 0.0) return flow_law(pair, spec).density();
        return fokker_planck_law(pair, spec);
      });
  LawOptions options;
  options.tolerance = 1e-9;  // far below every target of use
  try {
    const LineLaw law = line_law(pair, chain, options);
    return {law.expected_cost() - limit.expected_cost(), divergences(law.density(), limit).tv};
  } catch (const OutOfReach&) {
    return {{infinite, 0.0, ""}, {infinite, 0.0, ""}};
  }
}

std::vector<Value> WorkSteps::weak_and_tv(std::size_t which_case, Schedule schedule, Scheme scheme) {
  std::map<std::int64_t, ChainErrors> known;
  const auto at = [&](std::int64_t n) -> const ChainErrors& {
    const auto found = known.find(n);
    if (found != known.end()) return found->second;
    return known.emplace(n, errors_of(which_case, work_chain(parameters_, schedule, scheme, n))).first->second;
  };
  const double smallest = *std::min_element(parameters_.targets.begin(), parameters_.targets.end());
  ErrorSizes weak;
  ErrorSizes tv;
  double sign = 0.0;
  for (std::int64_t n = fewest_work_steps; n <= parameters_.most_steps; n *= 2) {
    const ChainErrors& errors = at(n);
    weak[n] = abs(errors.weak);
    tv[n] = errors.tv;
    const bool keeps_sign = sign * errors.weak.value > 0.0;
    sign = std::copysign(1.0, errors.weak.value);
    if (keeps_sign && weak[n].value < smallest && tv[n].value < smallest) break;
  }
  std::vector<Value> steps;
  for (const double target : parameters_.targets) {
    steps.push_back(steps_for(weak, target, [&](std::int64_t n) { return abs(at(n).weak); }));
  }
  for (const double target : parameters_.targets) {
    steps.push_back(steps_for(tv, target, [&](std::int64_t n) { return at(n).tv; }));
  }
  return steps;
}

const std::vector<Value>& WorkSteps::strong(std::size_t which_case, Scheme scheme, int n_threads) {
  const auto& of_schemes =
      strong_.get(which_case, [&] { return strong_of_schemes(cases_[which_case].pair, n_threads); });
  const auto place = std::find(all_schemes.begin(), all_schemes.end(), scheme) - all_schemes.begin();
  return of_schemes[static_cast<std::size_t>(place)];
}

std::vector<std::vector<Value>> WorkSteps::strong_of_schemes(const GuidedPair& pair, int n_threads) const {
  StrongErrorPlan plan;
  plan.t0 = parameters_.t0.value;
  plan.guidance = {parameters_.w};
  for (std::int64_t n = fewest_work_steps; n <= parameters_.most_steps; n *= 2) plan.steps.push_back(n);
  std::reverse(plan.steps.begin(), plan.steps.end());
  plan.reference_steps = 2 * plan.steps.front();
  EnsembleOptions options;
  options.paths = parameters_.paths;
  options.seed = parameters_.seed;
  options.threads = n_threads;
  const StrongErrors errors(pair, plan, options);
  std::vector<std::vector<Value>> steps;
  for (std::size_t s = 0; s < plan.schemes.size(); ++s) {
    const std::vector<OrderPoint> points = errors.points(s);
    const Eigen::VectorXd standard_error = errors.covariance(s).diagonal().cwiseSqrt();
    ErrorSizes sizes;
    for (std::size_t g = 0; g < points.size(); ++g) {
      const double error = standard_error[static_cast<Eigen::Index>(g)] + errors.reference_error();
      sizes[plan.steps[g]] = {points[g].error, error, ""};
    }
    std::vector<Value>& of_scheme = steps.emplace_back();
    for (const double target : parameters_.targets) of_scheme.push_back(steps_for(sizes, target));
  }
  return steps;
}

}  // namespace plumbline
