#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumbline {

/// What a check says. There is no fourth answer: a check that was not made is inconclusive, never a pass.
enum class Verdict { holds, violated, inconclusive };

/// "HOLDS", "VIOLATED" or "INCONCLUSIVE".
std::string_view name(Verdict verdict);

/// The reasons that a decision may give; a verdict that needs none has "".
namespace reason {
inline constexpr std::string_view noise_floor = "noise floor";          ///< more paths would decide
inline constexpr std::string_view pre_asymptotic = "pre-asymptotic";    ///< more steps would decide
inline constexpr std::string_view round_off = "round-off";              ///< a finer grid or more digits would decide
inline constexpr std::string_view infinite_moment = "infinite moment";  ///< no number of paths decides (claim H1)
inline constexpr std::string_view out_of_reach = "out of reach";        ///< the check says what it cannot do
inline constexpr std::string_view not_a_number = "not a number";        ///< a side is NaN: always VIOLATED
inline constexpr std::string_view not_applicable = "not applicable";    ///< the hypotheses of the claim fail: skipped
}  // namespace reason

/// A verdict and what it rests on.
///
/// `difference` is lhs - rhs in the units of the claim. `allowance` is the largest difference (in absolute value for an
/// equality, signed for an inequality lhs <= rhs) that would not have been called a violation.
struct Decision {
  Verdict verdict = Verdict::inconclusive;
  std::string reason;
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
Decision decide_within(double difference, double allowance, double resolution, std::string_view too_coarse);

/// HOLDS when difference + allowance <= tie, VIOLATED when difference - allowance > 0, else INCONCLUSIVE(too_coarse).
///
/// The common end of every check lhs <= rhs. `tie` >= 0 is the resolution within which two equal sides pass (0: an
/// order must be seen to hold); VIOLATED comes first, so a tie can hide no proven violation.
Decision decide_ordered(double difference, double allowance, double tie, std::string_view too_coarse);

/// INCONCLUSIVE with the reason alone.
Decision undecided(std::string_view why);

}  // namespace plumbline
