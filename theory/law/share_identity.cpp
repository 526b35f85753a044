#include "theory/law/share_identity.hpp"

#include <cmath>

#include "theory/law/central_difference.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/score/exponentials.hpp"

namespace plumbline {
namespace {

/// h'' + s h' = h (g' + g^2 + s g) on the points of a uniform grid, 0 on the outermost ones, where no difference
/// reaches.
Column<double> transport_rate(double, const NoisedScores<double>& scores, const Column<double>& y) {
  const Column<double> g = scores.score_reweighted - scores.score;
  const Column<double> slope = central_derivatives(g, y[1] - y[0]).first;
  const Eigen::Index n = slope.size();
  const auto inner = [n](const Column<double>& values) -> Column<double> {
    return values.segment(difference_reach, n);
  };
  Column<double> rate = Column<double>::Zero(y.size());
  rate.segment(difference_reach, n) =
      exp_of(scores.log_h).segment(difference_reach, n) * (slope + inner(g) * (inner(g) + inner(scores.score)));
  return rate;
}

Value scaled(const Value& value, double factor) {
  return {factor * value.value, std::abs(factor) * value.error, value.how};
}

}  // namespace

ShareTerms share_terms(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options) {
  const double kappa = spec.noise_share;
  return {scaled(fokker_planck_path_integral(pair, spec, cost_dissipation, options), 0.5 * (1.0 + kappa)),
          scaled(fokker_planck_path_integral(pair, spec, transport_rate, options), 0.5 * (1.0 - kappa))};
}

}  // namespace plumbline
