#include "theory/imperfect/random_field.hpp"

#include <cmath>
#include <numbers>

#include "theory/base/seeded_random.hpp"

namespace plumbline {

RandomField::RandomField(Seed seed, int n_features) {
  SeededRandom random(seed);
  for (int k = 0; k < n_features; ++k) {
    const double in_y = random.normal();
    const double in_u = random.normal();
    waves_.push_back({in_y, in_u, 2.0 * std::numbers::pi * random.uniform()});
  }
}

Column<double> RandomField::operator()(double t, const Column<double>& y) const {
  const double u = std::log(t);
  Column<double> sum = Column<double>::Zero(y.size());
  for (const auto& [in_y, in_u, phase] : waves_) sum += (in_y * y + (in_u * u + phase)).cos();
  return std::sqrt(2.0 / static_cast<double>(waves_.size())) * sum;
}

}  // namespace plumbline
