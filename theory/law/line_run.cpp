#include "theory/law/line_run.hpp"

#include <cmath>
#include <utility>

#include "theory/score/guided_score.hpp"

namespace plumbline {
namespace {

int n_normals(NoisePlace place) { return place == NoisePlace::none ? 0 : place == NoisePlace::inner_too ? 2 : 1; }

}  // namespace

GuidedLine::GuidedLine(const GuidedPair& pair, std::function<double(double t)> omega)
    : omega_(std::move(omega)), scores_(std::make_shared<const LineScores<double>>(pair)) {}

GuidedLine GuidedLine::with_omega(double omega) const {
  GuidedLine other = *this;
  other.omega_ = [omega](double) { return omega; };
  return other;
}

Column<double> GuidedLine::score(double t, const Column<double>& y) const {
  NoisedScores<double> noised;
  scores_->evaluate_scores(t, y, noised);
  return guided_score(noised.score, noised.score_reweighted, omega(t));
}

Column<double> GuidedLine::far_score(double t, Side side, const Column<double>& coefficients) const {
  const auto [mean_a, v_a, mean_b, v_b] = scores_->far_scores(t, side);
  const double w = omega(t);
  Column<double> G = (w / v_b - (1.0 + w) / v_a) * coefficients;
  G[0] += (1.0 + w) * mean_a / v_a - w * mean_b / v_b;
  return G;
}

LineRun line_run(const GuidedPair& pair, const Chain& chain, SteppingRule rule) {
  return {GuidedLine(pair, signed_guidance(chain, pair)), std::move(rule), chain.grid, chain.start};
}

LineRun line_run(const GuidedPair& pair, const Chain& chain) {
  return line_run(pair, chain, stepping_rule(chain.scheme));
}

Column<double> moved(const LineRun& run, const StepRange& range, const Column<double>& y, double inner) {
  const auto score = [&](double t, const Column<double>& here) { return run.line.score(t, here); };
  bool is_inner = run.rule.noise_place == NoisePlace::inner_too;
  Column<double> same(y.size());
  return run_steps(run, range, y, score, [&] {
    same = is_inner ? inner : 0.0;
    is_inner = !is_inner && run.rule.noise_place == NoisePlace::inner_too;
    return view_of(same);
  });
}

LineMap noiseless_map(const LineRun& run, const StepRange& range) {
  const auto far = [&](Side side) -> AffineMap {
    Column<double> y(2);
    y << 0.0, 1.0;
    const auto score = [&](double t, const Column<double>& here) { return run.line.far_score(t, side, here); };
    const Column<double> image = run_without_noise(run, range, y, score);
    return {image[1], image[0]};
  };
  return {[run, range](const Column<double>& y) { return moved(run, range, y); }, far(Side::left), far(Side::right)};
}

ChainSegments segments(const LineRun& run) {
  ChainSegments result{{}, {0, run.n_steps()}};
  const bool at_start = run.rule.noise_place == NoisePlace::at_start;
  for (std::size_t n = 0; n < run.n_steps(); ++n) {
    const double S = run.rule.noise(step_place(run.grid, n));
    if (!(S > 0.0)) continue;
    const std::size_t end = at_start ? n : n + 1;
    result.noisy.push_back({{result.rest.first, end}, S});
    result.rest.first = end;
  }
  return result;
}

std::vector<Column<double>> far_states(const LineRun& run, Side side) {
  const auto n_coefficients =
      2 + static_cast<Eigen::Index>(run.n_steps()) * static_cast<Eigen::Index>(n_normals(run.rule.noise_place));
  const LineTail start = tail_of_start(run.line.scores(), run.start, run.grid.first(), side);
  Column<double> state = Column<double>::Zero(n_coefficients);
  state[0] = start.mean;
  state[1] = std::sqrt(start.variance);
  std::vector<Column<double>> states{state};
  SteppingRule::Memory memory;
  Eigen::Index next = 2;
  Column<double> unit(n_coefficients);
  const auto normals = [&] {
    unit.setZero();
    unit[next++] = 1.0;
    return view_of(unit);
  };
  const auto score = [&](double t, const Column<double>& here) { return run.line.far_score(t, side, here); };
  for (std::size_t n = 0; n < run.n_steps(); ++n) {
    state = run.rule.advance(step_place(run.grid, n), state, score, normals, memory);
    states.push_back(state);
  }
  return states;
}

LineTail tail_of(const Column<double>& state) { return {state[0], state.tail(state.size() - 1).square().sum()}; }

LineTail tail_of_start(const LineScores<double>& scores, Start start, Time t0, Side side) {
  const auto far = scores.far_scores(t0.value, side);
  if (start == Start::exact) return {far.mean_base, far.variance_base};
  if (start == Start::reweighted) return {far.mean_reweighted, far.variance_reweighted};
  return {0.0, *noise_start_variance(start, t0)};
}

}  // namespace plumbline
