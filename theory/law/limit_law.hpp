#pragma once

#include <functional>
#include <vector>

#include "theory/law/chain_law.hpp"
#include "theory/problem/limit_spec.hpp"

namespace plumbline {

/// The law of the limit at tend. Two resolutions here means two orders of extrapolation.
class LimitLaw : public ResolvedLaw {
 public:
  using ResolvedLaw::ResolvedLaw;
};

/// An integrand of an integral along the path: values on the points y at one time, given omega and the scores there.
using PathIntegrand =
    std::function<Column<double>(double omega, const NoisedScores<double>& scores, const Column<double>& y)>;

/// omega h_t |s - s^J|^2: the dissipation of R1 and R2, at noise share 1 only.
Column<double> cost_dissipation(double omega, const NoisedScores<double>& scores, const Column<double>& y);
/// omega^2 |s - s^J|^2 / 2: the rate of path KL(P^w, P^0) of O5.
Column<double> guidance_energy(double omega, const NoisedScores<double>& scores, const Column<double>& y);

/// The law of the limit by Richardson extrapolation in N of exact laws of its `exponential` chain on log-uniform grids
/// N, 2 N, ... 32 N (N from 64 on, larger where narrow components make the drift steep; up to 256 N while the
/// extrapolation is what limits the error): log density point by point on one grid, an expansion in powers of 1/N.
/// Guidance windows are met exactly: each stretch of constant guidance has its own steps. The error is four times the
/// difference of the last two orders, plus the error of the finest chain law and the rounding of its steps. Noise
/// shares above 0 only.
LimitLaw limit_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options = {});

/// Int E f(Y_t) du along (26), u = log t, that is Int E f / t dt: the trapezoidal rule in u along the same chains,
/// extrapolated in the same way. The error adds what the sums change by on a coarser grid. Not for integrands so heavy-
/// tailed that the law settles late where they live: fokker_planck_path_integral() (fokker_planck.hpp).
Value limit_path_integral(const GuidedPair& pair, const LimitSpec& spec, const PathIntegrand& integrand,
                          const LawOptions& options = {});

/// The same integral along the discrete chain itself, at its own times: sum_n D_n (E f(Y_{n-1}) + E f(Y_n)) / 2.
Value path_integral(const GuidedPair& pair, const Chain& chain, const PathIntegrand& integrand,
                    const LawOptions& options = {});

/// The variance of the Gaussian tail of the limit law (H1): that of its chains, extrapolated to N = infinity. A moment
/// may be finite in the limit and infinite along every chain worth running.
double limit_tail_variance(const LineScores<double>& scores, const GuidedPair& pair, const LimitSpec& spec);

/// The run of the `exponential` chain (score frozen, the rest exact) of the limit: a fixed share of n_steps = 64, 128,
/// 256 .. (about n_steps in all) on every stretch of constant guidance, uniform in log t there.
Transitions limit_run(const GuidedPair& pair, const LimitSpec& spec, std::int64_t n_steps);

}  // namespace plumbline
