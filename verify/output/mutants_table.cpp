#include "verify/output/mutants_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace plumbline {

double severity(const Finding& finding) {
  double worst = std::numeric_limits<double>::quiet_NaN();
  for (const Check& check : finding.checks) {
    if (check.decision.verdict != Verdict::violated) continue;
    const double size = check.decision.allowance > 0.0 ? std::abs(check.decision.difference) / check.decision.allowance
                                                       : std::numeric_limits<double>::infinity();
    worst = std::fmax(worst, size);
  }
  return worst;
}

std::vector<std::string> caught_by(const MutantTrial& trial) {
  std::vector<std::string> ids;
  for (const Finding& finding : trial.findings) {
    if (finding.applies() && finding.verdict() == Verdict::violated) ids.push_back(finding.claim);
  }
  return ids;
}

Table mutants_table(const std::vector<MutantTrial>& trials) {
  std::vector<std::string> names, claims, about, caught_by_text;
  std::vector<std::int64_t> caught, different;
  std::vector<double> severities, worst;
  for (const Finding& finding : trials.front().findings) claims.push_back(finding.claim);
  for (const MutantTrial& trial : trials) {
    names.push_back(trial.mutant.name);
    about.push_back(trial.mutant.about);
    const std::vector<std::string> ids = caught_by(trial);
    caught.push_back(!ids.empty());
    different.push_back(!trial.is_harmless);
    caught_by_text.push_back(fmt::format("{}", fmt::join(ids, " ")));
    worst.push_back(std::numeric_limits<double>::quiet_NaN());
    for (const Finding& finding : trial.findings) {
      severities.push_back(severity(finding));
      worst.back() = std::fmax(worst.back(), severities.back());
    }
  }
  Table table("Mutants: which claim catches which wrong sampler");
  table.add_axis({"mutant", "1", "deliberately wrong sampler", names});
  table.add_axis({"claim", "1", "claim", claims});
  table.add({"about", "1", "what is wrong", {"mutant"}, about});
  table.add({"caught", "1", "1 if some claim is violated", {"mutant"}, caught});
  table.add({"different", "1", "0 if it is the true sampler on this case", {"mutant"}, different});
  table.add({"caught_by", "1", "claims that are violated", {"mutant"}, caught_by_text});
  table.add({"worst_severity", "1", "largest severity over the claims", {"mutant"}, worst});
  table.add({"severity", "1", "worst violated check, |difference| / allowance", {}, severities});
  return table;
}

}  // namespace plumbline
