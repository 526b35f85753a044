#pragma once

#include <vector>

#include "theory/law/grid_law.hpp"
#include "theory/law/line_run.hpp"

namespace plumbline {

/// The spacing with which the law between segment k - 1 and segment k, k = 0 .. n, is resolved where the trapezoidal rule
/// is to integrate it: a share of the noise on either side, and of the narrowest noised component. The law after the
/// last segment is the finest: densities are interpolated from it.
std::vector<double> natural_spacings(const LineRun& run, const ChainSegments& parts);

/// One pass at one resolution over the noisy segments of a run of any rule: the law after the last of them, on `grid`;
/// those before on grids over the same interval, in proportion to their natural spacings. Each segment pushes the law
/// forward by its map m and convolves it with N(0, S^2), which is one Chapman-Kolmogorov integral
///   q'(y') = Int q(y) N(y'; m(y), S^2) dy
/// by the trapezoidal rule. An inner normal z of the step is one more sum over a uniform grid of z of spacing
/// `inner_spacing`, which converges geometrically too: the integrand in z is nearly a Gaussian no narrower than 0.7. A
/// rule that remembers and has noise keeps the joint law of (Y_n, Y_{n-1}); its cost is cubic in the points within reach
/// of S.
GridLaw segment_law(const LineRun& run, const ChainSegments& parts, const LineGrid& grid, double inner_spacing);

}  // namespace plumbline
