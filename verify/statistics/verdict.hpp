#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumbline {

/// What a check says. There is no fourth answer: a check that was not made is inconclusive, never a pass.
enum class Verdict { holds, violated, inconclusive };

/// "HOLDS", "VIOLATED" or "INCONCLUSIVE".
std::string_view name(Verdict verdict);

/// Why a decision is what it is.
enum class Reason {
  none,             ///< the two sides and their errors decide
  noise_floor,      ///< more paths would decide
  pre_asymptotic,   ///< more steps would decide
  round_off,        ///< a finer grid or more digits would decide
  infinite_moment,  ///< no number of paths decides (claim H1)
  out_of_reach,     ///< the check says what it cannot do
  not_a_number      ///< a side is NaN: always VIOLATED
};
/// "noise floor", "pre-asymptotic", ...; none is "".
std::string_view name(Reason reason);

/// A verdict and what it rests on.
///
/// `difference` is left - right in the units of the claim. `allowance` is the largest difference (in absolute value for
/// an equality, signed for an inequality left <= right) that would not have been called a violation.
struct Decision {
  Verdict verdict = Verdict::inconclusive;
  Reason reason = Reason::none;
  double difference = 0.0;
  double allowance = 0.0;
  /// 1 - difference / allowance: 1 is perfect agreement, 0 the edge, -k a miss by k more allowances, for an inequality
  /// above 1 when there is slack. Infinite when nothing is allowed.
  double margin = 0.0;
  /// Of a stochastic check: a probability not smaller than that of a difference like this one when the claim is true.
  std::optional<double> p_value;
};

/// "HOLDS", or with its reason "INCONCLUSIVE(noise floor)".
std::string verdict_text(const Decision& decision);

/// VIOLATED when |difference| > allowance; else HOLDS when allowance <= resolution; else INCONCLUSIVE(too_coarse).
///
/// The common end of every equality check: `resolution` is the largest error bar under which agreement means something,
/// so a check that could not have failed never passes. NaN on either side is VIOLATED(not a number).
Decision decide_within(double difference, double allowance, double resolution, Reason too_coarse);

/// HOLDS when difference + allowance <= tie, VIOLATED when difference - allowance > 0, else INCONCLUSIVE(too_coarse).
///
/// The common end of every check left <= right. `tie` >= 0 is the resolution within which two equal sides pass (0: an
/// order must be seen to hold); VIOLATED comes first, so a tie can hide no proven violation.
Decision decide_ordered(double difference, double allowance, double tie, Reason too_coarse);

/// INCONCLUSIVE with the reason alone.
Decision undecided(Reason why);

}  // namespace plumbline
