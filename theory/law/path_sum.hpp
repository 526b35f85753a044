#pragma once

#include "theory/law/limit_law.hpp"

namespace plumbline {

/// Accumulates sum_n D_n (E f(Y_{n-1}) + E f(Y_n)) / 2, D_n = log(t_n / t_{n-1}), while the laws of a chain go by. Both
/// ends of a step use that step's omega, so that a jump of the guidance is integrated exactly.
class PathSum {
 public:
  /// `run` must outlive it.
  PathSum(const GuidedPair& pair, const Transitions& run, PathIntegrand integrand)
      : scores_(pair), run_(run), integrand_(std::move(integrand)) {}

  /// Must not outlive this object.
  StepObserver observer() {
    return [this](std::size_t n, double t, const GridLaw& law) { visit(n, t, law); };
  }
  double value() const { return sum_; }

 private:
  void visit(std::size_t n, double t, const GridLaw& law);

  LineScores<double> scores_;
  const Transitions& run_;
  PathIntegrand integrand_;
  double sum_ = 0.0;
};

}  // namespace plumbline
