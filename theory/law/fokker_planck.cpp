#include "theory/law/fokker_planck.hpp"

#include <fmt/format.h>
#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>

#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "theory/law/chain_run.hpp"
#include "theory/law/grid_choice.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/law/local_interpolation.hpp"

namespace plumbline {
namespace {

constexpr Eigen::Index reach = stencil_size / 2;  // points on either side of a central difference

/// Weights of f_{i+k} - f_{i-k} in f' at unit spacing, (-1)^(k+1) reach!^2 / (k (reach - k)! (reach + k)!); those of
/// f_{i+k} - 2 f_i + f_{i-k} in f'' are 2 / k times as large. Entry 0 is not used.
constexpr std::array<double, reach + 1> difference_weights = [] {
  std::array<double, reach + 1> weights{};
  double quotient = -1.0;  // (-1)^(k+1) reach!^2 / ((reach - k)! (reach + k)!)
  for (Eigen::Index k = 1; k <= reach; ++k) {
    quotient *= -static_cast<double>(reach + 1 - k) / static_cast<double>(reach + k);
    weights[static_cast<std::size_t>(k)] = quotient / static_cast<double>(k);
  }
  return weights;
}();

using State = std::vector<double>;

/// dL/du on one grid with constant guidance.
class RightHandSide {
 public:
  RightHandSide(const LineScores<double>& scores, const LineGrid& grid, double omega)
      : scores_(scores), grid_(grid), omega_(omega), y_(grid.widened(reach).points()), log_q_(y_.size()) {}

  void operator()(const State& state, State& change, double u) {
    const Eigen::Index n = grid_.n;
    scores_.evaluate_scores(std::min(std::exp(u), 1.0), y_, noised_);
    const Column<double> b = 0.5 * y_ + noised_.score + omega_ * (noised_.score - noised_.score_reweighted);
    log_q_.segment(reach, n) = Eigen::Map<const Column<double>>(state.data(), n);
    continue_parabola(log_q_, reach);
    Column<double> slope = Column<double>::Zero(n);
    Column<double> curvature = Column<double>::Zero(n);
    Column<double> divergence = Column<double>::Zero(n);
    const auto centre = log_q_.segment(reach, n);
    for (Eigen::Index k = 1; k <= reach; ++k) {
      const double c1 = difference_weights[static_cast<std::size_t>(k)] / grid_.spacing;
      const double c2 = 2.0 / static_cast<double>(k) * c1 / grid_.spacing;
      const auto right = log_q_.segment(reach + k, n);
      const auto left = log_q_.segment(reach - k, n);
      slope += c1 * (right - left);
      curvature += c2 * ((right - centre) - (centre - left));
      divergence += c1 * (b.segment(reach + k, n) - b.segment(reach - k, n));
    }
    Eigen::Map<Column<double>>(change.data(), n) =
        0.5 * (curvature + slope.square()) - b.segment(reach, n) * slope - divergence;
  }

 private:
  const LineScores<double>& scores_;
  LineGrid grid_;
  double omega_;
  Column<double> y_;
  Column<double> log_q_;
  NoisedScores<double> noised_;
};

/// Int E f(Y_u) du as one more component of the state, behind the n of log q. Without an integrand it stays 0.
class RunningIntegral {
 public:
  RunningIntegral(const LineScores<double>& scores, const LineGrid& grid, double omega, const PathIntegrand& integrand)
      : scores_(scores), grid_(grid), omega_(omega), integrand_(integrand) {}

  double rate(const State& state, double u) {
    if (!integrand_) return 0.0;
    const GridLaw law{grid_.y_min, grid_.spacing, Eigen::Map<const Column<double>>(state.data(), grid_.n), 0.0};
    const GridLaw wide = law.widened(grid_.n / 4);  // a cost-weighted mean lives further out than the law
    const Column<double> y = wide.grid().points();
    scores_.evaluate(std::min(std::exp(u), 1.0), y, noised_);
    return wide.spacing * (wide.log_density.exp() * integrand_(omega_, noised_, y)).sum();
  }

