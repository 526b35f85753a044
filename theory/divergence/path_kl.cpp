#include "theory/divergence/path_kl.hpp"

#include <boost/math/quadrature/gauss.hpp>

#include <cassert>
#include <cmath>
#include <functional>
#include <vector>

#include "theory/law/chain_run.hpp"
#include "theory/law/gauss_hermite.hpp"
#include "theory/score/exponentials.hpp"

namespace plumbline {
namespace {

Column<double> guided(const NoisedScores<double>& noised, double omega) {
  return noised.score + omega * (noised.score - noised.score_reweighted);
}

/// E_n | bhat - b |^2 / kappa at time t within the step that starts at t_from, given the law of Y_{n-1} on the points
/// y.
double drift_gap(const LineScores<double>& scores, const Scheme& scheme, const Step<double>& step, double t,
                 const Column<double>& y, const Column<double>& weight, const Column<double>& G, int n_hermite) {
  const auto so_far = step_coefficients(scheme, step.time, t);
  const Embedding e = scheme.visit([&](const auto& rule) { return rule.embedding(step.time, t); });
  const double kappa = noise_share(scheme);
  const double share = 0.5 * (1.0 + kappa);
  const NormalRule& rule = normal_rule(n_hermite);
  NoisedScores<double> noised;
  double sum = 0.0;
  for (std::size_t j = 0; j < rule.nodes.size(); ++j) {
    const Column<double> now = so_far.A * y + so_far.B * G + so_far.S * rule.nodes[j];
    scores.evaluate_scores(t, now, noised);
    const Column<double> gap =
        0.5 * (e.state_now - 1.0) * now + 0.5 * e.state_start * y + e.score * G - share * guided(noised, step.omega);
    sum += rule.weights[j] * (weight * gap.square()).sum();
  }
  return sum / kappa;
}

/// Nodes within one step: Gauss-Legendre in u, Gauss-Hermite in the noise. The integrand is smooth on the scale of S,
/// so short steps need few; the difference of the two resolutions is the error that is reported.
struct StepNodes {
  int legendre;
  int hermite;
};
enum class Resolution { fine, coarse };

StepNodes nodes_for(double S, Resolution resolution) {
  const bool fine = resolution == Resolution::fine;
  if (S > 0.2) return fine ? StepNodes{4, 12} : StepNodes{3, 10};
  if (S > 0.05) return fine ? StepNodes{3, 6} : StepNodes{2, 5};
  return fine ? StepNodes{2, 4} : StepNodes{2, 3};
}

double integral_over_step(const std::function<double(double)>& f, double from, double to, int n_legendre) {
  using boost::math::quadrature::gauss;
  switch (n_legendre) {
    case 2:
      return gauss<double, 2>::integrate(f, from, to);
    case 3:
      return gauss<double, 3>::integrate(f, from, to);
    default:
      return gauss<double, 4>::integrate(f, from, to);
  }
}

double girsanov(const GuidedPair& pair, const Chain& chain, const LineGrid& grid, double tolerance,
                Resolution resolution) {
  const LineScores<double> scores(pair);
  const Transitions run = make_transitions(chain, pair);
  const std::vector<double>& times = chain.grid.times();
  const Column<double> y = grid.points();
  double sum = 0.0;
  LawOptions options;
  options.tolerance = tolerance;
  options.grid = grid;
  options.on_step = [&](std::size_t n, double, const GridLaw& law) {
    if (n == run.steps.size()) return;
    const Step<double>& step = run.steps[n];
    NoisedScores<double> noised;
    scores.evaluate_scores(step.time, y, noised);
    const Column<double> G = guided(noised, step.omega);
    const Column<double> weight = law.spacing * exp_of(law.log_density);
    const auto [n_legendre, n_hermite] = nodes_for(step.S, resolution);
    const auto at = [&, n_hermite = n_hermite](double u) {
      return drift_gap(scores, chain.scheme, step, std::exp(u), y, weight, G, n_hermite);
    };
    sum += 0.5 * integral_over_step(at, std::log(times[n]), std::log(times[n + 1]), n_legendre);
  };
  chain_law_on_grid(pair, run, options);
  return sum;
}

}  // namespace

Value path_kl_to_limit(const GuidedPair& pair, const Chain& chain, const LawOptions& options) {
  const ChainLaw law = chain_law(pair, chain, {options.tolerance, options.grid, {}, options.most_refinements});
  const double fine = girsanov(pair, chain, law.law().grid(), options.tolerance, Resolution::fine);
  const double coarse = girsanov(pair, chain, law.coarse_law().grid(), options.tolerance, Resolution::coarse);
  return {fine, std::abs(fine - coarse) + law.rounding() * fine, "Girsanov, Gauss-Legendre in u and exact laws"};
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
