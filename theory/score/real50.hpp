#pragma once

#include <boost/multiprecision/eigen.hpp>
#include <boost/multiprecision/mpfr.hpp>

namespace plumbline {

/// 50 decimal digits: the precision of the references that the double engine is tested against. Costly to include.
using Real50 =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<50>, boost::multiprecision::et_off>;

}  // namespace plumbline