 private:
  const LineScores<double>& scores_;
  LineGrid grid_;
  double omega_;
  const PathIntegrand& integrand_;
  NoisedScores<double> noised_;
};

struct Solution {
  GridLaw law;
  double integral;
};

Solution solve(const LineScores<double>& scores, const ScoreField& field, const GuidedPair& pair, const LimitSpec& spec,
               const LineGrid& grid, const PathIntegrand& integrand = {}) {
  namespace odeint = boost::numeric::odeint;
  const Column<double> start = start_log_density(field, spec.start, spec.t0.value, grid.points());
  State state(start.data(), start.data() + start.size());
  state.push_back(0.0);
  for (const auto& [from, to, omega] : stretches(pair, spec)) {
    RightHandSide derivative(scores, grid, omega);
    RunningIntegral integral(scores, grid, omega, integrand);
    const double first_step = 0.1 * grid.spacing * grid.spacing;
    odeint::integrate_adaptive(
        odeint::make_controlled(1e-12, 1e-14, odeint::runge_kutta_fehlberg78<State>()),
        [&](const State& x, State& dx, double u) {
          derivative(x, dx, u);
          dx.back() = integral.rate(x, u);
        },
        state, std::log(from), std::log(to), first_step);
  }
  GridLaw law{grid.y_min, grid.spacing, Eigen::Map<const Column<double>>(state.data(), grid.n), 0.0};
  const double mass = law.mass();
  law.log_density -= std::log(mass);
  law.mass_defect = std::abs(mass - 1.0);
  return {std::move(law), state.back()};
}

/// The steps from which the far field is followed.
std::vector<Step<double>> tail_steps(const GuidedPair& pair, const LimitSpec& spec) {
  return limit_steps(pair, spec, 4096);
}

LineGrid grid_for(const LineScores<double>& scores, const std::vector<Step<double>>& steps, const LimitSpec& spec,
                  const LawOptions& options) {
  constexpr double caution = 1000.0;  // the derivatives of order 12 ask for more than the interpolation of one step
  if (options.grid) return *options.grid;
  const Interval domain = choose_domain(scores, steps, spec.start, spec.t0.value, spec.tend.value, options.cost_power);
  return choose_grid(scores, std::span(steps).first(1), spec.tend.value, domain, options.tolerance / caution);
}

ScoreField field_of(const std::shared_ptr<const LineScores<double>>& scores) {
  return [scores](const double& t, const Column<double>& y, NoisedScores<double>& out) { scores->evaluate(t, y, out); };
}

std::string how_solved(const LineGrid& grid) {
  return fmt::format("Fokker-Planck equation, spacings {:.3g} and {:.3g}", grid.spacing, coarsened(grid).spacing);
}

}  // namespace

LimitLaw fokker_planck_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options) {
  const auto scores = std::make_shared<const LineScores<double>>(pair);
  const ScoreField field = field_of(scores);
  const std::vector<Step<double>> steps = tail_steps(pair, spec);
  const LineGrid grid = grid_for(*scores, steps, spec, options);
  const auto growth = [scores](double t) { return cost_tail(*scores, t, Side::right).growth; };
  ResolvedLaw::Parts parts{solve(*scores, field, pair, spec, grid).law,
                           solve(*scores, field, pair, spec, coarsened(grid)).law,
                           field,
                           spec.tend,
                           line_tails(*scores, steps, spec.start, spec.t0.value, Side::right).back().variance,
                           growth,
                           1e-12,
                           how_solved(grid)};
  return LimitLaw(std::move(parts));
}

Value fokker_planck_path_integral(const GuidedPair& pair, const LimitSpec& spec, const PathIntegrand& integrand,
                                  const LawOptions& options) {
  const auto scores = std::make_shared<const LineScores<double>>(pair);
  const ScoreField field = field_of(scores);
  const LineGrid grid = grid_for(*scores, tail_steps(pair, spec), spec, options);
  const double fine = solve(*scores, field, pair, spec, grid, integrand).integral;
  const double coarse = solve(*scores, field, pair, spec, coarsened(grid), integrand).integral;
  return {fine, std::abs(fine - coarse) + 1e-12 * std::abs(fine), how_solved(grid)};
}

}  // namespace plumbline
