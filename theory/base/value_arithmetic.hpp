#pragma once

#include "theory/base/value.hpp"

namespace plumbline {

/// Arithmetic of numbers that carry errors. While the truth of every operand lies within its error, that of the result
/// lies within the error of the result, whatever ties the errors of the operands and however the operation rounds; to
/// first order the error is the smallest that holds. For errors that are bounds: two independent standard errors add up
/// in squares, which is not done here.
///
/// The result takes the `how` of its first operand, or of the second where that is empty. An operand that is not known
/// makes a result that is not known, for its reason. Infinite values follow the rules of limits (1 / infinity is 0);
/// where there is none (infinity - infinity), where a divisor or the argument of a logarithm may be 0, where a root has
/// no argument and where the result is beyond the range of double, the result is not known, and says so.

Value operator-(const Value& a);
Value operator+(const Value& a, const Value& b);
Value operator-(const Value& a, const Value& b);
Value operator*(const Value& a, const Value& b);
Value operator/(const Value& a, const Value& b);

/// An exact factor, as a sign or a step of a difference.
Value operator*(double factor, const Value& a);
Value operator/(const Value& a, double divisor);

Value abs(const Value& a);
/// Of a truth that is not negative, though a value near 0 may be, or may be able to be, by its error.
Value sqrt(const Value& a);
Value log(const Value& a);
Value exp(const Value& a);

/// The same number by another name.
Value named(Value a, std::string how);

}  // namespace plumbline
