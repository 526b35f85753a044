#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <string>
#include <vector>

#include "python/src/bind.hpp"
#include "python/src/case_handle.hpp"
#include "python/src/findings.hpp"
#include "python/src/interruptible.hpp"
#include "verify/claim/suite.hpp"

namespace plumbline::python {
namespace {

/// What a run of the suite may be asked for; see plumbline.verify.
struct VerifyRequest {
  std::vector<std::string> claims;
  std::string tier;
  std::uint64_t seed;
  std::string mutant;
  std::int64_t most_paths;
  std::int64_t most_steps;
};

Suite suite_of(const std::vector<const CaseHandle*>& problems, const VerifyRequest& request) {
  Suite suite;
  suite.cases = cases_of(problems);
  suite.settings.tier = tier_from_name(request.tier);
  suite.settings.seed = {request.seed};
  if (request.most_paths > 0) suite.settings.most_paths = request.most_paths;
  if (request.most_steps > 0) suite.settings.most_steps = {request.most_steps};
  if (!request.mutant.empty()) suite.settings.mutant = find_mutant(request.mutant);
  for (const std::string& id : request.claims) suite.claims.push_back(find_claim(id));
  if (suite.claims.empty()) suite.claims = claim_catalogue();
  return suite;
}

ToldFindings verify(const std::vector<const CaseHandle*>& problems, const VerifyRequest& request, int threads) {
  Suite suite = suite_of(problems, request);
  suite.n_threads = threads;
  return interruptible([suite](const Stop& stop) {
    return told(run_suite(suite,
                          [&stop](const Finding&) {
                            if (stop) throw Stopped();
                          }),
                false);
  });
}

}  // namespace

void bind_verify(nb::module_& module) {
  using namespace nb::literals;
  nb::class_<VerifyRequest>(module, "VerifyRequest")
      .def(nb::init<std::vector<std::string>, std::string, std::uint64_t, std::string, std::int64_t, std::int64_t>(),
           "claims"_a, "tier"_a, "seed"_a, "mutant"_a, "most_paths"_a, "most_steps"_a);
  module.def("verify", &verify, "problems"_a, "request"_a, "threads"_a);
  module.attr("SUITE_SEED") = RunSettings{}.seed.value;
}

}  // namespace plumbline::python
