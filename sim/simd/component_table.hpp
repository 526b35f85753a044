#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <vector>

#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// How the components' noised covariances look to the kernels; the tightest that holds for all of them: the same
/// diagonal one for all, diagonal ones, any.
enum class Shape { shared, diagonal, full };

/// How many constants describe a component in d dimensions; see ComponentTable.
constexpr std::size_t numbers_in(Shape shape, std::size_t d) {
  return shape == Shape::shared ? 1 + d : shape == Shape::diagonal ? 1 + 2 * d : 1 + 2 * d + d * (d - 1) / 2;
}

/// Everything that a kernel needs to know of a noised pair at one time t, in the units of Exp2.
///
/// Component k, with C = t C_k + (1 - t) I, is held as (c, m, D, U): its weighted density is proportional to 2^l with
///   l = c - Sum_i D_i u_i^2,   u = U (x - m),   U^T diag(D) U = log2(e)/2 C^-1,
/// U with ones on its diagonal and zeros below it, so that its score is -2 ln 2 U^T (D u). Exponents are formed from
/// differences from the mean: nothing cancels however far the means are from zero. The constants of one component lie
/// together as c, m, D and the rows of U right of the diagonal. In the shape `diagonal` U = I is not held. In the shape
/// `shared` states and means are in units of one scale for all, x = scale y, and D = 1 is not held either. No c exceeds
/// 0.
///
/// Components are ordered by what they weigh in the two laws A = p_t and B = p^J_t:
///   [0, common) the same in both; [common, own) only in A; [own, mixed) alpha times as much in A; [mixed, size) only
///   in B. A is held up to a constant factor, which log_scale restores: log(B/A) = log(sum_B / sum_A) + log_scale.
/// For classifier-free guidance the common components are the class, those only in B all others.
template <class T>
struct ComponentTable {
  Eigen::Index dimension = 0;
  Shape shape = Shape::shared;
  std::size_t common = 0;
  std::size_t own = 0;
  std::size_t mixed = 0;
  std::size_t size = 0;
  std::size_t numbers = 0;   ///< constants a component
  std::vector<T> constants;  ///< (size + spare) * numbers
  std::vector<T> alpha;      ///< one for each of [own, mixed)
  std::vector<T> scale;      ///< shape (d) for Shape::shared, else empty
  double log_scale = 0.0;

  /// Components of zeros at the end, so that kernels may read whole groups; what they make of them is never used.
  static constexpr std::size_t spare = 3;

  const T* component(std::size_t k) const { return constants.data() + k * numbers; }
};

/// Lays the tables of one pair; holds copies of what it needs.
class TableMaker {
 public:
  explicit TableMaker(const GuidedPair& pair);

  /// The table at reverse time t, where every component must have spread. Reuses the memory of `table`.
  template <class T>
  void make(double t, ComponentTable<T>& table) const;

  Shape shape() const { return shape_; }

 private:
  struct Entry {
    Gaussian gaussian;
    double log2_weight;
  };
  /// c before the shift, m, D and U of one component, in double.
  void fill(const Entry& entry, double t, double* numbers) const;

  Eigen::Index dimension_;
  Shape shape_;
  std::size_t common_ = 0;
  std::size_t own_ = 0;
  std::size_t mixed_ = 0;
  double log_scale_ = 0.0;
  std::vector<double> alpha_;
  std::vector<Entry> entries_;
};

}  // namespace plumbline
