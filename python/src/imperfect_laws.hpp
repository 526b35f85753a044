#pragma once

#include "python/src/given_field.hpp"
#include "python/src/laws.hpp"

namespace plumbline::python {

/// The exact law of a chain that believes in a given guided field, and the two sums of E1 along it.
template <class Law>
struct LawWithField {
  Law law;
  Value size;     ///< eps of E1
  Value path_kl;  ///< (1/2) Sum_n (B_n/S_n)^2 E |Ghat_n - G_n|^2
};

/// On the line and in the plane, to a tolerance as in LawOptions: not below what the field rounds to. Called with the GIL
/// held, which they let go of. Throw OutOfReach as the laws do.
LawWithField<LineLaw> line_law_with(const ChainHandle& chain, const GivenField& field, double tolerance);
LawWithField<PlaneLawHandle> plane_law_with(const ChainHandle& chain, const GivenField& field, double tolerance);

}  // namespace plumbline::python
