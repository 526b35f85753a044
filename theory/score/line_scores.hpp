#pragma once

#include <Eigen/Core>

#include <memory>
#include <utility>
#include <vector>

#include "theory/problem/guided_pair.hpp"
#include "theory/score/column.hpp"
#include "theory/score/exponentials.hpp"
#include "theory/score/line_cost_scores.hpp"

namespace plumbline {

/// Everything that the noised laws of a guided pair tell about n points of the line at one reverse time t
/// (theory/README.md, sections 1 and 2). All of shape (n).
template <class Real>
struct NoisedScores {
  Column<Real> log_density;       ///< log p_t(y)
  Column<Real> score;             ///< s_t(y) = d/dy log p_t
  Column<Real> score_reweighted;  ///< s^J_t(y) = d/dy log p^J_t
  Column<Real> log_h;             ///< log h_t(y) = log E[J(X_0) | X_{1-t} = y], or of r
};

/// The far field of the noised laws on one side of the line, up to terms that vanish like exp(-c |y|):
///   s_t(y) = (mean_base - y) / variance_base,  s^J_t(y) = (mean_reweighted - y) / variance_reweighted,
/// from the component that is widest (among equals: outermost on that side) in each of the two mixtures.
template <class Real>
struct FarScores {
  Real mean_base;
  Real variance_base;
  Real mean_reweighted;
  Real variance_reweighted;
};

enum class Side { left, right };

/// The scores of a guided pair of mixtures in one dimension.
///
/// Per point and per mixture one exponential a component, shifted by the largest exponent: nothing under- or overflows
/// at any distance, and the far field is exact. Relative error of every output: a few roundings (times |y| for
/// log_density). Real is double or Real50. An arbitrary cost (GuidedPair::line_cost) goes through quadrature, in double
/// only.
template <class Real>
class LineScores {
 public:
  /// Throws InputError when the pair is not one-dimensional.
  explicit LineScores(const GuidedPair& pair);

  /// All outputs at the points y and reverse time t in (0, 1]. At t = 1 every component needs a variance > 0.
  void evaluate(const Real& t, const Column<Real>& y, NoisedScores<Real>& out) const;

  /// The two scores only: the rest of `out` stays what it was.
  void evaluate_scores(const Real& t, const Column<Real>& y, NoisedScores<Real>& out) const;

  /// Whether the scores go through quadrature, which makes them dear (see interpolated_in_time).
  bool by_quadrature() const { return line_cost_ != nullptr; }

  /// log E J(X_0).
  const Real& log_expected() const { return log_expected_; }

  FarScores<Real> far_scores(const Real& t, Side side) const;

  /// Mean and variance of every noised component of either mixture.
  std::vector<std::pair<Real, Real>> noised_components(const Real& t) const;

 private:
  using Component = LineComponent<Real>;
  using Components = std::vector<Component>;

  static std::vector<GaussianTerm<Real>> noised_terms(const Components& components, const Real& t);
  static const Component& outermost(const Components& components, Side side);

  Components base_;                            ///< those with a_k > 0
  Components reweighted_;                      ///< those with b_k > 0
  Real log_expected_;                          ///< log E J
  std::shared_ptr<const LineCost> line_cost_;  ///< null: J is what the weights say
};

extern template class LineScores<double>;  // LineScores<Real50>: theory/score/line_scores_real50.hpp

}  // namespace plumbline
