#include "theory/integrability/integrability.hpp"

#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "theory/integrability/far_field.hpp"
#include "theory/integrability/tail_verdict.hpp"
#include "theory/problem/linear_algebra.hpp"

namespace plumbline {
namespace {

/// Beyond this a tail variance counts as unbounded, long before it overflows.
constexpr double unbounded_variance = 1e150;

/// The solution of dV/du = (K' + I/2) V + V (K' + I/2) + kappa I, K' = (1 + kappa)/2 K, over one stretch of constant
/// omega.
void integrate_tail(const FarField& field, const Stretch& part, double kappa, Eigen::MatrixXd& tail) {
  const double u_from = std::log(part.from);
  const double u_to = std::log(part.to);
  using State = std::vector<double>;
  const Eigen::Index d = tail.rows();
  const auto derivative = [&](const State& state, State& change, double u) {
    const Eigen::Map<const Eigen::MatrixXd> V(state.data(), d, d);
    Eigen::Map<Eigen::MatrixXd> dV(change.data(), d, d);
    const auto identity = Eigen::MatrixXd::Identity(d, d);
    const Eigen::MatrixXd drift = 0.5 * (1.0 + kappa) * guided_slope(field, std::exp(u), part.omega) + 0.5 * identity;
    const Eigen::MatrixXd drifted = product(drift, V);  // drift and V are symmetric
    dV = drifted + drifted.transpose() + kappa * identity;
  };
  namespace odeint = boost::numeric::odeint;
  State state(tail.data(), tail.data() + tail.size());
  odeint::integrate_adaptive(odeint::make_controlled(1e-14, 1e-11, odeint::runge_kutta_fehlberg78<State>()), derivative,
                             state, u_from, u_to, 0.01 * (u_to - u_from));
  tail = Eigen::Map<const Eigen::MatrixXd>(state.data(), d, d);
}

}  // namespace

Integrability integrability(const GuidedPair& pair, const Chain& chain, double q) {
  return integrability(pair, chain, q, chain.grid.last());
}

Integrability integrability(const GuidedPair& pair, const Chain& chain, double q, Time cost_time) {
  const std::optional<FarField> field = far_field(pair);
  if (!field) return undecided_tail();
  if (!chain.guidance.rule.is_linear()) return tail_verdict(*field, chain.guidance.rule);
  Eigen::MatrixXd V = start_tail(*field, chain.start, chain.grid.first().value);
  const auto identity = Eigen::MatrixXd::Identity(V.rows(), V.cols());
  for (const auto& [time, A, B, S, omega] : make_steps<double>(chain, pair)) {
    const Eigen::MatrixXd M = A * identity + B * guided_slope(*field, time, omega);
    V = product(product(M, V), M.transpose()) + S * S * identity;
    if (V.trace() > unbounded_variance) V = unbounded_variance * identity;
  }
  return tail_verdict(*field, V, cost_time.value, q);
}

Integrability limit_integrability(const GuidedPair& pair, const LimitSpec& spec, double q) {
  require_ordered_times(spec, "integrability");
  const std::optional<FarField> field = far_field(pair);
  if (!field) return undecided_tail();
  if (!spec.guidance.rule.is_linear()) return tail_verdict(*field, spec.guidance.rule);
  Eigen::MatrixXd V = start_tail(*field, spec.start, spec.t0.value);
  for (const Stretch& part : stretches(pair, spec)) integrate_tail(*field, part, spec.noise_share, V);
  return tail_verdict(*field, V, spec.tend.value, q);
}

}  // namespace plumbline
