#pragma once

#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// How the error of the exact law falls with the spacing h of its grid.
struct GridRefinement {
  std::vector<double> spacings;  ///< default_spacings() unless given
  StepCount steps{24};
  GuidanceScale w{1.0};
  Scheme scheme = Scheme::ddpm;
  Time t0{1e-2};
};

/// 0.8, 0.68 .. by a factor of 0.85, down to 0.13.
std::vector<double> default_spacings();

/// The table `grid_refinement` over (case, spacing): E J of the chain (27) as chain_law() (theory/law/chain_law.hpp)
/// has it on a grid of that spacing, with the error that it states; how far that is from the reference; the TV of the
/// two laws; and the mass that normalisation had to put back. Over (case): E J of the reference, which is banded_law()
/// in 50 digits, another rule at a spacing of a fifth of the narrowest kernel; its error is the change from a quarter.
/// 1-D cases with a finite E J; InputError otherwise. A unit is one spacing.
Study grid_refinement_study(std::vector<Case> cases, GridRefinement parameters);

}  // namespace plumbline
