#pragma once

#include "theory/imperfect/baseline.hpp"
#include "theory/imperfect/error_shapes.hpp"

namespace plumbline {

/// The law of a chain (27) whose scores are wrong by eps in the norm of E1,
///   eps^2 = (1/N) Sum_n E |Ghat_n - G_n|^2,  the expectation along the chain with Ghat,
/// and what bounds its distance from the chain with true scores.
struct ImperfectLaw {
  ChainLaw law;
  double amplitude = 0.0;  ///< factor of the shape
  Value size;              ///< eps as it came out
  Value path_kl;           ///< (1/2) Sum_n (B_n/S_n)^2 E |Ghat_n - G_n|^2 >= KL(law, law of the baseline)
};

/// A shape at a given amplitude.
ImperfectLaw imperfect_law(const Baseline& baseline, const ScoreError& shape, double amplitude,
                           const LawOptions& options = {});

/// A shape scaled until its size is eps > 0, to 1e-12 of it on one grid: secant on log size against log amplitude, since the law
/// along which the size is measured depends on the amplitude. What the law's own grid moves the path KL by is part of its error,
/// which thus holds for eps itself. The sign is kept. Throws InputError when the shape
/// vanishes, OutOfReach when no amplitude has that size.
ImperfectLaw imperfect_law_of_size(const Baseline& baseline, const ScoreError& shape, double eps,
                                   const LawOptions& options = {});

/// An independent error N(0, eps^2) at each step. Given the state a step stays Gaussian, so in law nothing changes but
/// the noise: S_n^2 becomes S_n^2 + B_n^2 eps^2. TV then responds like eps^2 and KL like eps^4; the bound of E1, which
/// is the KL of the joint law of states and errors, still holds and is loose.
ImperfectLaw fresh_noise_law(const Baseline& baseline, double eps, const LawOptions& options = {});

/// One kind of error on one chain, which must outlive it, ready to be run at any size. The direction is the harmful
/// one: the first-order response of E J / (J + E J) is against the objective.
class ErrorSource {
 public:
  /// Throws InputError for a worst case on anything but the guided score, for an error of s or s^J alone under a
  /// guidance window, and for one of s^J alone at omega = 0 (it has no effect).
  ErrorSource(const Baseline& baseline, const ErrorSpec& spec);

  const ErrorSpec& spec() const { return spec_; }
  /// The factor by which guidance multiplies the error of the wrong estimate: |1 + omega| for s, |omega| for s^J,
  /// else 1.
  double amplification() const { return amplification_; }
  /// The first-order response of E J / (J + E J) to amplitude 1; NaN for fresh noise, whose response begins at eps^2.
  double response() const { return response_; }
  /// The law when the wrong ESTIMATE (s, s^J or G) is off by eps; its `size`, that of G, is amplification() eps.
  ImperfectLaw of_size(double eps, const LawOptions& options = {}) const;
  /// The same at a given amplitude >= 0 of the harmful shape; of fresh noise, at that size of G.
  ImperfectLaw of_amplitude(double amplitude, const LawOptions& options = {}) const;
  /// Its law alone, without the two sums: a third of the cost.
  ChainLaw law_of_amplitude(double amplitude, const LawOptions& options = {}) const;

 private:
  const Baseline& baseline_;
  ErrorSpec spec_;
  ScoreError shape_;
  double amplification_;
  double response_;
};

}  // namespace plumbline
