#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "sim/simd/component_table.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/score/line_scores.hpp"

namespace plumbline::python {

/// Which of the two laws of a pair: p (base) or p^J (reweighted).
enum class Law { base, reweighted };

/// n points of R^d, one a row: C order, shape (n, d).
struct Points {
  const double* x;
  std::int64_t n;
  const std::atomic<bool>* stop = nullptr;  ///< looked at between blocks; what is left is not computed once it is true
};

/// A x + B score_t(x): the score itself with A = 0 and B = 1.
struct ScoreMap {
  double t;  ///< reverse time
  double A;
  double B;
};

/// The scores and densities of a guided pair at many points at once, in any dimension: the step kernels of sim/ in
/// blocks of 1024 points, on all threads of the machine where there are enough of them. An arbitrary cost on the line
/// goes through the quadrature of theory/score.
///
/// Immutable after construction, so threads share one. Every function throws InputError where the pair has no density
/// at t, and for points that are not finite. Relative error of every output: a few roundings.
class PointFields {
 public:
  explicit PointFields(const GuidedPair& pair);

  /// out = A x + B score_t(x), shape (n, d), with the score of `law`, or the guided one, s + omega (s - s^J).
  void affine(const ScoreMap& map, Law law, Points points, double* out) const;
  void guided(const ScoreMap& map, double omega, Points points, double* out) const;
  /// log p_t or log p^J_t; shape (n).
  void log_density(double t, Law law, Points points, double* out) const;
  /// log h_t = log E[J(X_0) given X_{1-t}]; shape (n).
  void log_h(double t, Points points, double* out) const;
  /// About how many multiplications a point takes.
  double work_a_point() const;

 private:
  /// What the kernels need of one law: its own score, and its density against its widest component.
  struct OneLaw {
    TableMaker score;
    TableMaker against_widest;
    Gaussian widest;
  };
  static OneLaw one_law(const GuidedPair& pair, const Eigen::VectorXd& weights);
  const OneLaw& of(Law law) const { return law == Law::base ? *base_ : *reweighted_; }
  void with_kernels(const ScoreMap& map, const TableMaker& tables, double omega, Points points, double* out) const;
  /// omega: of the guided score; none: the score of `law`.
  void on_line(const ScoreMap& map, Law law, std::optional<double> omega, Points points, double* out) const;

  GuidedPair pair_;
  std::optional<TableMaker> guided_;
  std::optional<OneLaw> base_;
  std::optional<OneLaw> reweighted_;
  std::optional<LineScores<double>> line_;  ///< an arbitrary cost, which the kernels do not take
};

}  // namespace plumbline::python
