#include "theory/law/fokker_planck.hpp"

#include <fmt/format.h>
#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "theory/law/central_difference.hpp"
#include "theory/law/fokker_planck_stages.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/law/local_interpolation.hpp"
#include "theory/law/richardson.hpp"
#include "theory/score/guided_score.hpp"
#include "theory/score/scores_in_time.hpp"

namespace plumbline {
namespace {

constexpr Eigen::Index reach = difference_reach;

using State = std::vector<double>;

/// The two scores alone, or everything (theory/score/line_scores.hpp), for the many times of one solution.
using Evaluation = void (LineScores<double>::*)(const double&, const Column<double>&, NoisedScores<double>&) const;
ScoreField field_of(const LineScores<double>& scores, Evaluation evaluation) {
  const ScoreField field = [&scores, evaluation](const double& t, const Column<double>& y, NoisedScores<double>& out) {
    (scores.*evaluation)(t, y, out);
  };
  return scores.by_quadrature() ? interpolated_in_time(field) : field;
}

/// dL/du on one grid with constant guidance.
class RightHandSide {
 public:
  RightHandSide(const LineScores<double>& scores, const LineGrid& grid, double omega, double noise_share)
      : scores_(field_of(scores, &LineScores<double>::evaluate_scores)),
        grid_(grid),
        omega_(omega),
        noise_share_(noise_share),
        y_(grid.widened(reach).points()),
        log_q_(y_.size()) {}

  void operator()(const State& state, State& change, double u) {
    const Eigen::Index n = grid_.n;
    scores_(std::min(std::exp(u), 1.0), y_, noised_);
    const double share = 0.5 * (1.0 + noise_share_);
    const Column<double> b = 0.5 * y_ + share * guided_score(noised_.score, noised_.score_reweighted, omega_);
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
        0.5 * noise_share_ * (curvature + slope.square()) - b.segment(reach, n) * slope - divergence;
  }

 private:
  ScoreField scores_;
  LineGrid grid_;
  double omega_;
  double noise_share_;
  Column<double> y_;
  Column<double> log_q_;
  NoisedScores<double> noised_;
};

/// Int E f(Y_u) du as one more component of the state, behind the n of log q. Without an integrand it stays 0.
class RunningIntegral {
 public:
  RunningIntegral(const LineScores<double>& scores, const LineGrid& grid, double omega, const PathIntegrand& integrand)
      : scores_(field_of(scores, &LineScores<double>::evaluate)), grid_(grid), omega_(omega), integrand_(integrand) {}

  double rate(const State& state, double u) {
    if (!integrand_) return 0.0;
    const GridLaw law{grid_.y_min, grid_.spacing, Eigen::Map<const Column<double>>(state.data(), grid_.n), 0.0};
    const GridLaw wide = law.widened(grid_.n / 4);  // a cost-weighted mean lives further out than the law
    const Column<double> y = wide.grid().points();
    scores_(std::min(std::exp(u), 1.0), y, noised_);
    return wide.spacing * (wide.log_density.exp() * integrand_(omega_, noised_, y)).sum();
  }

 private:
  ScoreField scores_;
  LineGrid grid_;
  double omega_;
  const PathIntegrand& integrand_;
  NoisedScores<double> noised_;
};

struct Solution {
  GridLaw law;
  double integral;
};

Column<double> on_grid(const GridLaw& law, const LineGrid& grid) {
  Column<double> log_density(grid.n);
  for (Eigen::Index i = 0; i < grid.n; ++i) log_density[i] = law.log_density_at(grid.y(i));
  return log_density;
}

/// The equation itself, for the problem of one LimitSpec on any grids.
class Equation {
 public:
  Equation(const GuidedPair& pair, const LimitSpec& spec, PathIntegrand integrand = {})
      : scores_(std::make_shared<const LineScores<double>>(pair)),
        spec_(spec),
        parts_(stretches(pair, spec)),
        integrand_(std::move(integrand)) {}

  const LineScores<double>& scores() const { return *scores_; }
  ScoreField field() const {
    return [scores = scores_](const double& t, const Column<double>& y, NoisedScores<double>& out) {
      scores->evaluate(t, y, out);
    };
  }

  Solution solve(const std::vector<Stage>& stages) const {
    Solution now{{0.0, 0.0, {}, 0.0}, 0.0};
    double from = spec_.t0.value;
    for (const auto& [until, grid] : stages) {
      Column<double> log_q = from == spec_.t0.value ? start_log_density(field(), spec_.start, spec_.t0, grid.points())
                                                    : on_grid(now.law, grid);
      now.law = {grid.y_min, grid.spacing, std::move(log_q), 0.0};
      for (const Stretch& part : parts_) {
        const Stretch common{std::max(from, part.from), std::min(until, part.to), part.omega};
        if (common.from < common.to) advance(common, now);
      }
      from = until;
    }
    const double mass = now.law.mass();
    now.law.log_density -= std::log(mass);
    now.law.mass_defect = std::abs(mass - 1.0);
    return now;
  }

