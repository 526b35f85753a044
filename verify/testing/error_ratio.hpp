#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "theory/base/value.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {

/// For tests: holds reported errors against true ones, and remembers the worst ratio.
class ErrorRatio {
 public:
  /// True error of `value` over its reported error; `doubt` is what the reference itself may be off by. Values that are
  /// not finite claim no error and are not compared.
  void compare(const std::string& what, const Value& value, double exact, double doubt) {
    if (!std::isfinite(value.value) && !std::isfinite(exact)) return;
    ++n_compared_;
    const double ratio = std::abs(value.value - exact) / (value.error + doubt);
    INFO(what << ": " << value.value << " +- " << value.error << " against " << exact);
    CHECK(ratio <= 1.0);
    if (ratio > worst_ratio_) {
      worst_ratio_ = ratio;
      worst_ = what;
    }
  }

  int n_compared() const { return n_compared_; }
  std::string summary() const {
    return fmt::format("{} values compared: worst true error / stated error = {:.3f} ({})", n_compared_, worst_ratio_,
                       worst_);
  }

 private:
  int n_compared_ = 0;
  double worst_ratio_ = 0.0;
  std::string worst_;
};

}  // namespace plumbline
