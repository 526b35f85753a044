#pragma once

#include <vector>

#include "theory/law/chain_law.hpp"
#include "theory/law/limit_law.hpp"

namespace plumbline {

/// The grid of the Fokker-Planck equation up to a reverse time: while the noise is large the law is smooth, and the
/// explicit steps in time, bound by the square of the spacing, may be longer.
struct Stage {
  double until;
  LineGrid grid;
};

/// The number of steps of the run along which the far field is followed.
inline constexpr std::int64_t tail_steps = 4096;

/// Grids that hold and resolve the law along the run.
std::vector<Stage> first_stages(const LineScores<double>& scores, const Transitions& run, const LawOptions& options);

/// The same stages on grids that are coarser, or finer, in every respect: 1.25 times the spacing and less room at the
/// ends, or the reverse, so that two solutions differ by what either does wrong.
std::vector<Stage> coarser(std::vector<Stage> stages);
std::vector<Stage> finer(std::vector<Stage> stages);

/// An estimate of the processor time that the equation takes on these and on the finer grids that it may need, for
/// scores of so many exponentials.
double expected_seconds(const std::vector<Stage>& stages, Time t0, std::size_t n_exponentials);

}  // namespace plumbline
