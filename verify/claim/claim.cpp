#include "verify/claim/claim.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace {

/// How much a verdict weighs when several are joined into one.
int severity(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return 0;
    case Verdict::inconclusive:
      return 1;
    case Verdict::violated:
      break;
  }
  return 2;
}

/// What one claim cannot do takes nothing from the others.
Check not_computed(const std::string& why) {
  const Value none = Value::none("not computed");
  return {why, none, Relation::equal, none, undecided(Reason::out_of_reach)};
}

}  // namespace

Verdict worse(Verdict a, Verdict b) { return severity(a) >= severity(b) ? a : b; }

Verdict Finding::verdict() const {
  if (checks.empty()) return Verdict::inconclusive;
  Verdict verdict = Verdict::holds;
  for (const Check& check : checks) verdict = worse(verdict, check.decision.verdict);
  return verdict;
}

Finding examine(const Claim& claim, Workbench& workbench) {
  const auto start = std::chrono::steady_clock::now();
  Finding finding{claim.id, workbench.problem().name, "", {}, 0.0};
  try {
    finding.not_applicable = claim.why_not(workbench);
    if (finding.applies()) finding.checks = claim.check(workbench);
  } catch (const ArbitraryCostError& refused) {
    finding.not_applicable = refused.what();
  } catch (const OutOfReach& refused) {
    finding.checks = {not_computed(refused.what())};
  } catch (const InputError& refused) {
    finding.checks = {not_computed(refused.what())};
  }
  finding.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return finding;
}

const std::vector<Claim>& claim_catalogue() {
  static const std::vector<Claim> catalogue = {
      claim_f1(), claim_f2(), claim_f3(), claim_r1(), claim_r2(), claim_g1(), claim_g2(), claim_g3(), claim_o1(),
      claim_o2(), claim_o3(), claim_o4(), claim_o5(), claim_o6(), claim_k1(), claim_d1(), claim_d2(), claim_d3(),
      claim_d4(), claim_d5(), claim_e1(), claim_e2(), claim_e3(), claim_h1(), claim_s1(), claim_s2(), claim_s3(),
      claim_s4(),
  };
  return catalogue;
}

const Claim& find_claim(const std::string& id) {
  std::string known;
  for (const Claim& claim : claim_catalogue()) {
    if (claim.id == id) return claim;
    known += (known.empty() ? "" : ", ") + claim.id;
  }
  throw InputError(fmt::format("unknown claim \"{}\"", id), "--claim", fmt::format("choose one of {}", known));
}

}  // namespace plumbline
