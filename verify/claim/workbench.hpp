#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/ensemble.hpp"
#include "theory/base/computed_once.hpp"
#include "theory/cases/case.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/limit_law.hpp"
#include "theory/law/line_law.hpp"
#include "theory/plane/plane_chain_law.hpp"
#include "theory/problem/error_kind.hpp"
#include "verify/claim/stream.hpp"
#include "verify/claim/tier.hpp"
#include "verify/mutant/mutant.hpp"
#include "verify/statistics/alarm_budget.hpp"

namespace plumbline {

/// How a run of the suite is set up.
struct RunSettings {
  Tier tier = Tier::quick;
  Seed seed{20260101};
  double false_alarm = suite_false_alarm_rate;  ///< shared out among the cases of the run
  Mutant mutant{};                              ///< the sampler under test; the default is the true one
  /// What the run can afford at most; a check that asks for more becomes INCONCLUSIVE(noise floor or pre-asymptotic).
  std::int64_t most_paths = std::numeric_limits<std::int64_t>::max();
  StepCount most_steps{std::numeric_limits<std::int64_t>::max()};
};

/// What the claims work with on one case: the problem, true laws (each computed once), and the sampler under test.
///
/// The references (limit laws, laws of true chains) never see the mutant; everything named sampler_* does. Several
/// threads may examine claims on one workbench at once.
class Workbench {
 public:
  Workbench(Case problem, RunSettings settings);

  const Case& problem() const { return problem_; }
  const GuidedPair& pair() const { return problem_.pair; }
  Tier tier() const { return settings_.tier; }
  Seed seed() const { return settings_.seed; }

  /// The window of reverse time in which every claim is checked.
  static constexpr Time t0{1e-4};
  static constexpr Time tend{1.0};

  /// The chain of the claims: log-uniform from t0 to tend, exact start.
  static Chain chain(Scheme scheme, StepCount steps, GuidanceScale w);

  /// How exactly laws are computed: enough for the resolutions of the claims, and no more, in the quick tier.
  LawOptions law_options() const;
  /// The law of (26) at guidance w and reverse time t, from t0 on, exact start, from its Fokker-Planck equation:
  /// nothing is shared with the chains but the scores. Wide enough for E h_t^(1 + 2w) (O1).
  const LimitLaw& limit(GuidanceScale w, Time t = tend);
  /// E h_t^q under that law; from a wider one, made for q, where that does not know it; none where neither does.
  Value limit_power(GuidanceScale w, Time t, double q);
  /// The same in the plane, at the end.
  const ResolvedPlaneLaw& plane_limit(GuidanceScale w, Start start = Start::exact);
  /// E J(Y_1^w) of (26), on the line or in the plane.
  Value limit_cost(GuidanceScale w);
  /// The errors of the score that the tier looks at: the quick one at the largest response and at a plain one; the
  /// others have tests.
  std::vector<ErrorKind> error_kinds() const;
  static LimitSpec limit_spec(GuidanceScale w, Time t = tend) { return {t0, t, {w}, Start::exact}; }
  /// The exact law of a true chain.
  const ChainLaw& true_law(Scheme scheme, StepCount steps, GuidanceScale w);

  /// The sampler under test as the laws see it: its transitions, its beliefs about the scores.
  Transitions sampler_run(const Chain& chain) const;
  /// Its step for a scheme of any rule, and whether that is another one than the true one.
  SteppingRule sampler_rule(const Scheme& scheme) const;
  bool changes_rule(const Scheme& scheme) const;
  /// The exact law of the sampler under test on the line, for any chain and any rule.
  LineLaw sampler_line_law(const Chain& chain) const;
  /// Its end states, for any chain and any rule.
  void sample_sampler(const Chain& chain, const EnsembleOptions& options, const TakeStates& take) const;
  const GuidedPair& sampler_pair() const { return sampler_pair_; }
  /// The exact law of the sampler under test.
  const ChainLaw& sampler_law(Scheme scheme, StepCount steps, GuidanceScale w);

  /// Options of a Monte Carlo run; `stream` separates the random numbers of different claims.
  EnsembleOptions ensemble_options(std::int64_t n_paths, Stream stream) const;
  /// Takes a share of the false-alarm budget of this case for one stochastic check.
  double take_alarm_rate(const std::string& check);

  /// The smaller of the number of paths that a check plans and the most that the run affords.
  std::int64_t affordable(std::int64_t n_paths) const { return std::min(n_paths, settings_.most_paths); }

  /// Numbers of steps over which orders are fitted: 32, 64, ... to 2048 (quick) or 8192.
  std::vector<StepCount> order_steps() const { return order_steps(32, most_first_steps()); }
  /// The next numbers of steps, one after the other, for a case on which those are too few: three doublings more.
  std::vector<StepCount> further_order_steps() const {
    return order_steps(2 * most_first_steps(), 8 * most_first_steps());
  }
  /// Powers of 2 times n_first up to n_last, as far as the run affords.
  std::vector<StepCount> order_steps(std::int64_t n_first, std::int64_t n_last) const;

 private:
  std::int64_t most_first_steps() const { return tier() == Tier::quick ? 2048 : 8192; }

  Case problem_;
  RunSettings settings_;
  GuidedPair sampler_pair_;
  std::mutex budget_in_use_;
  AlarmBudget budget_;
  using ChainKey = std::tuple<Scheme, std::int64_t, double>;
  const LimitLaw& limit_for(GuidanceScale w, Time t, double power);

  ComputedOnce<std::tuple<double, double, double>, LimitLaw> limits_;  ///< by w, t and the largest power of h_t
  ComputedOnce<std::pair<double, Start>, ResolvedPlaneLaw> plane_limits_;
  ComputedOnce<ChainKey, ChainLaw> true_laws_;
  ComputedOnce<ChainKey, ChainLaw> sampler_laws_;
};

// Hypotheses that claims share: "" or why they fail.

/// Laws have a density at the end, t = 1.
std::string needs_density(const Workbench& bench);
/// The same in one dimension, where the exact laws of most claims are.
std::string needs_exact_law(const Workbench& bench);
/// The same in one or two dimensions, and there a verdict on E J of the limit: what a claim on that alone rests on.
std::string needs_limit_cost(const Workbench& bench);
/// An exact law on the line, and a cost that is not the same everywhere: what a claim on the effect of guidance rests
/// on.
std::string needs_guidance(const Workbench& bench);
/// The same, and E J^2 of the chain is finite (H1): what a bound on E J or its expansion in N rests on.
std::string needs_finite_square(const Workbench& bench, const Chain& chain);

}  // namespace plumbline
