#include "theory/law/chain_map.hpp"

#include <fmt/format.h>
#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/score/guided_score.hpp"

namespace plumbline {
namespace {

/// G of a pair at (t, y).
Column<double> guided_score_at(const LineScores<double>& scores, double omega, double t, const Column<double>& y) {
  NoisedScores<double> noised;
  scores.evaluate_scores(t, y, noised);
  return guided_score(noised.score, noised.score_reweighted, omega);
}

/// The same far out on one side.
Column<double> far_guided_score(const LineScores<double>& scores, double omega, double t, Side side,
                                const Column<double>& y) {
  const auto [mean_a, v_a, mean_b, v_b] = scores.far_scores(t, side);
  return (1.0 + omega) / v_a * (mean_a - y) - omega / v_b * (mean_b - y);
}

/// Runs the chain on y with G(t, y).
template <class Score>
Column<double> advance(const Chain& chain, Column<double> y, const Score& G) {
  const std::vector<double>& times = chain.grid.times();
  return chain.scheme.visit([&]<class Rule>(const Rule& rule) -> Column<double> {
    RuleMemory<Column<double>> memory;
    for (std::size_t n = 1; n < times.size(); ++n) {
      if constexpr (AffineRule<Rule>) {
        const auto [A, B, S] = rule.coefficients(times[n - 1], times[n]);
        y = A * y + B * G(times[n - 1], y);
      } else {
        y = rule.advance(times[n - 1], times[n], y, G, memory);
      }
    }
    return y;
  });
}

/// Solves dY = (Y + G(t, Y)) / 2 du over one stretch.
template <class Score>
Column<double> flow(const Stretch& part, double tolerance, const Column<double>& y, const Score& G) {
  namespace odeint = boost::numeric::odeint;
  using State = std::vector<double>;
  State state(y.begin(), y.end());
  const auto n = static_cast<Eigen::Index>(state.size());
  const auto derivative = [&](const State& x, State& dx, double u) {
    const Column<double> here = Eigen::Map<const Column<double>>(x.data(), n);
    Eigen::Map<Column<double>>(dx.data(), n) = 0.5 * (here + G(std::min(std::exp(u), 1.0), here));
  };
  const double from = std::log(part.from);
  const double to = std::log(part.to);
  odeint::integrate_adaptive(odeint::make_controlled(tolerance, tolerance, odeint::runge_kutta_fehlberg78<State>()),
                             derivative, state, from, to, 0.01 * (to - from));
  return Eigen::Map<const Column<double>>(state.data(), n);
}

/// The affine map that an affine function of many points is.
template <class F>
AffineMap affine(const F& f) {
  const Column<double> images = f(Column<double>::LinSpaced(2, 0.0, 1.0));
  return {images[1] - images[0], images[0]};
}

}  // namespace

LineMap chain_map(const GuidedPair& pair, const Chain& chain) {
  if (noise_share(chain.scheme) != 0.0) {
    throw InputError(fmt::format("{} has noise", name(chain.scheme)), "map of the chain",
                     "choose a scheme without noise");
  }
  const auto scores = std::make_shared<const LineScores<double>>(pair);
  const auto omega = [pair, guidance = chain.guidance](double t) { return pair.omega(guidance.at(t)); };
  const auto far = [&](Side side) {
    return affine([&](const Column<double>& y) {
      return advance(chain, y, [&](double t, const Column<double>& here) {
        return far_guided_score(*scores, omega(t), t, side, here);
      });
    });
  };
  const auto images = [=](const Column<double>& y) {
    return advance(chain, y,
                   [&](double t, const Column<double>& here) { return guided_score_at(*scores, omega(t), t, here); });
  };
  return {images, far(Side::left), far(Side::right)};
}

LineMap step_map(const GuidedPair& pair, const Step<double>& step) {
  const auto scores = std::make_shared<const LineScores<double>>(pair);
  const auto far = [&](Side side) {
    return affine([&](const Column<double>& y) -> Column<double> {
      return step.A * y + step.B * far_guided_score(*scores, step.omega, step.time, side, y);
    });
  };
  const auto images = [scores, step](const Column<double>& y) -> Column<double> {
    return step.A * y + step.B * guided_score_at(*scores, step.omega, step.time, y);
  };
  return {images, far(Side::left), far(Side::right)};
}

LineMap flow_map(const GuidedPair& pair, const LimitSpec& spec, double tolerance) {
  const auto scores = std::make_shared<const LineScores<double>>(pair);
  const std::vector<Stretch> parts = stretches(pair, spec);
  const auto far = [&](Side side) {
    return affine([&](Column<double> y) {
      for (const Stretch& part : parts) {
        y = flow(part, tolerance, y, [&](double t, const Column<double>& here) {
          return far_guided_score(*scores, part.omega, t, side, here);
        });
      }
      return y;
    });
  };
  const auto images = [=](Column<double> y) {
    for (const Stretch& part : parts) {
      y = flow(part, tolerance, y,
               [&](double t, const Column<double>& here) { return guided_score_at(*scores, part.omega, t, here); });
    }
    return y;
  };
  return {images, far(Side::left), far(Side::right)};
}

}  // namespace plumbline
