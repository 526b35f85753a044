#include "theory/divergence/path_kl.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <variant>
#include <vector>

#include "theory/divergence/adaptive_integral.hpp"
#include "theory/law/chain_run.hpp"
#include "theory/law/gauss_hermite.hpp"
#include "theory/law/laws_in_steps.hpp"
#include "theory/problem/node_sums.hpp"
#include "theory/score/exponentials.hpp"
#include "theory/score/guided_score.hpp"

namespace plumbline {
namespace {

Column<double> guided(const NoisedScores<double>& noised, double omega) {
  return guided_score(noised.score, noised.score_reweighted, omega);
}

/// The scheme's embedding at time t inside a step from t_from, where the state is A Y_{n-1} + B G + S Z.
struct InsideStep {
  StepCoefficients<double> so_far;
  Embedding drift;
  double kappa;  ///< the noise share of the limit
};

InsideStep inside_step(const Scheme& scheme, double t_from, double t) {
  return {step_coefficients(scheme, t_from, t),
          visit_affine(scheme, [&](const auto& rule) { return rule.embedding(t_from, t); }), noise_share(scheme)};
}

/// The law of Y_{n-1} on the points that count, and the guided score there.
struct StepStart {
  Column<double> y;
  Column<double> weight;
  Column<double> G;
};

StepStart step_start(const LineScores<double>& scores, const Step<double>& step, const GridLaw& law) {
  constexpr double harmless = -58.0;  // exp(-58) = 6e-26
  const double least = law.log_density.maxCoeff() + harmless;
  Eigen::Index first = 0;
  Eigen::Index last = law.size() - 1;
  while (law.log_density[first] < least) ++first;
  while (law.log_density[last] < least) --last;
  StepStart start;
  start.y = law.grid().points().segment(first, last - first + 1);
  start.weight = law.spacing * exp_of(law.log_density.segment(first, last - first + 1));
  NoisedScores<double> noised;
  scores.evaluate_scores(step.time, start.y, noised);
  start.G = guided(noised, step.omega);
  return start;
}

/// A time t within a step, where the true process is guided by omega.
struct Moment {
  InsideStep at;
  double t;
  double omega;

  /// That part of bhat - b which depends on the state `now` alone.
  Column<double> gap_of_state(const LineScores<double>& scores, const Column<double>& now) const {
    NoisedScores<double> noised;
    scores.evaluate_scores(t, now, noised);
    return 0.5 * (at.drift.state_now - 1.0) * now - 0.5 * (1.0 + at.kappa) * guided(noised, omega);
  }
  /// The rest of it, which depends on where the step started.
  Column<double> gap_of_start(const StepStart& start) const {
    return 0.5 * at.drift.state_start * start.y + at.drift.score * start.G;
  }
  /// The mean of the state, given where the step started.
  Column<double> moved(const StepStart& start) const { return at.so_far.A * start.y + at.so_far.B * start.G; }
};

/// E_n | bhat - b |^2 / kappa by a few nodes of the noise, each with scores of its own.
double drift_gap(const LineScores<double>& scores, const Moment& moment, const StepStart& start,
                 const NormalRule& rule) {
  const Eigen::Index n = start.y.size();
  const Column<double> moved = moment.moved(start);
  const Column<double> known = moment.gap_of_start(start);
  constexpr Eigen::Index in_cache = 8192;  // states at a time: scores are dear node by node, and long arrays leave it
  const auto nodes_at_once = static_cast<std::size_t>(std::max<Eigen::Index>(1, in_cache / n));
  Column<double> now;
  double sum = 0.0;
  for (std::size_t first = 0; first < rule.nodes.size(); first += nodes_at_once) {
    const std::size_t end = std::min(first + nodes_at_once, rule.nodes.size());
    now.resize(n * static_cast<Eigen::Index>(end - first));
    for (std::size_t j = first; j < end; ++j) {
      now.segment(static_cast<Eigen::Index>(j - first) * n, n) = moved + moment.at.so_far.S * rule.nodes[j];
    }
    const Column<double> gap = moment.gap_of_state(scores, now);
    for (std::size_t j = first; j < end; ++j) {
      const auto part = gap.segment(static_cast<Eigen::Index>(j - first) * n, n);
      sum += rule.weights[j] * (start.weight * (part + known).square()).sum();
    }
  }
  return sum / moment.at.kappa;
}

/// The same by the trapezoidal rule on a lattice that all states share, so that the scores are taken once: where narrow
/// components ask for many nodes.
double drift_gap(const LineScores<double>& scores, const Moment& moment, const StepStart& start, const NodeSums& rule) {
  const double step = moment.at.so_far.S * rule.spacing();
  const Column<double> places = moment.moved(start) / step;
  const auto n_side = static_cast<double>(rule.n_side());
  const double first = std::floor(places.minCoeff()) - n_side;
  const double last = std::ceil(places.maxCoeff()) + n_side;
  const auto n_nodes = static_cast<Eigen::Index>(last - first) + 1;
  const Column<double> gap = moment.gap_of_state(scores, step * Column<double>::LinSpaced(n_nodes, first, last));
  return (start.weight * rule.mean_squares(gap, places - first, moment.gap_of_start(start))).sum() / moment.at.kappa;
}

using NoiseRule = std::variant<NormalRule, NodeSums>;

double drift_gap(const LineScores<double>& scores, const Moment& moment, const StepStart& start,
                 const NoiseRule& noise) {
  return std::visit([&](const auto& rule) { return drift_gap(scores, moment, start, rule); }, noise);
}

/// Rules for the noise of a step, each finer than the one before it.
const std::vector<NoiseRule>& noise_rules() {
  static const std::vector<NoiseRule> rules = [] {
    constexpr double reach = 9.0;  // deviations
    std::vector<NoiseRule> all;
    for (const int n : {3, 4, 6, 10}) all.emplace_back(normal_rule(n));
    for (const double spacing : {0.8, 0.5, 0.25, 0.12, 0.06, 0.03, 0.015}) all.emplace_back(NodeSums(spacing, reach));
    return all;
  }();
  return rules;
}

/// (1/2) Int E | bhat - b |^2 du along a chain whose laws go by.
class DriftGapIntegral {
 public:
  DriftGapIntegral(const GuidedPair& pair, const Chain& chain, const Transitions& run)
      : pair_(pair),
        chain_(chain),
        run_(run),
        scores_(pair),
        stride_(std::max<std::size_t>(1, run.steps.size() / 64)) {}

