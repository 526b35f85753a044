#pragma once

#include <array>
#include <limits>
#include <stdexcept>
#include <string>

#include "theory/base/names.hpp"
#include "theory/base/printable.hpp"

namespace plumbline {

/// Why a computation cannot reach its error.
enum class Unreached {
  too_wide,      ///< the law spreads over more than any grid resolves
  out_of_range,  ///< the value is finite, but too large or too far out for a double or a grid
  undecided,     ///< whether there is a finite value is not known
  no_value,      ///< what is asked for does not exist here: an integral diverges
  no_root        ///< an equation has no solution within the range that was searched
};

inline std::string_view name(Unreached reason) {
  static constexpr std::array<Named<Unreached>, 5> names{{{Unreached::too_wide, "too wide"},
                                                          {Unreached::out_of_range, "out of range"},
                                                          {Unreached::undecided, "undecided"},
                                                          {Unreached::no_value, "no value"},
                                                          {Unreached::no_root, "no root"}}};
  return name_of(reason, names);
}

/// A computation that cannot reach its error, though nothing is wrong with what was asked. One line says what cannot be
/// had, where, and what could be had instead. It takes nothing from what can be computed beside it: a study marks the
/// one value, a claim is inconclusive. The command turns one that concerns all of its answer into exit status 3.
class OutOfReach : public std::runtime_error {
 public:
  OutOfReach(Unreached reason, const std::string& what, const std::string& where, const std::string& mend)
      : std::runtime_error(printable(where + ": " + what + "; " + mend)), reason_(reason) {}

  Unreached reason() const { return reason_; }

  /// What was reached: an error, a size or a number of points, in the units of `what`; NaN where that says nothing.
  OutOfReach& reached(double value) {
    reached_ = value;
    return *this;
  }
  double reached() const { return reached_; }

 private:
  Unreached reason_;
  double reached_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace plumbline
