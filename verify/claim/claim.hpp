#pragma once

#include <functional>
#include <string>
#include <vector>

#include "theory/base/value.hpp"
#include "verify/statistics/verdict.hpp"

namespace plumbline {

class Workbench;

/// One comparison inside a claim: what was compared with what, both sides with their errors, and the decision.
struct Check {
  std::string what;      ///< "E h_t(Y_t) at t = 0.1 = E J"
  Value left;            ///< the measured side
  std::string relation;  ///< "=", "<=", "order"
  Value right;           ///< the reference, from an independent oracle
  Decision decision;
  double false_alarm = 0.0;  ///< declared probability of VIOLATED though the claim is true; 0: nothing here is random
};

/// A claim of theory/README.md, section 3. Its file states the hypotheses, the oracle and the measure.
struct Claim {
  std::string id;         ///< "R1"
  std::string statement;  ///< one sentence
  std::string item;       ///< the paper item it stands for, or "ours"
  std::string oracle;     ///< what the truth comes from

  /// Checked first: why the claim does not apply to this problem, or "" if it does.
  std::function<std::string(const Workbench&)> why_not;
  std::function<std::vector<Check>(Workbench&)> check;
};

/// What a claim found on one case.
struct Finding {
  std::string claim;
  std::string case_name;
  std::string not_applicable;  ///< the hypothesis that fails, or "": skipped is not passed
  std::vector<Check> checks;
  double seconds = 0.0;

  bool applies() const { return not_applicable.empty(); }

  /// The worst decision among the checks; without any, inconclusive.
  Verdict verdict() const;
};

/// A violation outweighs an inconclusive check, which outweighs a pass.
Verdict worse(Verdict a, Verdict b);

/// Hypotheses first, then the checks, timed.
Finding examine(const Claim& claim, Workbench& workbench);

/// The catalogue, in the order of theory/README.md, section 3.
const std::vector<Claim>& claim_catalogue();

/// The claim with that id. Throws InputError listing the known ids.
const Claim& find_claim(const std::string& id);

}  // namespace plumbline
