#pragma once

#include <utility>

#include "theory/base/input_error.hpp"

namespace plumbline::python {

/// A good question whose answer this project cannot compute: plumbline.OutOfReach.
class OutOfReach : public InputError {
 public:
  explicit OutOfReach(const InputError& refused) : InputError(refused) {}
  OutOfReach(const std::string& what, const std::string& where, const std::string& mend)
      : InputError(what, where, mend) {}
};

/// compute(), where the request has been checked before: what is refused now is out of reach.
template <class Compute>
auto within_reach(Compute&& compute) {
  try {
    return std::forward<Compute>(compute)();
  } catch (const InputError& refused) {
    throw OutOfReach(refused);
  }
}

}  // namespace plumbline::python
