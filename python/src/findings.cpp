#include "python/src/findings.hpp"

#include "verify/output/claims_table.hpp"
#include "verify/output/findings.hpp"

namespace plumbline::python {

ToldFindings told(const std::vector<Finding>& findings, bool details) {
  return {std::string(name(overall(findings))), findings_text(findings, details),
          plain("claims", claims_table(findings))};
}

}  // namespace plumbline::python
