#pragma once

#include <map>
#include <string>
#include <vector>

#include "theory/law/chain_law.hpp"
#include "verify/law_report/law_report.hpp"

namespace plumbline {

/// The densities of four laws on the line at chosen times: `unguided` p_t, `chain` (27), `guided` (26) and `tilted`.
///
/// Feed observer() to the chain law, then ask for the table. Times are those of the chain that are nearest to the
/// wanted ones.
class LineDensities {
 public:
  LineDensities(const GuidedPair& pair, const LawRequest& request);

  /// Must not outlive this object.
  StepObserver observer();
  /// `density` [case, t, law, y]; NaN where there is no tilted law, and for the guided one where the limit is left out.
  Table table(const std::string& case_name) const;

 private:
  GuidedPair pair_;
  Chain chain_;
  bool with_limit_;
  std::map<std::size_t, GridLaw> laws_;  ///< of the chain at the chosen steps n >= 1, filled by the observer
};

/// The steps n >= 1 of the chain at which densities are wanted. Throws InputError for times outside (t_0, t_N].
std::vector<std::size_t> steps_at(const LawRequest& request);

}  // namespace plumbline
