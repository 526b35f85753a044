#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

#include "python/src/bind.hpp"
#include "python/src/chain_handle.hpp"
#include "python/src/errors.hpp"
#include "python/src/interruptible.hpp"
#include "verify/law_report/law_views.hpp"

namespace plumbline::python {
namespace {

/// The JSON text that `plumbline law --json` prints for the same request, without the seconds.
std::string report_text(const ChainHandle& chain, const std::vector<double>& powers) {
  if (!chain.family) {
    throw OutOfReach("a chain of its own times or coefficients", "report", "give a schedule by name");
  }
  return interruptible([chain, powers] {
    const LawRequest request{*chain.family, chain.chain->grid.steps(), powers, {}};
    return within_reach([&] { return law_json(law_report(*chain.problem, request, ProgressMode::none)).dump(); });
  });
}

}  // namespace

void bind_report(nb::module_& module) {
  using namespace nb::literals;
  module.def("report_text", &report_text, "chain"_a, "powers"_a);
}

}  // namespace plumbline::python
