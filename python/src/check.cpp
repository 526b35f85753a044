#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <tuple>

#include "python/src/bind.hpp"
#include "theory/base/value.hpp"
#include "verify/statistics/goodness_of_fit.hpp"
#include "verify/statistics/mean_check.hpp"
#include "verify/statistics/sample_size.hpp"

namespace plumbline::python {
namespace {

using Draws = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

/// (verdict with its reason, difference, allowance, margin, bound on the p-value or NaN).
using Decided = std::tuple<std::string, double, double, double, double>;

Decided decided(const Decision& decision) {
  return {verdict_text(decision), decision.difference, decision.allowance, decision.margin,
          decision.p_value.value_or(std::numeric_limits<double>::quiet_NaN())};
}

}  // namespace

void bind_check(nb::module_& module) {
  using namespace nb::literals;
  module.def(
      "decide_distribution",
      [](double distance, std::int64_t n, double error, double false_alarm, double resolution) {
        return decided(check_distribution(distance, n, error, false_alarm, resolution));
      },
      "distance"_a, "n"_a, "error"_a, "false_alarm"_a, "resolution"_a);
  module.def(
      "decide_mean",
      [](const Draws& draws, const Value& exact, double false_alarm, double resolution) {
        const MeanEstimate mean = estimate_mean(moments_of(std::span<const double>(draws.data(), draws.shape(0))));
        return std::make_tuple(decided(check_mean(mean, exact, {false_alarm, resolution, true})), mean.value,
                               mean.standard_error);
      },
      "draws"_a.noconvert(), "exact"_a, "false_alarm"_a, "resolution"_a);
  module.def(
      "paths_for_distribution",
      [](double false_alarm, double violation, double power) {
        return paths_for_distribution({false_alarm, violation, power});
      },
      "false_alarm"_a, "violation"_a, "power"_a);
  module.def(
      "paths_for_mean",
      [](double false_alarm, double violation, double power, double variance) {
        return paths_for_mean({false_alarm, violation, power}, {0, 0.0, variance, 0.0, 3.0});
      },
      "false_alarm"_a, "violation"_a, "power"_a, "variance"_a);
  module.def("ks_critical", &ks_critical, "n"_a, "false_alarm"_a);
}

}  // namespace plumbline::python
