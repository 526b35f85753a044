#include <fmt/format.h>
#include <nanobind/eigen/dense.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "python/src/bind.hpp"
#include "python/src/case_handle.hpp"
#include "python/src/chain_handle.hpp"
#include "python/src/draw.hpp"
#include "python/src/interruptible.hpp"
#include "sim/ensemble.hpp"
#include "theory/problem/guidance_scale.hpp"

namespace plumbline::python {
namespace {

using Out = nb::ndarray<double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Numbers = std::vector<double>;

/// What a chain may be asked for, as in Python; see plumbline.chain.
struct ChainRequest {
  double w;
  std::string scheme;
  std::string start;
  double w_from;
  double w_to;
  std::string guidance_rule;
};

Guidance guidance_of(const ChainRequest& request) {
  if (!(request.w_from < request.w_to)) {
    throw InputError(fmt::format("the window from {} to {} is empty", request.w_from, request.w_to), "window",
                     "give from < to");
  }
  return {guidance_scale(request.w), {request.w_from}, {request.w_to},
          guidance_rule_from_name(request.guidance_rule)};
}

ChainHandle handle_of(const CaseHandle& problem, const Chain& chain, std::optional<ChainFamily> family) {
  with_linear_guidance(chain, problem.problem->pair);  // refuses a rule that nothing takes here
  const Transitions run = is_all_steps(chain) ? make_transitions(chain, problem.problem->pair)
                                              : Transitions{{}, chain.start, chain.grid.first(), chain.grid.last()};
  return {problem.problem, run, chain, std::move(family)};
}

ChainHandle from_schedule(const CaseHandle& problem, const ChainRequest& request, std::int64_t steps,
                          const std::string& schedule, std::optional<double> t0, std::optional<double> tend) {
  const Schedule laid = schedule_from_name(schedule);
  if (laid == Schedule::li && (t0 || tend)) {
    throw InputError("the li schedule sets its own end points", "schedule", "leave out t0 and tend");
  }
  const ChainFamily family{
      laid,
      scheme_from_name(request.scheme),
      {{t0.value_or(1e-4)}, {tend.value_or(1.0)}, guidance_of(request), start_from_name(request.start)}};
  return handle_of(problem, chain_with(family, {steps}), family);
}

ChainHandle from_times(const CaseHandle& problem, const ChainRequest& request, const Numbers& times) {
  const Chain chain{TimeGrid(times), scheme_from_name(request.scheme), guidance_of(request),
                    start_from_name(request.start)};
  return handle_of(problem, chain, std::nullopt);
}

/// Rows A, B, S, omega of shape (4, N), and N + 1 times.
ChainHandle from_coefficients(const CaseHandle& problem, const Numbers& times, const Eigen::MatrixXd& rows,
                              const std::string& start) {
  const TimeGrid grid(times);
  Transitions run{{}, start_from_name(start), grid.first(), grid.last()};
  for (Eigen::Index n = 0; n < rows.cols(); ++n) {
    const auto column = rows.col(n);
    if (!column.allFinite() || !(column[2] >= 0.0)) {
      throw InputError(fmt::format("step {} is A = {}, B = {}, S = {}, omega = {}", n + 1, column[0], column[1],
                                   column[2], column[3]),
                       "coefficients", "give finite numbers with S >= 0");
    }
    run.steps.push_back({times[static_cast<std::size_t>(n)], column[0], column[1], column[2], column[3]});
  }
  return {problem.problem, std::move(run), std::nullopt, std::nullopt};
}

Numbers column_of(const ChainHandle& self, double Step<double>::*member) {
  if (self.is_staged()) {
    require_linear(self.chain->guidance.rule);
    refuse_not_affine(self.chain->scheme);
  }
  Numbers values;
  for (const Step<double>& step : self.run.steps) values.push_back(step.*member);
  return values;
}

/// What more than affine steps does, beside its times: its scheme and its guidance. Empty for affine steps.
std::string staged_rule(const ChainHandle& self) {
  if (!self.is_staged()) return "";
  const Guidance& guidance = self.chain->guidance;
  return fmt::format("{}, w = {} on {} to {} by {}", name(self.chain->scheme), guidance.scale.value,
                     guidance.from.value, guidance.to.value, name(guidance.rule));
}

/// Runs paths first ... first + n - 1 into rows of shape (n, d). Ctrl-C stops it between two blocks.
void sample_into(const ChainHandle& self, std::uint64_t seed, std::int64_t first, int threads, const Out& out) {
  if (out.shape(0) == 0) return;
  interruptible([self, seed, first, threads, out](const Stop& stop) {
    EnsembleOptions options;
    options.paths = static_cast<std::int64_t>(out.shape(0));
    options.seed = {seed};
    options.first_path = first;
    options.threads = threads;
    double* rows = out.data();
    const TakeStates take = [&](std::int64_t first_path, const Eigen::MatrixXd& states) {
      if (stop) throw Stopped();
      std::copy_n(states.data(), states.size(), rows + (first_path - first) * states.rows());
    };
    const GuidedPair& pair = self.problem->pair;
    if (self.is_staged()) {
      sample_paths(pair, make_ensemble_run(*self.chain, pair), options, take);
    } else {
      sample_paths(pair, self.run, options, take);
    }
  });
}

void draw_starts_into(const ChainHandle& self, std::uint64_t seed, const Out& out) {
  interruptible([self, seed, out](const Stop& stop) {
    const auto n = static_cast<std::int64_t>(out.shape(0));
    draw_starts(self.problem->pair, {self.run.start, self.run.t0, {seed}, n}, out.data(), stop);
  });
}

}  // namespace

void bind_chain(nb::module_& module) {
  using namespace nb::literals;
  nb::class_<ChainRequest>(module, "ChainRequest")
      .def(nb::init<double, std::string, std::string, double, double, std::string>(), "w"_a, "scheme"_a, "start"_a,
           "w_from"_a, "w_to"_a, "guidance_rule"_a);
  nb::class_<ChainHandle>(module, "Chain", "The steps of a sampler; see plumbline.Chain.")
      .def_static("from_schedule", &from_schedule, "problem"_a, "request"_a, "steps"_a, "schedule"_a,
                  "t0"_a = nb::none(), "tend"_a = nb::none())
      .def_static("from_times", &from_times, "problem"_a, "request"_a, "times"_a)
      .def_static("from_coefficients", &from_coefficients, "problem"_a, "times"_a, "rows"_a, "start"_a)
      .def_prop_ro("times", &ChainHandle::times)
      .def_prop_ro("A", [](const ChainHandle& self) { return column_of(self, &Step<double>::A); })
      .def_prop_ro("B", [](const ChainHandle& self) { return column_of(self, &Step<double>::B); })
      .def_prop_ro("S", [](const ChainHandle& self) { return column_of(self, &Step<double>::S); })
      .def_prop_ro("omega", [](const ChainHandle& self) { return column_of(self, &Step<double>::omega); })
      .def_prop_ro("staged_rule", &staged_rule)
      .def_prop_ro("start_name", [](const ChainHandle& self) { return std::string(name(self.run.start)); })
      .def("draw_starts", &draw_starts_into, "seed"_a, "out"_a.noconvert())
      .def("sample_into", &sample_into, "seed"_a, "first"_a, "threads"_a, "out"_a.noconvert());
}

}  // namespace plumbline::python
