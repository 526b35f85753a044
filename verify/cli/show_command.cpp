#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "results/report/fitted.hpp"
#include "results/report/show.hpp"
#include "verify/cli/commands.hpp"

namespace plumbline {

namespace {

struct Options {
  std::string file;
  bool latex = false;
  bool markdown = false;
  bool csv = false;
  bool json = false;
  bool all = false;
  ShowOptions show;

  ShowOptions chosen() const {
    ShowOptions chosen = show;
    chosen.format = latex      ? ShowFormat::latex
                    : markdown ? ShowFormat::markdown
                    : csv      ? ShowFormat::csv
                    : json     ? ShowFormat::json
                               : ShowFormat::text;
    chosen.shown = all ? Shown::all : Shown::beginnings;
    chosen.width = output_width();
    return chosen;
  }
};

}  // namespace

void add_show_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App& command = add_command(app, "show", "Validate a results file and print its tables");
  add_option(command, "FILE", options->file, "Results file (or the .partial file of a study)", Need::required);
  CLI::Option& latex = add_flag(command, "--latex", options->latex, "As LaTeX tables");
  CLI::Option& markdown = add_flag(command, "--markdown", options->markdown, "As Markdown tables");
  CLI::Option& csv = add_flag(command, "--csv", options->csv, "As comma-separated values, all digits");
  CLI::Option& json = add_flag(command, "--json", options->json, "As one JSON object");
  CLI::Option& all =
      add_flag(command, "--all", options->all, "Every row, however many there are (other forms: always)");
  CLI::Option& table = add_option(command, "--table", options->show.tables, "Names of tables; default: all");
  CLI::Option& columns =
      add_option(command, "--columns", options->show.columns, "Names of datasets, in this order; default: all");
  CLI::Option& digits = add_option(command, "--digits", options->show.digits,
                                   "Significant digits at most; 0: as many as the errors warrant");
  CLI::Option& pivot =
      add_option(command, "--pivot", options->show.pivot, "Axis whose labels become columns, such as scheme");
  CLI::Option& caption = add_option(command, "--caption", options->show.caption, "Caption of each LaTeX table");
  restrict_to(digits, 0, 17);
  needs(caption, command, "--latex");
  const std::vector<CLI::Option*> forms{&latex, &markdown, &csv, &json, &all};
  for (std::size_t i = 0; i < forms.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) exclude(*forms[i], *forms[k]);
  }
  for (CLI::Option* option : {&table, &columns, &digits, &pivot}) exclude(*option, json);
  exclude(digits, csv);
  on_chosen(command, [options, &action] {
    action = [options] {
      fmt::print("{}", show(ResultFile::open(options->file, true), options->chosen()));
      return ExitStatus::holds;
    };
  });
}

}  // namespace plumbline
