#pragma once

#include <boost/multiprecision/mpfr.hpp>

namespace plumbline::reference {

/// 50 decimal digits, for closed forms; the dense recursion runs in long double.
using Fifty =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<50>, boost::multiprecision::et_off>;

/// A number and what it may be off by.
struct Answer {
  Fifty value;
  Fifty doubt;
};

}  // namespace plumbline::reference
