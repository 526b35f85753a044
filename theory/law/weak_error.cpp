#include "theory/law/weak_error.hpp"

#include <boost/math/interpolators/barycentric_rational.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/law/backward.hpp"
#include "theory/law/central_difference.hpp"
#include "theory/law/richardson.hpp"
#include "theory/score/guided_score.hpp"

namespace plumbline {
namespace {

constexpr std::int64_t coarsest_level = 128;
constexpr int n_extrapolated = 3;

Transitions log_uniform_run(const GuidedPair& pair, const LimitSpec& spec, std::int64_t n_steps) {
  const TimeGrid grid = make_grid(Schedule::log_uniform, {n_steps}, spec.t0, spec.tend);
  return make_transitions({grid, Scheme::exponential, spec.guidance, spec.start}, pair);
}

/// d/du of the score of a noised law, from its own equation: d/du log p = -(1 + y s + s' + s^2) / 2.
Column<double> score_change(const Column<double>& y, const Column<double>& s, const Derivatives& ds) {
  return -0.5 * (s + y * ds.first + ds.second) - s * ds.first;
}

/// psi of one scheme from its second order: E_q of the local error over D^2.
using LocalError = std::function<double(const SecondOrder&)>;

/// At one time, from the law and log v there.
LocalError local_error(const LineScores<double>& scores, double omega, double t, const GridLaw& law,
                       const Column<double>& log_value) {
  const LineGrid wide = law.grid().widened(difference_reach);
  NoisedScores<double> noised;
  scores.evaluate(t, wide.points(), noised);
  const Derivatives ds = central_derivatives(noised.score, law.spacing);
  const Derivatives ds_J = central_derivatives(noised.score_reweighted, law.spacing);
  const Column<double> y = law.grid().points();
  const Column<double> s = noised.score.segment(difference_reach, law.size());
  const Column<double> s_J = noised.score_reweighted.segment(difference_reach, law.size());
  const Column<double> G = guided_score(s, s_J, omega);
  const Column<double> G_u = guided_score(score_change(y, s, ds), score_change(y, s_J, ds_J), omega);
  const Column<double> b_y = 0.5 + guided_score(ds.first, ds_J.first, omega);
  const Column<double> b_yy = guided_score(ds.second, ds_J.second, omega);

  Column<double> padded(wide.n);
  padded.segment(difference_reach, law.size()) = log_value;
  continue_parabola(padded, difference_reach);
  const Derivatives dl = central_derivatives(padded, law.spacing);
  const Column<double> weight = law.spacing * (law.log_density + log_value).exp();  // v' = v l', v'' = v (l'' + l'^2)
  const Column<double> v_y = weight * dl.first;
  const Column<double> v_yy = weight * (dl.second + dl.first.square());

  const double of_euler = -0.5 * ((G_u + (0.5 * y + G) * b_y + 0.5 * b_yy) * v_y + b_y * v_yy).sum();
  return [=](const SecondOrder& second) {
    const auto [A, B, S_squared] = second;
    return of_euler + ((A * y + B * G) * v_y + 0.5 * S_squared * v_yy).sum();
  };
}

void require_limit_26(const LimitSpec& spec, const std::vector<Scheme>& schemes) {
  const auto other = std::ranges::find_if(schemes, [](const Scheme& scheme) { return noise_share(scheme) != 1.0; });
  if (spec.noise_share == 1.0 && other == schemes.end()) return;
  throw InputError("the limit is not (26)", "weak error", "give schemes whose limit has noise share 1");
}

}  // namespace

WeakErrorExpansion::WeakErrorExpansion(const GuidedPair& pair, const LimitSpec& spec, std::vector<Scheme> schemes)
    : first_u_(std::log(spec.t0.value)),
      du_((std::log(spec.tend.value) - first_u_) / static_cast<double>(coarsest_level)),
      schemes_(std::move(schemes)) {
  require_limit_26(spec, schemes_);
  if (stretches(pair, spec).size() != 1) {
    throw InputError("the guidance changes within the times", "weak error", "give constant guidance");
  }
  const LineScores<double> scores(pair);
  const double omega = stretches(pair, spec).front().omega;
  const auto log_cost = [&](const Column<double>& y) -> Column<double> {
    NoisedScores<double> noised;
    scores.evaluate(spec.tend.value, y, noised);
    return noised.log_h;
  };
  LawOptions on_grid;
  const auto n_schemes = static_cast<Eigen::Index>(schemes_.size());
  std::vector<Eigen::ArrayXXd> levels;  // shape (schemes, times of the coarsest level)
  for (std::int64_t n_steps = coarsest_level; levels.size() < n_extrapolated; n_steps *= 2) {
    const Transitions run = log_uniform_run(pair, spec, n_steps);
    const std::int64_t stride = n_steps / coarsest_level;
    if (!on_grid.grid) {
      const ChainLaw law = chain_law(pair, run);
      if (!law.is_finite()) throw InputError("the expected cost is infinite", "weak error", "give a lighter cost");
      on_grid.grid = law.law().grid();
    }
    std::vector<GridLaw> laws;
    on_grid.on_step = [&](std::size_t, double, const GridLaw& law) { laws.push_back(law); };
    chain_law_on_grid(pair, run, on_grid);
    Eigen::ArrayXXd psi(n_schemes, coarsest_level + 1);
    const auto visit = [&](std::int64_t n, const Column<double>& log_value) {
      if (n % stride != 0) return;
      const double t = n < n_steps ? run.steps[static_cast<std::size_t>(n)].time : spec.tend.value;
      const LocalError error = local_error(scores, omega, t, laws[static_cast<std::size_t>(n)], log_value);
      for (Eigen::Index i = 0; i < n_schemes; ++i) {
        psi(i, n / stride) = error(second_order(schemes_[static_cast<std::size_t>(i)], t));
      }
    };
    visit(n_steps, log_cost(on_grid.grid->points()));
    BackwardOptions backward{};
    backward.on_step = [&](std::size_t n, const Column<double>& log_value, const Column<double>&) {
      visit(static_cast<std::int64_t>(n) - 1, log_value);
    };
    backward_log_value(pair, run.steps, *on_grid.grid, log_cost, backward);
    levels.push_back(std::move(psi));
  }
  const auto [best, second] = richardson(levels);
  for (Eigen::Index row = 0; row < n_schemes; ++row) {
    const auto values = [row](const Eigen::ArrayXXd& psi) {
      const Eigen::ArrayXd line = psi.row(row);
      return std::vector<double>(line.begin(), line.end());
    };
    psi_.push_back({values(best), values(second)});
  }
}

Value WeakErrorExpansion::leading_error(const Chain& chain) const {
  const auto which = static_cast<std::size_t>(std::ranges::find(schemes_, chain.scheme) - schemes_.begin());
  assert(which < schemes_.size());
  const std::vector<double>& times = chain.grid.times();
  const auto sum = [&](const std::vector<double>& psi) {
    constexpr std::size_t order = 6;
    std::vector<double> u(psi.size());
    for (std::size_t i = 0; i < u.size(); ++i) u[i] = first_u_ + static_cast<double>(i) * du_;
    const boost::math::barycentric_rational<double> curve(u.data(), psi.data(), psi.size(), order);
    double total = 0.0;
    for (std::size_t n = 1; n < times.size(); ++n) {
      const double D = std::log(times[n] / times[n - 1]);
      total += D * D * curve(std::log(times[n - 1]));
    }
    return total;
  };
  const double best = sum(psi_[which].best);
  return {best, extrapolation_safety * std::abs(best - sum(psi_[which].second)),
          "first-order perturbation along the limit"};
}

}  // namespace plumbline
