#pragma once

#include <functional>

#include "theory/score/line_scores.hpp"

namespace plumbline {

/// Something that the base score and the reweighted score have each: here the error of either.
template <class T>
struct PairOf {
  T base;        ///< of s
  T reweighted;  ///< of s^J
};

/// constant + slope y: an error far out on one side of the line, up to terms that vanish there.
struct AffineError {
  double constant = 0.0;
  double slope = 0.0;
};

/// What a sampler on the line gets wrong about its scores: shat = s + amplitude e, and the same for s^J (claim E1).
///
/// A plain function of time and place, fixed before the run; noise that is drawn anew at each step is not one
/// (fresh_noise_law() in theory/imperfect/imperfect_law.hpp). Default-constructed: no error.
struct ScoreError {
  /// e at the points y, shape (n), at reverse time t; `exact` holds the true scores there.
  std::function<PairOf<Column<double>>(double t, const Column<double>& y, const NoisedScores<double>& exact)> field;
  /// Its far field, which moves the tails of the law (H1). Left empty where e is bounded and settles on no value.
  std::function<PairOf<AffineError>(double t, Side side, const FarScores<double>& exact)> far;
  double amplitude = 1.0;

  ScoreError scaled(double factor) const { return {field, far, factor * amplitude}; }
};

/// The scores that a sampler believes in: those of a pair plus an error. log p_t and log h_t stay the true ones.
class EstimatedScores {
 public:
  // Implicit: a pair, or its scores, stand for estimates without error.
  EstimatedScores(const GuidedPair& pair) : exact_(pair) {}
  EstimatedScores(LineScores<double> exact) : exact_(std::move(exact)) {}
  EstimatedScores(const GuidedPair& pair, ScoreError error) : exact_(pair), error_(std::move(error)) {}

  const LineScores<double>& exact() const { return exact_; }
  const ScoreError& error() const { return error_; }
  void evaluate(double t, const Column<double>& y, NoisedScores<double>& out) const;
  /// The two scores only; the rest of `out` may hold anything.
  void evaluate_scores(double t, const Column<double>& y, NoisedScores<double>& out) const;
  FarScores<double> far_scores(double t, Side side) const;

 private:
  LineScores<double> exact_;
  ScoreError error_;
};

/// Ghat - G = (1 + omega) e - omega e^J: what guidance makes of errors of the two estimates, of any one shape.
template <class Array>
Array guided_error(double omega, const Array& base, const Array& reweighted) {
  return (1.0 + omega) * base - omega * reweighted;
}
/// The same at points y of the line, amplitude included, shape (n); 0 where there is no error.
Column<double> guided_error(const ScoreError& error, double omega, double t, const Column<double>& y,
                            const NoisedScores<double>& exact);

}  // namespace plumbline