 private:
  void advance(const Stretch& part, Solution& now) const {
    namespace odeint = boost::numeric::odeint;
    const LineGrid grid = now.law.grid();
    State state(now.law.log_density.data(), now.law.log_density.data() + grid.n);
    state.push_back(now.integral);
    RightHandSide derivative(*scores_, grid, part.omega, spec_.noise_share);
    RunningIntegral integral(*scores_, grid, part.omega, integrand_);
    odeint::integrate_adaptive(
        odeint::make_controlled(1e-12, 1e-14, odeint::runge_kutta_fehlberg78<State>()),
        [&](const State& x, State& dx, double u) {
          derivative(x, dx, u);
          dx.back() = integral.rate(x, u);
        },
        state, std::log(part.from), std::log(part.to), 0.1 * grid.spacing * grid.spacing);
    now.law.log_density = Eigen::Map<const Column<double>>(state.data(), grid.n);
    now.integral = state.back();
  }

  std::shared_ptr<const LineScores<double>> scores_;
  LimitSpec spec_;
  std::vector<Stretch> parts_;
  PathIntegrand integrand_;
};

/// A solution, one on coarser grids, and how they came about.
struct Solutions {
  Solution fine;
  Solution coarse;
  std::string how;
};

/// The coarser law, moved away from the finer one until it is as many times as far: as in limit_law(), since far out
/// the coarser solution may be the better one by chance.
GridLaw doubtful(const Solutions& found) {
  GridLaw law = found.coarse.law;
  const Column<double> fine = on_grid(found.fine.law, law.grid());
  law.log_density = fine + extrapolation_safety * (law.log_density - fine);
  return law;
}

/// Solves on finer and finer grids until `error` of two successive solutions is within the tolerance, or a finer grid
/// no longer helps.
Solutions solve_to(const Equation& equation, std::vector<Stage> stages, const LawOptions& options,
                   const std::function<double(const Solutions&)>& error) {
  constexpr int most_refinements = 4;
  constexpr double helps = 0.5;
  Solutions result{equation.solve(stages), equation.solve(coarser(stages)), {}};
  double last = std::numeric_limits<double>::infinity();
  for (int refinement = 0;; ++refinement) {
    result.how = fmt::format("Fokker-Planck equation, spacings {:.3g} and {:.3g}", result.fine.law.spacing,
                             result.coarse.law.spacing);
    const double now = error(result);
    if (options.grid || refinement == most_refinements || now <= options.tolerance || now > helps * last) return result;
    last = now;
    stages = finer(std::move(stages));
    result.coarse = std::exchange(result.fine, equation.solve(stages));
  }
}

}  // namespace

LimitLaw fokker_planck_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options) {
  constexpr double of_steps = 1e-12;  // what the control of the time steps lets pass
  const Equation equation(pair, spec);
  const double tail = limit_tail_variance(equation.scores(), pair, spec);
  const auto growth = [scores = equation.scores()](double t) { return cost_tail(scores, t, Side::right).growth; };
  const auto law_of = [&](const Solutions& found) {
    return LimitLaw({found.fine.law, doubtful(found), equation.field(), spec.tend, tail, growth, of_steps, found.how});
  };
  const auto error = [&](const Solutions& found) { return law_of(found).relative_error(options.cost_power); };
  return law_of(solve_to(equation, first_stages(equation.scores(), limit_run(pair, spec, tail_steps), options), options, error));
}

bool fokker_planck_is_affordable(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options) {
  constexpr double most_seconds = 30.0;
  const LineScores<double> scores(pair);
  const std::vector<Stage> stages = first_stages(scores, limit_run(pair, spec, tail_steps), options);
  return expected_seconds(stages, spec.t0, scores.noised_components(spec.tend.value).size()) <= most_seconds;
}

LimitLaw affordable_limit_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options) {
  return fokker_planck_is_affordable(pair, spec, options) ? fokker_planck_law(pair, spec, options)
                                                          : limit_law(pair, spec, options);
}

Value fokker_planck_path_integral(const GuidedPair& pair, const LimitSpec& spec, const PathIntegrand& integrand,
                                  const LawOptions& options) {
  const Equation equation(pair, spec, integrand);
  const auto value_of = [](const Solutions& found) {
    const double fine = found.fine.integral;
    return Value{fine, extrapolation_safety * std::abs(fine - found.coarse.integral) + 1e-12 * std::abs(fine),
                 found.how};
  };
  const auto error = [&](const Solutions& found) { return value_of(found).error / std::abs(value_of(found).value); };
  return value_of(solve_to(equation, first_stages(equation.scores(), limit_run(pair, spec, tail_steps), options), options, error));
}

}  // namespace plumbline
