#pragma once

#include <functional>
#include <string>

#include "theory/law/resolved_law.hpp"
#include "verify/claim/claim.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {

/// The smallest TV worth catching in the tier at hand, and how exactly a law must be computed for that: TV sees errors
/// that cancel in means, so in the full tier the tolerance is tighter than that of other claims.
double density_resolution(const Workbench& bench);
LawOptions density_options(const Workbench& bench);

/// "TV(law, density in closed form) = 0": the total variation on the grid of the law. Its error is what the law does
/// not know of itself, the total variation between its two resolutions plus its rounding; `resolution` is the smallest
/// distance worth catching.
Check has_density(std::string what, const ResolvedLaw& law, const std::function<double(double)>& log_density,
                  double resolution);

/// The same in the plane, log_density taking a point, shape (2).
Check has_density(std::string what, const ResolvedPlaneLaw& law,
                  const std::function<double(const Eigen::VectorXd&)>& log_density, double resolution);

}  // namespace plumbline
