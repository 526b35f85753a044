#include "results/report/show.hpp"

#include <fmt/format.h>

#include "results/report/escape.hpp"
#include "results/report/fitted.hpp"
#include "results/report/selection.hpp"
#include "results/report/show_json.hpp"
#include "theory/base/printable.hpp"

namespace plumbline {
namespace {

std::string first_line(const std::string& text) { return printable(text.substr(0, text.find('\n'))); }

Cells provenance_cells(const Results& results) {
  const Provenance& provenance = results.provenance;
  std::string cases, seeds;
  for (const CaseText& item : provenance.cases) cases += (cases.empty() ? "" : ", ") + item.name;
  for (const std::uint64_t seed : provenance.seeds) seeds += (seeds.empty() ? "" : ", ") + std::to_string(seed);
  Cells cells{{"command", first_line(provenance.command_line)},
              {"commit", provenance.git_commit + (provenance.git_dirty ? " with uncommitted changes" : "")},
              {"compiler", provenance.compiler + " " + provenance.flags},
              {"cpu", provenance.cpu}};
  if (!cases.empty()) cells.push_back({"cases", cases});
  if (!seeds.empty()) cells.push_back({"seeds", seeds});
  if (!provenance.start.empty())
    cells.push_back({"time", provenance.start + (provenance.end.empty() ? "" : " to " + provenance.end)});
  if (!results.complete) cells.push_back({"state", "partial: the run has not finished"});
  if (!results.sealed) cells.push_back({"seal", "none: another tool wrote the file"});
  return cells;
}

std::string show_text(const Results& results, const ShowOptions& options) {
  std::string text = fitted(provenance_cells(results), options.width, LongText::wrapped);
  for (const auto* entry : selected_tables(results, options)) {
    text += "\n" + wrapped(fmt::format("{}: {}", entry->first, entry->second.title()), options.width);
    for (const List& list : selected_lists(entry->second, options, {.digits = options.digits})) {
      text += "\n" + listed(list.cells, list.n_keys, options.width);
      if (list.n_left_out > 0) {
        text += wrapped(fmt::format(".. and {} more rows: plumbline show --all (or --json) prints them", list.n_left_out),
                        options.width);
      }
    }
  }
  return text;
}

// 1.50(2)e-12 as 1.50(2)\times 10^{-12}.
std::string latex_number(const std::string& number) {
  if (number == "-") return "--";
  if (number == "inf" || number == "-inf") return number == "inf" ? "$\\infty$" : "$-\\infty$";
  const std::size_t exponent = number.find('e');
  if (exponent == number.npos) return "$" + number + "$";
  return fmt::format("${} \\times 10^{{{}}}$", number.substr(0, exponent), std::stoi(number.substr(exponent + 1)));
}

std::string line_of(const std::vector<std::string>& cells, const std::string& between) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : between) + cells[i];
  return line;
}

std::string latex_table(const Cells& cells, const std::string& caption) {
  std::string text = fmt::format("\\begin{{tabular}}{{{}}}\n\\toprule\n", std::string(cells[0].size(), 'l'));
  for (std::size_t row = 0; row < cells.size(); ++row) {
    text += line_of(cells[row], " & ") + " \\\\\n" + (row == 0 ? "\\midrule\n" : "");
  }
  text += "\\bottomrule\n\\end{tabular}\n";
  if (caption.empty()) return text;
  return fmt::format("\\begin{{table}}\n\\centering\n\\caption{{{}}}\n{}\\end{{table}}\n", latex_escaped(caption),
                     text);
}

std::string show_latex(const Results& results, const ShowOptions& options) {
  std::string text = fmt::format("% {}\n% commit {}\n% needs \\usepackage{{booktabs}}\n",
                                 first_line(results.provenance.command_line), printable(results.provenance.git_commit));
  const CellStyle style{.text = latex_escaped, .number = latex_number, .digits = options.digits};
  for (const auto* entry : selected_tables(results, options)) {
    text += fmt::format("\n% {}: {}\n", entry->first, first_line(entry->second.title()));
    for (const List& list : selected_lists(entry->second, options, style)) {
      text += latex_table(list.cells, options.caption);
    }
  }
  return text;
}

std::string show_markdown(const Results& results, const ShowOptions& options) {
  std::string text;
  const CellStyle style{.text = markdown_escaped, .digits = options.digits};
  for (const auto* entry : selected_tables(results, options)) {
    text += fmt::format("{}**{}**\n", text.empty() ? "" : "\n", markdown_escaped(entry->second.title()));
    for (const auto& [cells, n_keys, n_left_out] : selected_lists(entry->second, options, style)) {
      text += "\n| " + line_of(cells[0], " | ") + " |\n|";
      for (std::size_t i = 0; i < cells[0].size(); ++i) text += "---|";
      for (std::size_t row = 1; row < cells.size(); ++row) text += "\n| " + line_of(cells[row], " | ") + " |";
      text += "\n";
    }
  }
  return text;
}

std::string show_csv(const Results& results, const ShowOptions& options) {
  std::string text;
  const CellStyle style{.text = csv_field, .errors_apart = true};
  for (const auto* entry : selected_tables(results, options)) {
    for (const auto& [cells, n_keys, n_left_out] : selected_lists(entry->second, options, style)) {
      if (!text.empty()) text += "\r\n";
      for (const auto& row : cells) text += line_of(row, ",") + "\r\n";
    }
  }
  return text;
}

}  // namespace

std::string show(const Results& results, const ShowOptions& options) {
  switch (options.format) {
    case ShowFormat::latex:
      return show_latex(results, options);
    case ShowFormat::markdown:
      return show_markdown(results, options);
    case ShowFormat::csv:
      return show_csv(results, options);
    case ShowFormat::json:
      return show_json(results);
    case ShowFormat::text:
      break;
  }
  return show_text(results, options);
}

}  // namespace plumbline
