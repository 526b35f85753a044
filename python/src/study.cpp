#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <tuple>
#include <vector>

#include "python/src/bind.hpp"
#include "python/src/case_handle.hpp"
#include "python/src/interruptible.hpp"
#include "verify/study/error_vs_n.hpp"

namespace plumbline::python {
namespace {

/// (name, unit, meaning, names of its axes or of itself, values) of an axis or a dataset.
using Column = std::tuple<std::string, std::string, std::string, std::vector<std::string>, Values>;
/// (group, title, axes, datasets).
using PlainTable = std::tuple<std::string, std::string, std::vector<Column>, std::vector<Column>>;

PlainTable plain(const NamedTable& named) {
  const Table& table = named.second;
  std::vector<Column> axes;
  std::vector<std::string> all;
  for (const Axis& axis : table.axes()) {
    axes.emplace_back(axis.name, axis.units, axis.long_name, std::vector<std::string>{axis.name}, axis.values);
    all.push_back(axis.name);
  }
  std::vector<Column> datasets;
  for (const Dataset& dataset : table.datasets()) {
    datasets.emplace_back(dataset.name, dataset.units, dataset.long_name, dataset.axes.empty() ? all : dataset.axes,
                          dataset.values);
  }
  return {named.first, table.title(), axes, datasets};
}

/// The study of that name: what `plumbline study` computes for the same request.
std::vector<PlainTable> run(const std::string& name, const std::vector<const CaseHandle*>& problems, double w,
                            const std::vector<std::int64_t>& steps, const std::vector<std::string>& schedules,
                            double t0) {
  ErrorVsN request{steps, {w}, {}, {t0}};
  for (const std::string& schedule : schedules) request.schedules.push_back(schedule_from_name(schedule));
  std::vector<Case> cases;
  for (const CaseHandle* problem : problems) cases.push_back(*problem->problem);
  return interruptible([name, cases, request] {
    const Study study = name == "schedule" ? schedule_study(cases, request) : error_vs_n_study(cases, request);
    std::vector<PlainTable> tables;
    for (const NamedTable& table : study.tables(run_study(study, 0, nullptr, [](const std::string&) {}))) {
      tables.push_back(plain(table));
    }
    return tables;
  });
}

}  // namespace

void bind_study(nb::module_& module) {
  using namespace nb::literals;
  module.def("run_study", &run, "name"_a, "problems"_a, "w"_a, "steps"_a, "schedules"_a, "t0"_a);
}

}  // namespace plumbline::python
