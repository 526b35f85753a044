#include "results/report/show.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "results/table/rows.hpp"

namespace plumbline {
namespace {

using Json = nlohmann::ordered_json;
std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

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

/// Leaves the beginning of a long list, under its header, and says how many rows it took away.
std::string shortened(Cells& cells) {
  constexpr std::size_t longest = 200;
  constexpr std::size_t beginning = 20;
  if (cells.size() <= longest + 1) return "";
  const std::size_t left_out = cells.size() - 1 - beginning;
  cells.resize(beginning + 1);
  return fmt::format(".. and {} more rows: plumbline show --all (or --json) prints them\n", left_out);
}

std::string show_text(const Results& results, Shown shown) {
  std::string text = aligned(provenance_cells(results));
  for (const auto& [name, table] : results.tables) {
    text += fmt::format("\n{}: {}\n", name, table.title());
    for (const Block& block : blocks(table)) {
      Cells cells = cells_of(table, block);
      const std::string more = shown == Shown::beginnings ? shortened(cells) : "";
      text.append("\n").append(aligned(cells)).append(more);
    }
  }
  return text;
}

std::string latex_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '\\':
        escaped += "\\textbackslash{}";
        break;
      case '~':
        escaped += "\\textasciitilde{}";
        break;
      case '^':
        escaped += "\\textasciicircum{}";
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        escaped += '\\';
        [[fallthrough]];
      default:
        escaped += c;
    }
  }
  return escaped;
}

// A number, or a value with its error, in mathematics: 1.2e-05 +- 1e-07 becomes 1.2\times 10^{-5} \pm ....
std::string latex_cell(const std::string& cell) {
  const bool number = !cell.empty() && cell.find_first_not_of("0123456789.+-e inf") == std::string::npos &&
                      cell.find_first_of("0123456789") != std::string::npos;
  if (cell == "inf") return "$\\infty$";
  if (cell == "-inf") return "$-\\infty$";
  if (!number) return latex_escaped(cell);
  std::string latex;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell.compare(i, 4, " +- ") == 0) {
      latex += " \\pm ";
      i += 3;
    } else if (cell[i] == 'e') {
      const char* exponent = cell.c_str() + i + 1;
      char* end = nullptr;
      latex += fmt::format(" \\times 10^{{{}}}", std::strtol(exponent, &end, 10));
      i += static_cast<std::size_t>(end - exponent);
    } else {
      latex += cell[i];
    }
  }
  return fmt::format("${}$", latex);
}

std::string show_latex(const Results& results) {
  std::string text = fmt::format("% {}\n% commit {}\n% needs \\usepackage{{booktabs}}\n",
                                 first_line(results.provenance.command_line), results.provenance.git_commit);
  for (const auto& [name, table] : results.tables) {
    text += fmt::format("\n% {}: {}\n", name, first_line(table.title()));
    for (const Block& block : blocks(table)) {
      const Cells cells = cells_of(table, block);
      text += fmt::format("\\begin{{tabular}}{{{}}}\n\\toprule\n", std::string(cells[0].size(), 'l'));
      for (std::size_t row = 0; row < cells.size(); ++row) {
        std::string line;
        for (const std::string& cell : cells[row]) {
          line += (line.empty() ? "" : " & ") + (row == 0 ? latex_escaped(cell) : latex_cell(cell));
        }
        text += line + " \\\\\n" + (row == 0 ? "\\midrule\n" : "");
      }
      text += "\\bottomrule\n\\end{tabular}\n";
    }
  }
  return text;
}

Json json_column(const Values& column) {
  Json array = Json::array();
  if (const auto* numbers = std::get_if<std::vector<double>>(&column)) {
    for (const double x : *numbers) {
      array.push_back(std::isfinite(x) ? Json(x) : Json(std::isnan(x) ? "nan" : x > 0.0 ? "inf" : "-inf"));
    }
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column)) {
    array = *integers;
  } else {
    array = std::get<std::vector<std::string>>(column);
  }
  return array;
}

std::string show_json(const Results& results) {
  const Provenance& p = results.provenance;
  Json cases = Json::object();
  for (const CaseText& item : p.cases) cases[item.name] = item.text;
  Json json{{"format", "plumbline results"},
            {"complete", results.complete},
            {"sealed", results.sealed},
            {"provenance",
             {{"command_line", p.command_line},
              {"cases", cases},
              {"seeds", p.seeds},
              {"git_commit", p.git_commit},
              {"git_dirty", p.git_dirty},
              {"compiler", p.compiler},
              {"flags", p.flags},
              {"cpu", p.cpu},
              {"start", p.start},
              {"end", p.end}}},
            {"tables", Json::object()}};
  for (const auto& [name, table] : results.tables) {
    Json& entry = json["tables"][name];
    entry = {{"title", table.title()}, {"command", table.command()}};
    entry["axes"] = Json::object();
    entry["datasets"] = Json::object();
    for (const Axis& axis : table.axes()) {
      entry["axes"][axis.name] = {
          {"units", axis.units}, {"long_name", axis.long_name}, {"values", json_column(axis.values)}};
    }
    for (const Dataset& dataset : table.datasets()) {
      entry["datasets"][dataset.name] = {{"units", dataset.units},
                                         {"long_name", dataset.long_name},
                                         {"axes", dataset.axes},
                                         {"values", json_column(dataset.values)}};
    }
  }
  // Strings from the file may be anything: invalid UTF-8 is replaced, never an error.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string aligned(const Cells& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string show(const Results& results, ShowFormat format, Shown shown) {
  switch (format) {
    case ShowFormat::latex:
      return show_latex(results);
    case ShowFormat::json:
      return show_json(results);
    case ShowFormat::text:
      break;
  }
  return show_text(results, shown);
}

}  // namespace plumbline
