#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

#include "python/src/bind.hpp"
#include "python/src/case_handle.hpp"
#include "python/src/interruptible.hpp"
#include "python/src/plain_table.hpp"
#include "results/store/file.hpp"
#include "results/store/safe_output.hpp"
#include "verify/cli/study_runner.hpp"

namespace plumbline::python {
namespace {

/// What `plumbline study NAME` computes with these words of options.
std::vector<PlainTable> run(const std::string& name, const std::vector<const CaseHandle*>& problems,
                            const std::vector<std::string>& options, int threads) {
  const Study study = parse_study(name, options, cases_of(problems));
  return interruptible([study, threads](const Stop& stop) {
    const auto go_on = [&stop](const std::string&) {
      if (stop) throw Stopped();
    };
    std::vector<PlainTable> tables;
    for (const auto& [group, table] : run_study(study, threads, go_on)) {
      tables.push_back(plain(group, table));
    }
    return tables;
  });
}

void write(const std::string& path, const std::vector<PlainTable>& tables, const std::string& made_by,
           const std::vector<const CaseHandle*>& problems, bool force) {
  std::vector<CaseText> texts;
  std::vector<std::string> inputs;
  for (const CaseHandle* problem : problems) {
    texts.push_back({problem->problem->name, problem->problem->text});
    inputs.insert(inputs.end(), problem->problem->files.begin(), problem->problem->files.end());
  }
  require_safe_output(path, inputs, force, OutputKind::results);
  ResultFile file = ResultFile::create(path, provenance_now(made_by, texts, {}));
  for (const PlainTable& table : tables) {
    const auto [group, content] = table_of(table);
    file.write(content, group);
  }
  file.finish();
}

}  // namespace

void bind_study(nb::module_& module) {
  using namespace nb::literals;
  module.def("run_study", &run, "name"_a, "problems"_a, "options"_a, "threads"_a);
  module.def("write_results", &write, "path"_a, "tables"_a, "made_by"_a, "problems"_a, "force"_a);
}

}  // namespace plumbline::python
