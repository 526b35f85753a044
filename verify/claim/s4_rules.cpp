#include <fmt/format.h>

#include <utility>

#include "verify/claim/catalogue.hpp"
#include "verify/claim/path_mean_check.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/sampling/projection_sums.hpp"

namespace plumbline {
namespace s4 {

constexpr GuidanceScale w{0.5};
constexpr StepCount n_steps{16};  ///< at which no map of the built-in cases folds
constexpr Time t0{1e-2};
constexpr Time tend{0.95};
/// As S3, in standard deviations.
double violation_of(Tier tier) { return tier == Tier::quick ? 0.02 : 0.005; }

Chain chain_of(const Scheme& scheme) {
  return {make_grid(Schedule::log_uniform, n_steps, t0, tend), scheme, {w}, Start::exact};
}

/// The end state of an ensemble of one rule against the exact law of the true chain: distribution, mean, mean square.
std::vector<Check> of_rule(Workbench& bench, const Scheme& scheme, const ShiftRule& rule) {
  const Chain chain = chain_of(scheme);
  const ResolvedLaw law = line_law(bench.pair(), chain, bench.law_options()).density();
  const Projection state{fmt::format("state of {}", name(scheme)), Eigen::VectorXd::Ones(1), law.law(),
                         law.coarse_law()};
  ProjectionSums sums(state);
  EnsembleOptions options =
      bench.ensemble_options(bench.affordable(states_needed(state, rule)), Stream::s4);
  bench.sample_sampler(chain, options, [&](std::int64_t, const Eigen::MatrixXd& states) { sums.add(states); });
  std::vector<Check> checks{distribution_check(state, sums, rule)};
  for (const int p : {1, 2}) {
    checks.push_back(path_mean_check(bench.tier(), moment_name(state, p), sums.power(p), state.moment(p),
                                     moment_rule(state, p, rule)));
  }
  return checks;
}

std::vector<Check> check(Workbench& bench) {
  const double n_checks = 3.0 * static_cast<double>(tried_schemes().size());
  const ShiftRule rule{.false_alarm = bench.take_alarm_rate("S4") / n_checks,
                       .shift = violation_of(bench.tier()),
                       .noun = "paths"};
  std::vector<Check> checks;
  for (const Scheme& scheme : tried_schemes()) {
    for (Check& found : of_rule(bench, scheme, rule)) checks.push_back(std::move(found));
  }
  return checks;
}

}  // namespace s4

Claim claim_s4() {
  return {"S4",
          "ensembles of every rule that people run have the exact law of their own chain",
          "ours",
          "the exact law of the same chain on the line",
          needs_exact_law,
          s4::check};
}

}  // namespace plumbline
