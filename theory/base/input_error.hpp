#pragma once

#include <stdexcept>
#include <string>

#include "theory/base/printable.hpp"

namespace plumbline {

/// Bad input from outside: one line that says what is wrong, where, and how to mend it, whatever text it quotes.
///
/// Thrown at the edges only (parsers, validating constructors, factories). The command turns it into exit status 2.
class InputError : public std::runtime_error {
 public:
  InputError(const std::string& what, const std::string& where, const std::string& mend)
      : std::runtime_error(printable(where + ": " + what + "; " + mend)) {}
};

}  // namespace plumbline
