#include "verify/check/sample_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "theory/base/input_error.hpp"
#include "theory/base/names.hpp"
#include "theory/problem/stepping_rule.hpp"
#include "verify/check/diagnosis.hpp"
#include "verify/check/ensemble_reference.hpp"
#include "verify/check/looks.hpp"
#include "verify/claim/claim.hpp"
#include "verify/sampling/projected_laws.hpp"

namespace plumbline {
namespace {

constexpr std::array<Named<Against>, 3> against_names = {
    {{Against::chain, "chain"}, {Against::limit, "limit"}, {Against::data, "data"}}};

/// Far below what samples can see.
constexpr double law_tolerance = 1e-7;

std::vector<Projection> exact_laws(const SampleCheck& request) {
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

/// All checks together have a share of the false-alarm rate.
ShiftRule rule_of(const SampleCheck& request, std::size_t n_projections, double share = 1.0) {
  return {share * request.promise.false_alarm / static_cast<double>(5 * n_projections + 1), request.promise.resolution};
}

/// What the rows are held against: exact laws, or an ensemble where none are known.
struct Reference {
  explicit Reference(const SampleCheck& request) {
    const GuidedPair& pair = request.problem.pair;
    const bool is_known = is_all_steps(request.chain) && why_no_exact_projections(pair).empty();
    if (request.against == Against::chain && request.steps.empty() && !is_known) {
      ensemble.emplace(pair, request.chain, rule_of(request, EnsembleReference::n_projections(pair)));
    } else {
      exact = exact_laws(request);
    }
  }
  const std::vector<Projection>& laws() const { return ensemble ? ensemble->projections() : exact; }
  std::vector<Check> checks(std::size_t k, const ProjectionSums& sums, const ShiftRule& rule) const {
    return ensemble ? ensemble->checks(k, sums, rule) : projection_checks(exact[k], sums, rule);
  }

  std::vector<Projection> exact;
  std::optional<EnsembleReference> ensemble;
};

/// What is kept of the rows that were read.
struct Gathered {
  explicit Gathered(const std::vector<Projection>& laws) : sums(laws.begin(), laws.end()), facts(laws.front()) {}
  void add(const Eigen::MatrixXd& block) {
    facts.add(block);
    for (ProjectionSums& sum : sums) sum.add(block);
  }
  std::int64_t n() const { return sums.front().n(); }

  std::vector<ProjectionSums> sums;
  RowFacts facts;
};

SampleFinding judge(const Reference& reference, const Gathered& rows, const ShiftRule& rule) {
  SampleFinding found;
  found.n = rows.n();
  found.smallest_shift = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < reference.laws().size(); ++k) {
    const Projection& law = reference.laws()[k];
    found.smallest_shift = std::min(found.smallest_shift, smallest_shift(law, found.n, rule));
    found.n_needed = std::max(found.n_needed, states_needed(law, rule));
    for (Check& check : reference.checks(k, rows.sums[k], rule)) found.checks.push_back(std::move(check));
  }
  found.checks.push_back(rows.facts.independence_check(rule));
  return found;
}

/// What else there is to say of a verdict, once. Near misses are known by their exact laws.
SampleFinding with_diagnosis(const SampleCheck& request, const Reference& reference, const Gathered& rows,
                             SampleFinding found) {
  found.oddities = rows.facts.oddities();
  if (found.verdict() == Verdict::violated && !reference.ensemble) {
    const Diagnosis diagnosis = diagnose(request, rows.sums, rule_of(request, reference.laws().size()));
    found.diagnosis = diagnosis.sentences;
    found.n_near_misses = diagnosis.n_tried;
  }
  return found;
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
  const Reference reference(request);
  const std::size_t n_projections = reference.laws().size();
  Gathered rows(reference.laws());
  Looks looks;
  const auto look = [&](double share) {
    SampleFinding found = judge(reference, rows, rule_of(request, n_projections, share));
    found.n_looks = looks.n_taken();
    return found;
  };
  for (Eigen::MatrixXd block = samples.next(); block.cols() > 0; block = samples.next()) {
    rows.add(block);
    if (!request.until_decided || !looks.is_due(rows.n())) continue;
    const SampleFinding found = look(looks.take(rows.n()));
    if (found.verdict() != Verdict::inconclusive) return with_diagnosis(request, reference, rows, found);
  }
  if (rows.n() < 2) throw InputError(fmt::format("{} rows", rows.n()), "samples", "give at least two");
  return with_diagnosis(request, reference, rows, look(request.until_decided ? looks.take(rows.n()) : 1.0));
}

}  // namespace plumbline
