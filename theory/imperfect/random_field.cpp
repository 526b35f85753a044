#include "theory/imperfect/random_field.hpp"

#include <boost/math/constants/constants.hpp>

#include <cmath>
#include <random>

namespace plumbline {

RandomField::RandomField(Seed seed, int n_features) {
  constexpr double two_pi = boost::math::constants::two_pi<double>();
  std::mt19937_64 engine(seed.value);
  const auto uniform = [&] { return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53; };
  for (int k = 0; k < n_features; ++k) {
    const double radius = std::sqrt(-2.0 * std::log(uniform()));  // Box and Muller
    const double angle = two_pi * uniform();
    waves_.push_back({radius * std::cos(angle), radius * std::sin(angle), two_pi * uniform()});
  }
}

Column<double> RandomField::operator()(double t, const Column<double>& y) const {
  const double u = std::log(t);
  Column<double> sum = Column<double>::Zero(y.size());
  for (const auto& [in_y, in_u, phase] : waves_) sum += (in_y * y + (in_u * u + phase)).cos();
  return std::sqrt(2.0 / static_cast<double>(waves_.size())) * sum;
}

}  // namespace plumbline
