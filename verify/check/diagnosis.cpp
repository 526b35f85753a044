#include "verify/check/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "verify/check/near_misses.hpp"

namespace plumbline {
namespace {

constexpr double near_miss_tolerance = 1e-5;  ///< far below what samples can see
constexpr double as_likely = 10.0;            ///< log-likelihoods this close do not tell two near misses apart

struct Fit {
  std::string sentence;
  double log_likelihood = 0.0;
  double distance = 0.0;  ///< largest Kolmogorov-Smirnov distance of the projections
};

/// log-likelihood of the histogram under the law, per projection added up. A bin to which the law gives nothing counts
/// as one in 1e12.
double log_likelihood(const Projection& law, const Histogram& histogram) {
  const Column<double> below = distribution_at_edges(law.law, histogram.grid());
  constexpr double least = 1e-12;
  double sum = 0.0;
  for (std::size_t i = 0; i < histogram.counts().size(); ++i) {
    const auto k = static_cast<Eigen::Index>(i);
    sum += static_cast<double>(histogram.counts()[i]) * std::log(std::max(below[k + 1] - below[k], least));
  }
  return sum;
}

/// Nothing where a check says that the samples do not have the law of the near miss.
std::optional<Fit> fit(const NearMiss& near_miss, const std::vector<ProjectionSums>& sums, const ShiftRule& rule) {
  const std::vector<Projection> laws = projected_laws(near_miss.sampler, near_miss_tolerance);
  if (laws.size() != sums.size()) return std::nullopt;
  Fit found{near_miss.sentence, 0.0, 0.0};
  for (std::size_t k = 0; k < laws.size(); ++k) {
    for (const Check& check : projection_checks(laws[k], sums[k], rule)) {
      if (check.decision.verdict == Verdict::violated) return std::nullopt;
    }
    found.log_likelihood += log_likelihood(laws[k], sums[k].histogram());
    const Histogram& histogram = sums[k].histogram();
    found.distance = std::max(found.distance, histogram.distance(distribution_at_edges(laws[k].law, histogram.grid())));
  }
  return found;
}

}  // namespace

std::vector<Check> projection_checks(const Projection& law, const ProjectionSums& sums, const ShiftRule& rule) {
  std::vector<Check> checks{distribution_check(law, sums, rule), moment_check(law, sums, 1, rule),
                            moment_check(law, sums, 2, rule)};
  for (Check& check : tail_checks(law, sums, rule)) checks.push_back(std::move(check));
  return checks;
}

Diagnosis diagnose(const SampleCheck& request, const std::vector<ProjectionSums>& sums, const ShiftRule& rule) {
  if (request.against != Against::chain || !request.steps.empty()) return {};
  Diagnosis diagnosis;
  std::vector<Fit> fits;
  for (const NearMiss& near_miss : near_misses(request.problem, request.chain, request.schedule)) {
    try {
      std::optional<Fit> found = fit(near_miss, sums, rule);
      ++diagnosis.n_tried;
      if (found) fits.push_back(std::move(*found));
    } catch (const InputError&) {  // a near miss without an exact law cannot be tried
    } catch (const OutOfReach&) {  // nor one that no grid reaches
    }
  }
  std::sort(fits.begin(), fits.end(), [](const Fit& a, const Fit& b) { return a.log_likelihood > b.log_likelihood; });
  for (const Fit& found : fits) {
    if (found.log_likelihood < fits.front().log_likelihood - as_likely) break;
    diagnosis.sentences.push_back(
        fmt::format("the samples fit a sampler that {} (distance {:.2g})", found.sentence, found.distance));
  }
  return diagnosis;
}

}  // namespace plumbline
