#include "verify/statistics/distributions.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>

namespace plumbline {

double normal_upper_tail(double z) { return boost::math::cdf(boost::math::complement(boost::math::normal(), z)); }

double normal_upper_quantile(double tail) {
  return boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
}

double chi_squared_upper_tail(double degrees, double x) {
  return boost::math::cdf(boost::math::complement(boost::math::chi_squared(degrees), x));
}

}  // namespace plumbline
