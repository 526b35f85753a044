#pragma once

#include <Eigen/Core>

#include <memory>
#include <string>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/problem/mixture.hpp"

namespace plumbline {

/// Whether guidance lowers a cost J, G = s + w (s - s^J), or raises a reward r, G = s + w (s^r - s); equation (26).
enum class Objective { lower_cost, raise_reward };

struct LineCost;

/// Every guided model of the suite: two mixtures over the same components (theory/README.md, section 1).
///
/// With A_t(y) = sum_k a_k N(y; sqrt(t) m_k, t C_k + (1 - t) I) and B_t the same with b_k,
///   p_t = A_t,  p^J_t = B_t,  s_t = grad log A_t,  s^J_t = grad log B_t,  h_t = E[J] B_t / A_t.
/// One set of exponentials gives all of them. Here J stands for the cost or the reward.
struct GuidedPair {
  std::vector<Gaussian> components;  ///< K components m_k, C_k on R^d
  Eigen::VectorXd base;              ///< a_k >= 0, shape (K), sums to 1: the law p that is guided
  Eigen::VectorXd reweighted;        ///< b_k >= 0, shape (K), sums to 1: the law proportional to J p
  double expected = 1.0;             ///< E[J(X_0)] or E[r(X_0)] under the base law, > 0
  Objective objective = Objective::lower_cost;
  /// An arbitrary J on the line (theory/problem/line_cost.hpp), which then gives h_t and s^J_t in place of b; null
  /// otherwise.
  std::shared_ptr<const LineCost> line_cost{};

  Eigen::Index dimension() const { return components.front().mean.size(); }
  std::size_t size() const { return components.size(); }

  /// Whether every noised component has spread at reverse time t, so that p_t has a density and h_t a value everywhere.
  bool has_density(double t) const;

  /// Whether the weights say that J is constant to rounding: then both laws are the same, and guidance moves nothing.
  bool cost_is_constant() const { return !line_cost && base.isApprox(reweighted, 1e-14); }

  /// The factor omega(w) with which both objectives read G = s + omega (s - s^J): w for a cost, -w for a reward.
  double omega(double w) const { return sign() * w; }

  /// 1 for a cost, -1 for a reward: sign() E J is what guidance lowers.
  double sign() const { return objective == Objective::lower_cost ? 1.0 : -1.0; }
};

/// The smallest eigenvalue of any component's covariance. Of the noised components at reverse time t it is t v + 1 - t.
double narrowest_variance(const GuidedPair& pair);

/// The cost is an arbitrary function, for which there is no closed form here. A claim that meets it does not apply.
class ArbitraryCostError : public InputError {
 public:
  using InputError::InputError;
};

/// Throws ArbitraryCostError for a pair with a line_cost: what reads the weights b calls it first. `where` is what
/// refuses.
void require_mixture_cost(const GuidedPair& pair, const std::string& where);

/// Throws InputError where the pair has no density at reverse time t. `where` is what refuses.
void require_density(const GuidedPair& pair, double t, const std::string& where);

/// Classifier-free guidance toward `label`: base p(.|c), reweighted p, J(x) = 1/p(c|x), E J = 1/p(c).
/// Throws InputError when no component carries the label.
GuidedPair classifier_free_pair(const Mixture& mixture, int label);

}  // namespace plumbline
