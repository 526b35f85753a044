#include "theory/imperfect/baseline.hpp"

#include <cmath>

#include "theory/law/backward.hpp"

namespace plumbline {
namespace {

ValueGradient value_gradient(const GuidedPair& pair, const Transitions& run, const LineGrid& grid, int n_nodes) {
  const LineScores<double> scores(pair);
  const auto log_f = [&](const Column<double>& y) -> Column<double> {
    NoisedScores<double> noised;
    scores.evaluate(run.tend.value, y, noised);
    return log_saturated_cost(noised, scores.log_expected());
  };
  ValueGradient result{grid, {}, std::vector<Column<double>>(run.steps.size())};
  for (const Step<double>& step : run.steps) result.times.push_back(step.time);
  const auto keep = [&](std::size_t n, const Column<double>& log_value, const Column<double>& slope) {
    result.gradient[n - 1] = log_value.exp() * slope;
  };
  backward_log_value(pair, run.steps, grid, log_f, {.n_nodes = n_nodes, .on_step = keep});
  return result;
}

}  // namespace

Column<double> log_saturated_cost(const NoisedScores<double>& scores, double log_expected) {
  // -log(1 + E J / h), without overflow for any h
  const Column<double> x = log_expected - scores.log_h;
  return -(x.max(0.0) + (1.0 + (-x.abs()).exp()).log());
}

Baseline::Baseline(const GuidedPair& of_pair, const Chain& of_chain, const LawOptions& options, int value_nodes)
    : pair(of_pair),
      chain(of_chain),
      run(make_transitions(of_chain, of_pair)),
      law(chain_law(of_pair, of_chain, options)),
      gradient(value_gradient(pair, run, law.law().grid(), value_nodes)) {}

Value Baseline::saturated_cost(const ResolvedLaw& of_law) const {
  const LineScores<double> scores(pair);
  const auto mean = [&](const GridLaw& plain) {
    return plain.expectation_of_exp([&](const Column<double>& y) -> Column<double> {
      NoisedScores<double> noised;
      scores.evaluate(run.tend.value, y, noised);
      return log_saturated_cost(noised, scores.log_expected());
    });
  };
  const double fine = mean(of_law.law());
  return {fine, std::abs(fine - mean(of_law.coarse_law())) + of_law.rounding() * fine, of_law.how()};
}

}  // namespace plumbline
