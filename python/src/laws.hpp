#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "python/src/chain_handle.hpp"
#include "python/src/errors.hpp"
#include "theory/law/line_law.hpp"
#include "theory/plane/plane_chain_law.hpp"
#include "theory/reduced/product_law.hpp"

namespace plumbline::python {

/// An exact law on the line, or in R^d along a line: of a chain, of its limit or of the data.
struct LineLaw {
  Reduction problem;
  std::optional<ProductLaw> law;  ///< none where the chain ends in a map that folds: no density, but expectations
  bool has_cost = true;
  std::string why_no_density{};
  Time end{1.0};  ///< where there is no density
  std::shared_ptr<const plumbline::LineLaw> chain_end{};  ///< of a rule with stages or a last step without noise

  /// The density; throws OutOfReach where there is none.
  const ProductLaw& density() const {
    if (law) return *law;
    throw OutOfReach(why_no_density, "density of the chain", "ask for expectations, or for more steps");
  }
};

/// An exact law in the plane, or in R^d along a plane, of a chain or of its limit, and whether its E J is finite.
struct PlaneLawHandle {
  Reduction problem;
  ResolvedPlaneLaw law;
  Integrability cost;
  double orthogonal_variance;  ///< of each of the other coordinates; 1 where there are none
};

/// In how many directions the law of the problem is not a Gaussian of closed form.
Eigen::Index directions(const GuidedPair& pair);

/// The same numbers as those of `plumbline law`, by the same calls; OutOfReach where they cannot be computed. Rules
/// with stages or a memory, and chains that end without noise, in one dimension.
LineLaw line_law(const ChainHandle& chain);
LineLaw line_limit_law(const ChainHandle& chain);
/// p_t (Law::base by the weights of the pair) on the line as a law like the others; rounding is its only error.
LineLaw line_data_law(const Case& problem, bool base, Time t);
PlaneLawHandle plane_law(const ChainHandle& chain);
/// To the tolerance of `plumbline law`.
PlaneLawHandle plane_law_of_limit(const ChainHandle& chain);
/// The law of "x", "y" or "diagonal", (x + y) / sqrt(2), of a law in the plane; it has no cost of its own.
LineLaw marginal_law(const PlaneLawHandle& plane, const std::string& which);

}  // namespace plumbline::python