  void visit(std::size_t n, const GridLaw& law) {
    if (n == run_.steps.size()) return;
    const Step<double>& step = run_.steps[n];
    const StepStart start = step_start(scores_, step, law);
    const std::vector<double>& times = chain_.grid.times();
    const bool due = n % stride_ == 0 || std::abs(step.S - S_) > 0.05 * S_;
    const std::vector<double> stops = pieces(times[n], times[n + 1]);
    for (std::size_t i = 1; i < stops.size(); ++i) {
      const double omega = pair_.omega(chain_.guidance.at(std::sqrt(stops[i - 1] * stops[i])));
      if (due || omega != omega_) choose_rule(step, start, stops[i], omega);
      const auto rate = [&](double u) {
        const double t = std::min(std::exp(u), stops[i]);
        return 0.5 * drift_gap(scores_, {inside_step(chain_.scheme, step.time, t), t, omega}, start, *rule_);
      };
      const Value part =
          adaptive_integral(rate, std::log(stops[i - 1]), std::log(stops[i]), accuracy, 0.01 * accuracy * sum_);
      sum_ += part.value;
      error_ += part.error + rule_error_ * part.value;
    }
  }
  double value() const { return sum_; }
  /// Of both rules, in u and in the noise.
  double error() const { return error_; }

 private:
  static constexpr double accuracy = 1e-10;  // relative, of every step

  /// The first rule that the next one confirms where the noise is widest, at the end t of the step or of a piece of it,
  /// guided by omega; of the two the finer.
  void choose_rule(const Step<double>& step, const StepStart& start, double t, double omega) {
    const Moment end{inside_step(chain_.scheme, step.time, t), t, omega};
    double last = 0.0;
    for (const NoiseRule& rule : noise_rules()) {
      const double now = drift_gap(scores_, end, start, rule);
      rule_ = &rule;
      rule_error_ = now > 0.0 ? std::abs(now - last) / now : 0.0;
      if (rule_error_ <= accuracy) break;
      last = now;
    }
    S_ = step.S;
    omega_ = omega;
  }

  /// The step, cut where the guidance begins or ends inside it.
  std::vector<double> pieces(double from, double to) const {
    std::vector<double> stops{from};
    for (const Time edge : {chain_.guidance.from, chain_.guidance.to}) {
      if (stops.back() < edge.value && edge.value < to) stops.push_back(edge.value);
    }
    stops.push_back(to);
    return stops;
  }

