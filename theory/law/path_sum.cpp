#include "theory/law/path_sum.hpp"

#include <cmath>

#include "theory/score/exponentials.hpp"

namespace plumbline {

void PathSum::visit(std::size_t n, double t, const GridLaw& law) {
  const GridLaw wide = law.widened(law.size() / 8);
  const Column<double> y = wide.grid().points();
  NoisedScores<double> noised;
  scores_.evaluate(t, y, noised);
  const Column<double> weight = wide.spacing * exp_of(wide.log_density);
  const auto mean = [&](double omega) { return (weight * integrand_(omega, noised, y)).sum(); };
  const auto time = [&](std::size_t i) { return i < steps_.size() ? steps_[i].time : tend_; };
  if (n > 0) sum_ += 0.5 * std::log(time(n) / time(n - 1)) * mean(steps_[n - 1].omega);
  if (n < steps_.size()) sum_ += 0.5 * std::log(time(n + 1) / time(n)) * mean(steps_[n].omega);
}

}  // namespace plumbline
