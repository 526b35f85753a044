#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "theory/base/out_of_reach.hpp"
#include "theory/reduced/reduction.hpp"
#include "theory/tilted/tilted_law.hpp"
#include "verify/law_report/law_report.hpp"

namespace plumbline {

/// The value, or none where it is out of reach.
template <class Compute>
Value value_or_why(const Compute& compute) {
  try {
    return compute();
  } catch (const OutOfReach& out_of_reach) {
    return Value::none(out_of_reach.what());
  } catch (const ArbitraryCostError& no_closed_form) {
    return Value::none(no_closed_form.what());
  }
}

/// A law, or why there is none.
template <class Law>
struct LawOrNot {
  std::shared_ptr<const Law> law;
  std::string why_not;

  explicit operator bool() const { return law != nullptr; }
  const Law* operator->() const { return law.get(); }
  const Law& operator*() const { return *law; }

  /// What `compute` finds with the law, or none.
  template <class Compute>
  Value value(const Compute& compute) const {
    return law ? value_or_why([&] { return compute(*law); }) : Value::none(why_not);
  }
};

template <class Law, class Compute>
LawOrNot<Law> law_or_why(const Compute& compute) {
  try {
    return {std::make_shared<const Law>(compute()), ""};
  } catch (const OutOfReach& out_of_reach) {
    return {nullptr, out_of_reach.what()};
  } catch (const ArbitraryCostError& no_closed_form) {
    return {nullptr, no_closed_form.what()};
  }
}

/// Why the limit is missing where it was not wanted.
inline constexpr const char* limit_not_wanted = "the limit was left out";
/// Why the first finite number of steps is missing for rules of another form than (27), and why their path KL is.
inline constexpr const char* steps_not_searched = "searched for among chains of affine steps with noise only";
inline constexpr const char* no_path_kl = "known for chains of affine steps with noise only";

/// The largest of `least` and those powers above it whose moment is finite: the domain of a law must hold it.
template <class IsFinite>
double largest_finite(const std::vector<double>& powers, double least, const IsFinite& is_finite) {
  double largest = least;
  for (const double q : powers) {
    if (q > largest && is_finite(q)) largest = q;
  }
  return largest;
}

/// The distances of a report, each what `of` finds for a member of Distances: Divergences, or ProductDistances, which
/// leave w1 as it is.
template <class Distances, class Of>
void set_divergences(LawReport& report, const Of& of) {
  report.tv = of(&Distances::tv);
  report.kl = of(&Distances::kl_forward);
  report.kl_backward = of(&Distances::kl_backward);
  report.hellinger = of(&Distances::hellinger);
  if constexpr (requires { &Distances::w1; }) report.w1 = of(&Distances::w1);
  report.w2 = of(&Distances::w2);
}

/// Whether E J^q of the chain is finite, and from which N on; not known where the far field is undecided. `pair` may be
/// the reduced one, on whose coordinates J depends.
Finiteness finiteness(const GuidedPair& pair, const LawRequest& request, double q);

/// What the limit in the plane is computed to: far below what any chain of fewer than 10^5 steps differs from it by.
inline constexpr double plane_limit_tolerance = 1e-6;

/// The problem as it is when d = 2, else in the span of its means.
Reduction reduce_to_plane(const GuidedPair& pair);

/// What is said of the tilted law; `tv` is its distance from the limit, whose E J is `limit_cost`.
TiltedReport tilted_report(const LawOrNot<TiltedLaw>& tilted, const Value& limit_cost,
                           const std::function<Value(const TiltedLaw&)>& tv);

/// The tilted law at t, or why there is none.
LawOrNot<TiltedLaw> tilted_law(const GuidedPair& pair, const Chain& chain, Time t);

}  // namespace plumbline
