#include "verify/claim/path_mean_check.hpp"

#include <fmt/format.h>

#include <limits>

#include "verify/statistics/confidence_sequence.hpp"

namespace plumbline {

Check path_mean_check(Tier tier, std::string what, const Moments& paths, const Value& exact, const MeanRule& rule) {
  const SampleMoments moments = moments_of(paths);
  const MeanEstimate mean = estimate_mean(moments);
  Decision decision = check_mean(mean, exact, rule);
  if (tier == Tier::nightly && decision.verdict != Verdict::inconclusive) {
    decision = check_interval(normal_mixture_interval(moments, moments.n, rule.false_alarm), exact, rule.resolution);
  }
  const double error = rule.finite_variance ? mean.standard_error : std::numeric_limits<double>::infinity();
  return {std::move(what), {mean.value, error, fmt::format("{} paths", paths.n)}, Relation::equal, exact, decision,
          rule.false_alarm};
}

}  // namespace plumbline
