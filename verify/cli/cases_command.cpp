#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "results/report/fitted.hpp"
#include "results/report/json_text.hpp"
#include "theory/base/printable.hpp"
#include "theory/cases/case.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/output/json_value.hpp"

namespace plumbline {
namespace {

struct CasesOptions {
  bool json = false;
  std::string show;
};

Json describe(const Case& problem) {
  Json object;
  object["name"] = problem.name;
  object["about"] = problem.about;
  object["dimension"] = problem.pair.dimension();
  object["components"] = problem.pair.size();
  object["expected"] = problem.pair.expected;
  return object;
}

/// A case file as lines that do nothing in a terminal: for all but outlandish characters, a case file again.
std::string shown_text(std::string text) {
  for (std::size_t at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at)) text.erase(at, 1);
  return printable(text, "\n\t");
}

ExitStatus run(const CasesOptions& options) {
  if (!options.show.empty()) {
    fmt::print("{}", shown_text(load_any_case(options.show).text));
    return ExitStatus::holds;
  }
  if (options.json) {
    Json list = Json::array();
    for (const std::string& name : built_in_case_names()) list.push_back(describe(load_case(name)));
    fmt::print("{}", json_text({{"cases", list}}));
    return ExitStatus::holds;
  }
  std::vector<std::vector<std::string>> rows{{"case", "d", "K", "E J", "about"}};
  for (const std::string& name : built_in_case_names()) {
    const Case problem = load_case(name);
    rows.push_back({problem.name, fmt::format("{}", problem.pair.dimension()), fmt::format("{}", problem.pair.size()),
                    fmt::format("{:.6g}", problem.pair.expected), problem.about});
  }
  fmt::print("{}", fitted(rows, output_width(), LongText::wrapped));
  return ExitStatus::holds;
}

}  // namespace

void add_cases_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<CasesOptions>();
  CLI::App& command = add_command(app, "cases", "List the built-in cases, or print one as a case file");
  add_flag(command, "--json", options->json, "Print one JSON object");
  add_option(command, "--show", options->show, "Print the TOML text of this case");
  on_chosen(command, [options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace plumbline
