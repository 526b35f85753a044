#pragma once

// The member functions of LineScores; included only where it is instantiated.

#include <fmt/format.h>
#include <boost/math/constants/constants.hpp>

#include <cmath>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/score/exponentials.hpp"
#include "theory/score/line_scores.hpp"

namespace plumbline {

template <class Real>
LineScores<Real>::LineScores(const GuidedPair& pair) {
  using std::log;
  if (pair.dimension() != 1) {
    throw InputError(fmt::format("the problem has {} dimensions", pair.dimension()), "scores on the line",
                     "give a one-dimensional case");
  }
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const Gaussian& gaussian = pair.components[k];
    const Real mean(gaussian.mean[0]);
    const Real variance(gaussian.covariance.eigenvalues()[0]);
    const auto i = static_cast<Eigen::Index>(k);
    if (pair.base[i] > 0.0) base_.push_back({Real(pair.base[i]), mean, variance});
    if (pair.reweighted[i] > 0.0) reweighted_.push_back({Real(pair.reweighted[i]), mean, variance});
  }
  log_expected_ = log(Real(pair.expected));
  if constexpr (!std::is_same_v<Real, double>) require_mixture_cost(pair, "scores in high precision");
  line_cost_ = pair.line_cost;
}

/// The exponents are log w_k - log(2 pi v_k) / 2 - (y - mu_k)^2 / (2 v_k), mu_k = sqrt(t) m_k, v_k = t C_k + 1 - t.
template <class Real>
std::vector<GaussianTerm<Real>> LineScores<Real>::noised_terms(const Components& components, const Real& t) {
  using std::log;
  using std::sqrt;
  std::vector<GaussianTerm<Real>> terms;
  terms.reserve(components.size());
  for (const Component& c : components) {
    const Real v = t * c.variance + (1 - t);
    terms.push_back(
        {log(c.weight) - log(boost::math::constants::two_pi<Real>() * v) / 2, Real(sqrt(t) * c.mean), Real(1 / v)});
  }
  return terms;
}

template <class Real>
void LineScores<Real>::evaluate(const Real& t, const Column<Real>& y, NoisedScores<Real>& out) const {
  const auto evaluate_mixture = [&](const Components& components, Column<Real>& log_density, Column<Real>& score) {
    const std::vector<GaussianTerm<Real>> terms = noised_terms(components, t);
    log_mixture_and_slope(std::span<const GaussianTerm<Real>>(terms), y, log_density, score);
  };
  evaluate_mixture(base_, out.log_density, out.score);
  if constexpr (std::is_same_v<Real, double>) {
    if (line_cost_) {
      auto [log_h, slope] = log_cost_given_state(*line_cost_, base_, t, y);
      out.score_reweighted = out.score + slope;
      out.log_h = std::move(log_h);
      return;
    }
  }
  evaluate_mixture(reweighted_, out.log_h, out.score_reweighted);
  out.log_h += log_expected_ - out.log_density;
}

template <class Real>
void LineScores<Real>::evaluate_scores(const Real& t, const Column<Real>& y, NoisedScores<Real>& out) const {
  const std::vector<GaussianTerm<Real>> base = noised_terms(base_, t);
  const std::vector<GaussianTerm<Real>> reweighted = noised_terms(reweighted_, t);
  mixture_slope(std::span<const GaussianTerm<Real>>(base), y, out.score);
  if constexpr (std::is_same_v<Real, double>) {
    if (line_cost_) {
      out.score_reweighted = out.score + log_cost_given_state(*line_cost_, base_, t, y).slope;
      return;
    }
  }
  mixture_slope(std::span<const GaussianTerm<Real>>(reweighted), y, out.score_reweighted);
}

template <class Real>
const typename LineScores<Real>::Component& LineScores<Real>::outermost(const Components& components, Side side) {
  const Component* best = &components.front();
  for (const Component& c : components) {
    const bool further = side == Side::left ? c.mean < best->mean : c.mean > best->mean;
    if (c.variance > best->variance || (c.variance == best->variance && further)) best = &c;
  }
  return *best;
}

template <class Real>
FarScores<Real> LineScores<Real>::far_scores(const Real& t, Side side) const {
  using std::sqrt;
  const Component& a = outermost(base_, side);
  const Component& b = outermost(reweighted_, side);
  return {sqrt(t) * a.mean, t * a.variance + (1 - t), sqrt(t) * b.mean, t * b.variance + (1 - t)};
}

template <class Real>
std::vector<std::pair<Real, Real>> LineScores<Real>::noised_components(const Real& t) const {
  using std::sqrt;
  std::vector<std::pair<Real, Real>> result;
  for (const Components* components : {&base_, &reweighted_}) {
    for (const Component& c : *components) result.emplace_back(sqrt(t) * c.mean, t * c.variance + (1 - t));
  }
  return result;
}

}  // namespace plumbline
