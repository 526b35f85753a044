#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sim/memory/path_block.hpp"
#include "sim/noise.hpp"
#include "sim/statistics/histogram.hpp"
#include "theory/base/moments.hpp"
#include "theory/problem/stepping_rule.hpp"
#include "theory/problem/transitions.hpp"

namespace plumbline {

struct EnsembleOptions {
  std::int64_t paths = 0;       ///< >= 1
  Seed seed{};                  ///< equal seeds give equal bits, whatever `threads` is
  std::uint32_t stream = 0;     ///< independent numbers for the same seed
  int threads = 0;              ///< 0: as many as the hardware has
  std::int64_t first_path = 0;  ///< >= 0; paths are numbered from here
  HistogramGrid histogram{};    ///< bins for every coordinate; none by default
  Fault fault = Fault::none;
};

/// What a run keeps of its final states Y_N: sums only, so its size does not depend on the number of paths.
struct EnsembleSummary {
  std::int64_t far_events = 0;       ///< path-steps beyond 25 standard deviations of one law; see PathEngine
  Moments cost;                      ///< J = h_{t_N}(Y_N); at t_N = 1 the cost (or reward) itself
  Moments log_cost;                  ///< log h_{t_N}(Y_N)
  Moments probability;               ///< 1/J; for classifier-free guidance p(c | Y_N)
  std::vector<Moments> coordinate;   ///< Y_N[j], shape (d)
  std::vector<Moments> square;       ///< Y_N[j]^2, shape (d)
  std::vector<Histogram> histogram;  ///< of Y_N[j], shape (d); empty unless asked for

  void merge(const EnsembleSummary& other);
};

/// Guided (w) and unguided (0) on the same Brownian path, claim G3.
struct CoupledSummary {
  EnsembleSummary guided;
  EnsembleSummary unguided;
  Moments cost_difference;  ///< J(Y^w) - J(Y^0), path by path
  std::int64_t far_events = 0;
  std::int64_t n = 0;  ///< trials
  std::int64_t improved =
      0;                   ///< trials with a lower cost, or a higher reward, at Y^w than at Y^0 (sim/improvement.hpp)
  std::int64_t worse = 0;  ///< the other way; what is left of n ties

  void merge(const CoupledSummary& other);
};

/// Runs (27), Y' = A Y + B (s + omega (s - s^J))(time, Y) + S Z, through every step of `run`.
///
/// Any pair in any dimension, double precision. J is evaluated at tend; throws InputError when a component has no
/// spread there (a point at tend = 1), when paths < 1 or when there are no steps.
EnsembleSummary run_ensemble(const GuidedPair& pair, const Transitions& run, const EnsembleOptions& options);
EnsembleSummary run_ensemble(const GuidedPair& pair, const Chain& chain, const EnsembleOptions& options);
/// The same for any rule, one with stages or a memory too; a Chain of such a scheme comes here.
EnsembleSummary run_ensemble(const GuidedPair& pair, const RuleRun& run, const EnsembleOptions& options);

/// Two runs of equal length on the same start and the same Brownian path: that of `unguided`, as are the ends in time.
CoupledSummary run_coupled(const GuidedPair& pair, const Transitions& guided, const Transitions& unguided,
                           const EnsembleOptions& options);
/// Is handed log h_tend at the final states of each guided chain, block by block in path order.
using TakeLogCosts = std::function<void(std::size_t chain, std::span<const double> log_cost)>;
/// Many guided runs against one unguided, each pair coupled as above: the unguided path and the noise are
/// computed once for all. Results of every pair are those of a run of its own, but that far_events counts all chains
/// together.
std::vector<CoupledSummary> run_coupled(const GuidedPair& pair, std::span<const Transitions> guided,
                                        const Transitions& unguided, const EnsembleOptions& options,
                                        const TakeLogCosts& take = {});

/// The same for any rule, one with stages or a memory too.
std::vector<CoupledSummary> run_coupled(const GuidedPair& pair, std::span<const RuleRun> guided,
                                        const RuleRun& unguided, const EnsembleOptions& options,
                                        const TakeLogCosts& take = {});

/// Hands the final states over, block by block in path order: `take(first_path, states)`, states of shape (d, n) with
/// n <= paths_per_block. Any stretch of paths comes out the same when computed alone.
using TakeStates = std::function<void(std::int64_t first_path, const Eigen::MatrixXd& states)>;
void sample_paths(const GuidedPair& pair, const Transitions& run, const EnsembleOptions& options,
                  const TakeStates& take);
void sample_paths(const GuidedPair& pair, const RuleRun& run, const EnsembleOptions& options, const TakeStates& take);

/// A block of final states, shape (d, n), with the cost h_tend of each, shape (n), and the far events on their way.
struct Sample {
  std::int64_t first_path;
  Eigen::MatrixXd states;
  std::vector<double> cost;
  std::int64_t far_events;
};

/// The same for a chain, with costs; throws InputError as run_ensemble does.
void sample_paths_with_cost(const GuidedPair& pair, const Chain& chain, const EnsembleOptions& options,
                            const std::function<void(const Sample&)>& take);

}  // namespace plumbline
