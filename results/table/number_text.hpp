#pragma once

#include <string>

namespace plumbline {

// How numbers are written, everywhere.

/// A number with six digits, a whole one below 1e9 with all of its own; "-" for NaN; "inf".
std::string number_text(double x);

/// A value with as many digits as its error warrants, and the error in its last digits: "1.1704(3)" is 1.1704 +-
/// 0.0003. The error is rounded up, to two digits if they are 10 .. 19 ("0.998(10)"), else to one; values below 1e-4 or
/// whose last digit is no digit after the point have an exponent, "1.50(2)e-12". Without an error (0, NaN): ten digits;
/// "-" for NaN, "inf", "3 +- inf". With `digits` > 0 the value has so many significant digits, if its error warrants
/// them.
std::string value_text(double value, double error, int digits = 0);

}  // namespace plumbline
