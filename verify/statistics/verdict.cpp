#include "verify/statistics/verdict.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

#include "theory/base/names.hpp"

namespace plumbline {

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "HOLDS";
    case Verdict::violated:
      return "VIOLATED";
    case Verdict::inconclusive:
      break;
  }
  return "INCONCLUSIVE";
}

std::string_view name(Reason reason) {
  static constexpr std::array<Named<Reason>, 7> names{{{Reason::none, ""},
                                                       {Reason::noise_floor, "noise floor"},
                                                       {Reason::pre_asymptotic, "pre-asymptotic"},
                                                       {Reason::round_off, "round-off"},
                                                       {Reason::infinite_moment, "infinite moment"},
                                                       {Reason::out_of_reach, "out of reach"},
                                                       {Reason::not_a_number, "not a number"}}};
  return name_of(reason, names);
}

std::string verdict_text(const Decision& decision) {
  const std::string text(name(decision.verdict));
  return decision.reason == Reason::none ? text : fmt::format("{}({})", text, name(decision.reason));
}

namespace {

Decision with_margin(double difference, double allowance, double excess) {
  Decision decision;
  decision.difference = difference;
  decision.allowance = allowance;
  if (allowance > 0.0) {
    decision.margin = 1.0 - excess / allowance;
  } else {
    decision.margin = std::copysign(std::numeric_limits<double>::infinity(), excess > 0.0 ? -1.0 : 1.0);
  }
  return decision;
}

Decision not_a_number() {
  Decision decision;
  decision.verdict = Verdict::violated;
  decision.reason = Reason::not_a_number;
  decision.difference = decision.margin = std::numeric_limits<double>::quiet_NaN();
  return decision;
}

}  // namespace

Decision decide_within(double difference, double allowance, double resolution, Reason too_coarse) {
  if (std::isnan(difference) || std::isnan(allowance)) return not_a_number();
  Decision decision = with_margin(difference, allowance, std::abs(difference));
  if (std::abs(difference) > allowance) {
    decision.verdict = Verdict::violated;
  } else if (allowance <= resolution) {
    decision.verdict = Verdict::holds;
  } else {
    decision.reason = too_coarse;
  }
  return decision;
}

Decision decide_ordered(double difference, double allowance, double tie, Reason too_coarse) {
  if (std::isnan(difference) || std::isnan(allowance)) return not_a_number();
  Decision decision = with_margin(difference, allowance, difference);
  if (difference > allowance) {
    decision.verdict = Verdict::violated;
  } else if (difference + allowance <= tie) {
    decision.verdict = Verdict::holds;
  } else {
    decision.reason = too_coarse;
  }
  return decision;
}

Decision undecided(Reason why) {
  Decision decision;
  decision.reason = why;
  return decision;
}

}  // namespace plumbline
