#include "theory/imperfect/worst_case.hpp"

#include <algorithm>
#include <memory>

#include "theory/imperfect/error_shapes.hpp"
#include "theory/law/local_interpolation.hpp"

namespace plumbline {
namespace {

/// e_n on a grid, one column a step.
struct ErrorTable {
  LineGrid grid;
  std::vector<double> times;
  std::vector<Column<double>> errors;

  Column<double> operator()(double t, const Column<double>& y) const {
    const auto after = std::upper_bound(times.begin(), times.end(), t);
    const auto step = std::max<std::ptrdiff_t>(0, after - times.begin() - 1);
    const Column<double>& values = errors[static_cast<std::size_t>(step)];
    Column<double> result(y.size());
    for (Eigen::Index i = 0; i < y.size(); ++i) {
      const double place = (y[i] - grid.y_min) / grid.spacing;
      result[i] =
          interpolate(values, std::clamp(place, double{stencil_size}, static_cast<double>(grid.n - 1 - stencil_size)));
    }
    return result;
  }
};

}  // namespace

double first_order_response(const Baseline& baseline, const ScoreError& error) {
  const Column<double> y = baseline.gradient.grid.points();
  double sum = 0.0;
  LawOptions options;
  options.grid = baseline.gradient.grid;
  NoisedScores<double> exact;
  const LineScores<double> scores(baseline.pair);
  options.on_step = [&](std::size_t n, double, const GridLaw& law) {
    if (n == baseline.run.steps.size()) return;
    const Step<double>& step = baseline.run.steps[n];
    scores.evaluate(step.time, y, exact);
    const Column<double> e = guided_error(error, step.omega, step.time, y, exact);
    sum += step.B * law.spacing * (law.log_density.exp() * e * baseline.gradient.gradient[n]).sum();
  };
  chain_law_on_grid(baseline.pair, baseline.run, options);
  return sum;
}

ScoreError worst_case_shape(const Baseline& baseline) {
  const double sign = baseline.pair.sign();
  auto table = std::make_shared<ErrorTable>(ErrorTable{baseline.gradient.grid, baseline.gradient.times, {}});
  for (std::size_t n = 0; n < baseline.run.steps.size(); ++n) {
    table->errors.push_back(sign * baseline.run.steps[n].B * baseline.gradient.gradient[n]);
  }
  return error_on(ErrorTarget::guided,
                  [table](double t, const Column<double>& y, const NoisedScores<double>&) { return (*table)(t, y); });
}

}  // namespace plumbline