  const GuidedPair& pair_;
  const Chain& chain_;
  const Transitions& run_;
  LineScores<double> scores_;
  std::size_t stride_;
  const NoiseRule* rule_ = nullptr;
  double rule_error_ = 0.0;
  double S_ = 0.0;
  double omega_ = 0.0;
  double sum_ = 0.0;
  double error_ = 0.0;
};

/// The integral along the chain on one grid.
DriftGapIntegral girsanov(const GuidedPair& pair, const Chain& chain, const Transitions& run, const LineGrid& grid,
                          double tolerance) {
  DriftGapIntegral integral(pair, chain, run);
  LawOptions options;
  options.tolerance = tolerance;
  options.grid = grid;
  options.on_step = [&](std::size_t n, double, const GridLaw& law) { integral.visit(n, law); };
  chain_law_on_grid(pair, run, options);
  return integral;
}

}  // namespace

Value path_kl_to_limit(const GuidedPair& pair, const Chain& chain, const LawOptions& options) {
  const auto of_shorter = [&](const Chain& shorter) { return path_kl_to_limit(pair, shorter, options); };
  if (const auto value = long_chain_value(chain, of_shorter)) return *value;
  const Transitions run = make_transitions(chain, pair);
  const ChainLaw law = chain_law(pair, chain, {options.tolerance, options.grid, {}, options.most_refinements});
  const DriftGapIntegral fine = girsanov(pair, chain, run, law.law().grid(), options.tolerance);
  const DriftGapIntegral coarse = girsanov(pair, chain, run, law.coarse_law().grid(), options.tolerance);
  return {fine.value(), std::abs(fine.value() - coarse.value()) + fine.error() + law.rounding() * fine.value(),
          "Girsanov, adaptive Gauss-Legendre in u and exact laws"};
}

std::vector<double> squared_gaps(const EstimatedScores& p, const Transitions& run_p, const EstimatedScores& q,
                                 const Transitions& run_q, const LawOptions& options) {
  assert(run_p.steps.size() == run_q.steps.size() && options.grid);
  const Column<double> y = options.grid->points();
  std::vector<double> gaps;
  LawOptions observed = options;
  NoisedScores<double> noised_p;
  NoisedScores<double> noised_q;
  observed.on_step = [&](std::size_t n, double, const GridLaw& law) {
    if (n == run_p.steps.size()) return;
    const Step<double>& a = run_p.steps[n];
    const Step<double>& b = run_q.steps[n];
    p.evaluate(a.time, y, noised_p);
    q.evaluate(b.time, y, noised_q);
    const Column<double> gap = (a.A - b.A) * y + a.B * guided(noised_p, a.omega) - b.B * guided(noised_q, b.omega);
    gaps.push_back(law.spacing * (exp_of(law.log_density) * gap.square()).sum());
  };
  chain_law_on_grid(p, run_p, observed);
  return gaps;
}

Value path_kl(const EstimatedScores& p, const Transitions& run_p, const EstimatedScores& q, const Transitions& run_q,
              const LawOptions& options) {
  const auto field = [](const EstimatedScores& scores) -> ScoreField {
    return
        [&scores](const double& t, const Column<double>& y, NoisedScores<double>& out) { scores.evaluate(t, y, out); };
  };
  const auto along = [&](const LineGrid& grid) {
    const Column<double> y = grid.points();
    const Column<double> log_p0 = start_log_density(field(p), run_p.start, run_p.t0, y);
    const Column<double> log_q0 = start_log_density(field(q), run_q.start, run_q.t0, y);
    const double mass_p = grid.spacing * log_p0.exp().sum();
    const double mass_q = grid.spacing * log_q0.exp().sum();
    double sum = grid.spacing * (log_p0.exp() * (log_p0 - log_q0)).sum() / mass_p + std::log(mass_q / mass_p);
    LawOptions fixed;
    fixed.tolerance = options.tolerance;
    fixed.grid = grid;
    const std::vector<double> gaps = squared_gaps(p, run_p, q, run_q, fixed);
    for (std::size_t n = 0; n < gaps.size(); ++n) sum += 0.5 * gaps[n] / (run_p.steps[n].S * run_p.steps[n].S);
    return sum;
  };
  const ChainLaw law = chain_law(p, run_p, {options.tolerance, options.grid, {}, 6});
  const double fine = along(law.law().grid());
  return {fine, std::abs(fine - along(law.coarse_law().grid())) + law.rounding() * fine,
          "exact law of the first chain"};
}

}  // namespace plumbline
