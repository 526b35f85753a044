#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "verify/statistics/check.hpp"

namespace plumbline {

class Workbench;

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

/// Thrown by a check where only what it has computed tells that a hypothesis fails; what() is which.
class NotApplicable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
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
