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
  const std::vector<Step<double>>& steps = run_.steps;
  const auto time = [&](std::size_t i) { return i < steps.size() ? steps[i].time : run_.tend.value; };
  if (n > 0) sum_ += 0.5 * std::log(time(n) / time(n - 1)) * mean(steps[n - 1].omega);
  if (n < steps.size()) sum_ += 0.5 * std::log(time(n + 1) / time(n)) * mean(steps[n].omega);
}

}  // namespace plumbline
