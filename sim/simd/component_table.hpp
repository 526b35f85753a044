#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <vector>

#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// How the components' noised covariances look to the kernels; the tightest that holds for all of them.
enum class Shape { isotropic, diagonal, full };

/// Everything that a kernel needs to know of a noised pair at one time t, in the units of Exp2.
///
/// Component k, with C = t C_k + (1 - t) I, is held as (c, W, m'): its weighted density is proportional to 2^l with
///   l = c - norm(z)^2,   z = W y + m',   W^T W = log2(e)/2 C^-1,
/// so that its score is -2 ln 2 W^T z. W is one number s (isotropic), the d diagonal entries (diagonal) or the upper
/// triangle by rows (full); the constants of one component lie together as c, W, m'. No c exceeds 0.
///
/// Components are ordered by what they weigh in the two laws A = p_t and B = p^J_t:
///   [0, shared) only in A; [shared, mixed) the same in both; [mixed, rival) alpha times as much in A; [rival, size)
/// only in B. A is held up to a constant factor, which log_scale restores: log(B/A) = log(sum_B / sum_A) + log_scale.
/// For classifier-free guidance the shared components are the class, the rivals all others.
template <class T>
struct ComponentTable {
  Eigen::Index dimension = 0;
  Shape shape = Shape::isotropic;
  std::size_t shared = 0;
  std::size_t mixed = 0;
  std::size_t rival = 0;
  std::size_t size = 0;
  std::size_t numbers = 0;   ///< constants a component
  std::vector<T> constants;  ///< size * numbers
  std::vector<T> alpha;      ///< one for each of [mixed, rival)
  double log_scale = 0.0;

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
  /// c before the shift, W and m' of one component, in double.
  void fill(const Entry& entry, double t, double* numbers) const;

  Eigen::Index dimension_;
  Shape shape_;
  std::size_t shared_ = 0;
  std::size_t mixed_ = 0;
  std::size_t rival_ = 0;
  double log_scale_ = 0.0;
  std::vector<double> alpha_;
  std::vector<Entry> entries_;
};

}  // namespace plumbline
