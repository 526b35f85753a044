#include "theory/law/flow.hpp"

#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace plumbline {

Column<double> flow_over(const Stretch& part, double tolerance, const Column<double>& y, const FlowScore& G) {
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

}  // namespace plumbline
