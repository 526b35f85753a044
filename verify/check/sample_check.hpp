#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "results/samples/sample_reader.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/chain.hpp"
#include "verify/check/row_facts.hpp"

namespace plumbline {

/// What samples are held against.
enum class Against {
  chain,  ///< the exact law of the discrete chain (27)
  limit,  ///< the law of (26)
  data    ///< the base law at the last time: what a perfect unguided sampler gives
};
std::string_view name(Against against);
Against against_from_name(std::string_view name);

/// What a check of samples promises.
struct SamplePromise {
  double false_alarm = 1e-6;  ///< probability of VIOLATED for samples that have the law
  double resolution = 0.05;   ///< smallest shift, in standard deviations, that must be seen; else INCONCLUSIVE
};

/// A request to hold samples against a law.
struct SampleCheck {
  Case problem;
  Chain chain;
  Schedule schedule = Schedule::log_uniform;  ///< the one that laid chain.grid: near misses run on others
  Against against = Against::chain;
  SamplePromise promise{};
  bool until_decided = false;         ///< looks at the samples as they come, and stops reading once it knows
  std::vector<Step<double>> steps{};  ///< in place of those of the chain: a rule of one's own, which has no near misses
};

/// What came out.
struct SampleFinding {
  std::vector<Check> checks;
  std::int64_t n = 0;
  std::int64_t n_looks = 0;            ///< how often they were looked at, where that is until they are decided
  double smallest_shift = 0.0;         ///< in standard deviations: what n samples show with probability 0.99
  std::int64_t n_needed = 0;           ///< for the resolution that was asked for
  std::vector<std::string> oddities;   ///< what the rows show by themselves
  std::vector<std::string> diagnosis;  ///< the near misses that the samples fit, best first, with a number each
  std::size_t n_near_misses = 0;       ///< how many were tried

  Verdict verdict() const;
};

/// Reads all samples once, in constant memory, and holds projections of them against the exact law: distribution, mean,
/// mean square, both tails, independence of neighbouring rows. When they do not have that law, every near miss is
/// tried. `until_decided` spends the false-alarm rate over the looks (looks.hpp), so that it holds wherever it stops.
/// Where no exact law is known, in d > 2 with unequal covariances, the rows are held against an ensemble of the chain
/// (ensemble_reference.hpp), and no near miss is tried. Throws InputError where neither is possible.
SampleFinding check_samples(const SampleCheck& request, SampleReader& samples);

}  // namespace plumbline
