#pragma once

#include <memory>
#include <string>

#include "theory/tilted/tilted_law.hpp"
#include "verify/law_report/law_report.hpp"

namespace plumbline {

/// What was asked: case, dimension, w and its window, steps, scheme, schedule, times, start.
void set_request(Json& report, const Case& problem, const LawRequest& request);

/// finite, why and first_finite_steps of E J^q of the chain (H1); null where the far field is undecided. `pair` may be
/// the reduced one, on whose coordinates J depends.
void set_finiteness(Json& report, const GuidedPair& pair, const LawRequest& request, double q);

/// a - b; unknown where both are infinite.
void set_difference(Json& report, const std::string& key, const Value& a, const Value& b);

/// The tilted law at t, or why there is none.
struct TiltedOrNot {
  std::shared_ptr<const TiltedLaw> law;
  std::string why;
};
TiltedOrNot tilted_law(const GuidedPair& pair, const Chain& chain, Time t);

}  // namespace plumbline
