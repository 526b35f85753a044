#pragma once

#include <string>
#include <vector>

#include "theory/base/quantities.hpp"
#include "verify/claim/claim.hpp"
#include "verify/statistics/order_fit.hpp"

namespace plumbline {

/// An error-against-N series of noise-free values, and the check of its order. `variable` is what N is called in the
/// check: for a response to a size eps, N = 1/eps.
class OrderStudy {
 public:
  explicit OrderStudy(std::string what, std::string variable = "N")
      : what_(std::move(what)), variable_(std::move(variable)) {}

  /// Adds measured - reference at N, signed. Infinite values are left out: they have no error to speak of.
  void add_difference(StepCount steps, const Value& measured, const Value& reference);
  /// Adds an error that is itself a number with an error (a distance).
  void add(StepCount steps, const Value& error) { add_at(static_cast<double>(steps.value), error); }
  /// The same where N is no whole number.
  void add_at(double n, const Value& error);

  /// Confidence of the statistical part; there is none here, the values are noise-free.
  OrderFit fit() const;
  /// "order of E J, ddpm" with the fitted order on the left; the range of the fit, which may move, says how it came
  /// about.
  Check check(const OrderClaim& claim) const;
  /// Whether more steps are what the check asks for.
  bool is_pre_asymptotic(const OrderClaim& claim) const {
    return check_order(fit(), claim).reason == Reason::pre_asymptotic;
  }

 private:
  std::string what_;
  std::string variable_;
  std::vector<OrderPoint> points_;
};

}  // namespace plumbline
