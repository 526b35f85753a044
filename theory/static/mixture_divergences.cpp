#include "theory/static/mixture_divergences.hpp"

#include <boost/math/tools/toms748_solve.hpp>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "theory/static/expectation.hpp"

namespace plumbline {
namespace {

/// P(X <= y) - 1/2 of a mixture: odd about each mean, so differences of two of them keep their digits.
double centred_distribution(const LineMixture<double>& mixture, double y) {
  double sum = 0.0;
  for (const auto& [mean, variance, log_peak] : mixture.terms()) {
    const double weight = std::exp(log_peak) * std::sqrt(2.0 * std::numbers::pi * variance);
    sum += 0.5 * weight * std::erf((y - mean) / std::sqrt(2.0 * variance));
  }
  return sum;
}

/// Where p and p^J cross, in increasing order.
std::vector<double> crossings(const Marginals<double>& marginals) {
  const auto log_ratio = [&](double y) { return marginals.reweighted.log_density(y) - marginals.base.log_density(y); };
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  double smallest = low;
  for (const auto& mixture : {marginals.base, marginals.reweighted}) {
    for (const auto& term : mixture.terms()) {
      const double deviation = std::sqrt(term.variance);
      low = std::min(low, term.mean - 12.0 * deviation);
      high = std::max(high, term.mean + 12.0 * deviation);
      smallest = std::min(smallest, deviation);
    }
  }
  std::vector<double> found;
  const auto n = static_cast<std::int64_t>((high - low) / (smallest / 16.0)) + 1;
  double y_left = low;
  double left = log_ratio(y_left);
  for (std::int64_t i = 1; i <= n; ++i) {
    const double y_right = low + (high - low) * static_cast<double>(i) / static_cast<double>(n);
    const double right = log_ratio(y_right);
    if ((left < 0.0) != (right < 0.0)) {
      std::uintmax_t n_iterations = 100;
      const auto bracket = boost::math::tools::toms748_solve(
          log_ratio, y_left, y_right, left, right, boost::math::tools::eps_tolerance<double>(52), n_iterations);
      found.push_back(0.5 * (bracket.first + bracket.second));
    }
    y_left = y_right;
    left = right;
  }
  return found;
}

Value kl_value(const Integral<double>& integral) {
  return {integral.value, integral.error + logarithm_rounding(1.0), "Gauss-Kronrod, 61 points"};
}

}  // namespace

Value kl_reweighted_to_base(const GuidedPair& pair, Time t) {
  const double log_expected = std::log(pair.expected);
  return kl_value(expectation<double>(pair, t, 1.0, [&](double log_p, double log_h) {
    return std::exp(log_p + log_h - log_expected) * (log_h - log_expected);
  }));
}

Value kl_base_to_reweighted(const GuidedPair& pair, Time t) {
  const double log_expected = std::log(pair.expected);
  return kl_value(expectation<double>(
      pair, t, 0.0, [&](double log_p, double log_h) { return std::exp(log_p) * (log_expected - log_h); }));
}

Value tv_base_reweighted(const GuidedPair& pair, Time t) {
  require_mixture_cost(pair, "TV in closed form");
  require_line(pair, t);
  const Marginals<double> marginals(pair, t.value);
  const std::vector<double> roots = crossings(marginals);
  double total = 0.0;
  double before = 0.0;  // P - P^J at the last crossing; 0 at both ends of the line
  for (const double root : roots) {
    const double here = centred_distribution(marginals.base, root) - centred_distribution(marginals.reweighted, root);
    total += std::abs(here - before);
    before = here;
  }
  total += std::abs(before);
  const auto n_pieces = static_cast<double>(roots.size() + 1);
  return {0.5 * total, 4.0 * n_pieces * std::numeric_limits<double>::epsilon(), "normal distribution function"};
}

}  // namespace plumbline
