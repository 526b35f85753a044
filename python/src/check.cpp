#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "python/src/bind.hpp"
#include "python/src/chain_handle.hpp"
#include "python/src/findings.hpp"
#include "python/src/interruptible.hpp"
#include "verify/check/sample_check.hpp"

namespace plumbline::python {
namespace {

using Rows = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

/// (findings, n, smallest shift seen, samples needed, diagnosis, oddities, number of near misses tried).
using ToldCheck = std::tuple<ToldFindings, std::int64_t, double, std::int64_t, std::vector<std::string>,
                             std::vector<std::string>, std::size_t>;

/// The rows of an array, a block at a time.
class ArrayReader : public SampleReader {
 public:
  ArrayReader(const Rows& rows, const Stop& stop) : rows_(rows), stop_(stop) {}

  Eigen::MatrixXd next() override {
    if (stop_) throw Stopped();
    const auto d = static_cast<Eigen::Index>(rows_.shape(1));
    const std::int64_t n = std::min(rows_a_block, static_cast<std::int64_t>(rows_.shape(0)) - first_);
    const Eigen::Map<const Eigen::MatrixXd> block(rows_.data() + first_ * d, d, n);
    first_ += n;
    return block;
  }

 private:
  Rows rows_;
  const Stop& stop_;
  std::int64_t first_ = 0;
};

/// Of a chain, or of steps alone with their times and their start.
SampleCheck request_of(const ChainHandle& chain, const std::string& against, double false_alarm, double resolution) {
  Chain of = chain.chain ? *chain.chain : Chain{TimeGrid(chain.times())};
  of.start = chain.run.start;
  SampleCheck request{*chain.problem, std::move(of)};
  request.against = against_from_name(against);
  request.promise = {false_alarm, resolution};
  if (chain.family) request.schedule = chain.family->schedule;
  if (!chain.chain) request.steps = chain.run.steps;
  return request;
}

ToldCheck check(const Rows& rows, const ChainHandle& chain, const std::string& against, double false_alarm,
                double resolution) {
  return interruptible([rows, request = request_of(chain, against, false_alarm, resolution)](const Stop& stop) {
    ArrayReader reader(rows, stop);
    SampleFinding found = check_samples(request, reader);
    Finding finding;
    finding.claim = "samples";
    finding.case_name = request.problem.name;
    finding.checks = found.checks;
    return ToldCheck{told({finding}, true), found.n,        found.smallest_shift, found.n_needed,
                     found.diagnosis,       found.oddities, found.n_near_misses};
  });
}

}  // namespace

void bind_check(nb::module_& module) {
  using namespace nb::literals;
  module.def("check", &check, "rows"_a.noconvert(), "chain"_a, "against"_a, "false_alarm"_a, "resolution"_a);
}

}  // namespace plumbline::python
