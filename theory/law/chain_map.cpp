#include "theory/law/chain_map.hpp"

#include <fmt/format.h>
#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

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

}  // namespace

LineMap chain_map(const GuidedPair& pair, const Chain& chain) {
  const LineRun run = line_run(pair, chain);
  if (!segments(run).noisy.empty()) {
    throw InputError(fmt::format("{} has noise", name(chain.scheme)), "map of the chain",
                     "choose a scheme without noise");
  }
  return noiseless_map(run, {0, run.n_steps()});
}

LineMap flow_map(const GuidedPair& pair, const LimitSpec& spec, double tolerance) {
  const GuidedLine line(pair, {});
  const std::vector<Stretch> parts = stretches(pair, spec);
  const auto far = [&](Side side) -> AffineMap {
    Column<double> y(2);
    y << 0.0, 1.0;
    for (const Stretch& part : parts) {
      const GuidedLine inside = line.with_omega(part.omega);
      y = flow(part, tolerance, y, [&](double t, const Column<double>& here) { return inside.far_score(t, side, here); });
    }
    return {y[1], y[0]};
  };
  const auto images = [=](Column<double> y) {
    for (const Stretch& part : parts) {
      const GuidedLine inside = line.with_omega(part.omega);
      y = flow(part, tolerance, y, [&](double t, const Column<double>& here) { return inside.score(t, here); });
    }
    return y;
  };
  return {images, far(Side::left), far(Side::right)};
}

}  // namespace plumbline
