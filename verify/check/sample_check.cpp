#include "verify/check/sample_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/base/names.hpp"
#include "verify/check/diagnosis.hpp"
#include "verify/claim/claim.hpp"
#include "verify/sampling/projected_laws.hpp"

namespace plumbline {
namespace {

constexpr std::array<Named<Against>, 3> against_names = {
    {{Against::chain, "chain"}, {Against::limit, "limit"}, {Against::data, "data"}}};

/// Far below what samples can see.
constexpr double law_tolerance = 1e-7;

std::vector<Projection> reference(const SampleCheck& request) {
  switch (request.against) {
    case Against::limit:
      return projected_limit(request.problem.pair, request.chain, law_tolerance);
    case Against::data:
      return projected_data(request.problem.pair, request.chain.grid.last());
    case Against::chain:
      break;
  }
  return projected_laws({request.problem.pair, request.chain, request.steps}, law_tolerance);
}

}  // namespace

std::string_view name(Against against) { return name_of(against, against_names); }
Against against_from_name(std::string_view name) { return from_name(name, against_names, "reference"); }

Verdict SampleFinding::verdict() const {
  Verdict worst = Verdict::holds;
  for (const Check& check : checks) worst = worse(worst, check.decision.verdict);
  return worst;
}

SampleFinding check_samples(const SampleCheck& request, SampleReader& samples) {
  const std::vector<Projection> laws = reference(request);
  std::vector<ProjectionSums> sums(laws.begin(), laws.end());
  RowFacts rows(laws.front());
  for (Eigen::MatrixXd block = samples.next(); block.cols() > 0; block = samples.next()) {
    rows.add(block);
    for (ProjectionSums& sum : sums) sum.add(block);
  }
  SampleFinding found;
  found.n = sums.front().n();
  if (found.n < 2) throw InputError(fmt::format("{} rows", found.n), "samples", "give at least two");
  const ShiftRule rule{request.promise.false_alarm / static_cast<double>(5 * laws.size() + 1),
                       request.promise.resolution};
  found.smallest_shift = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < laws.size(); ++k) {
    found.smallest_shift = std::min(found.smallest_shift, smallest_shift(laws[k], found.n, rule));
    found.n_needed = std::max(found.n_needed, states_needed(laws[k], rule));
    for (Check& check : projection_checks(laws[k], sums[k], rule)) found.checks.push_back(std::move(check));
  }
  found.checks.push_back(rows.independence_check(rule));
  found.oddities = rows.oddities();
  if (found.verdict() == Verdict::violated) {
    const Diagnosis diagnosis = diagnose(request, sums, rule);
    found.diagnosis = diagnosis.sentences;
    found.n_near_misses = diagnosis.n_tried;
  }
  return found;
}

}  // namespace plumbline
