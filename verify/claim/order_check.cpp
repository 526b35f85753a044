#include "verify/claim/order_check.hpp"

#include <fmt/format.h>

#include <cmath>

#include "theory/base/value_arithmetic.hpp"

namespace plumbline {

void OrderStudy::add_difference(StepCount steps, const Value& measured, const Value& reference) {
  add(steps, measured - reference);
}

void OrderStudy::add_at(double n, const Value& error) {
  if (!std::isfinite(error.value)) return;
  points_.push_back({n, error.value, error.error, 0.0});
}

OrderFit OrderStudy::fit() const {
  constexpr double unused_confidence = 1e-6;
  return fit_order(points_, unused_confidence);
}

Check OrderStudy::check(const OrderClaim& claim) const {
  const OrderFit fitted = fit();
  const std::string range = fmt::format("{} = {:.0f}..{:.0f}", variable_, fitted.n_first, fitted.n_last);
  return {"order of " + what_,
          {fitted.order, fitted.half_width, fmt::format("fit on {}", range)},
          claim.kind == OrderKind::equal ? Relation::equal : Relation::at_least,
          {claim.order, claim.resolution, "claimed order"},
          check_order(fitted, claim)};
}

}  // namespace plumbline
