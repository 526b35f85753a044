#include "results/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "results/report/escape.hpp"
#include "results/report/report_charts.hpp"
#include "results/report/report_matrix.hpp"
#include "results/report/report_page.hpp"
#include "results/store/atomic_file.hpp"
#include "results/store/safe_output.hpp"
#include "results/table/rows.hpp"

namespace plumbline {
namespace {

constexpr std::size_t kRowsAtMost = 1000;

// Short cells stay on one line; sentences may wrap.
constexpr std::size_t kShortCell = 32;

bool stays_on_one_line(const std::string& cell) { return cell.size() <= kShortCell; }

// A sign beside the colour, for eyes and printers without it.
std::string cell_html(const std::string& cell) {
  const std::string verdict = verdict_class(cell);
  if (verdict.empty()) {
    return fmt::format("<td class='{}'>{}</td>", stays_on_one_line(cell) ? "n" : "t", html_escaped(cell));
  }
  return fmt::format("<td class='v {}'>{} {}</td>", verdict, verdict_sign(verdict), html_escaped(cell));
}

std::string table_html(const std::string& name, const Cells& cells, std::size_t n_rows_in_all) {
  std::vector<bool> shown;  // columns that hold nothing are left out
  for (std::size_t column = 0; column < cells[0].size(); ++column) {
    shown.push_back(std::any_of(cells.begin() + 1, cells.end(), [&](const auto& row) { return !row[column].empty(); }));
  }
  std::string text = "<div class='scroll'><table><thead><tr>";
  for (std::size_t column = 0; column < cells[0].size(); ++column) {
    if (shown[column]) text += "<th>" + html_escaped(cells[0][column]) + "</th>";
  }
  text += "</tr></thead><tbody>";
  const std::size_t n_rows = cells.size() - 1;
  for (std::size_t row = 1; row <= n_rows; ++row) {
    text += "<tr>";
    for (std::size_t column = 0; column < cells[row].size(); ++column) {
      if (shown[column]) text += cell_html(cells[row][column]);
    }
    text += "</tr>";
  }
  text += "</tbody></table></div>";
  if (kRowsAtMost < n_rows_in_all) {
    text += fmt::format("<p class='dim'>{} of {} rows; <code>plumbline show</code> prints all of table {}.</p>", n_rows,
                        n_rows_in_all, html_escaped(name));
  }
  return text + "\n";
}

// The name of a group as words: error_vs_n.
std::string words_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string title_of(const std::string& name, const Table& table) {
  return html_escaped(table.title().empty() ? name : table.title());
}

// The charts side by side; a case that has several starts a new row.
std::string grids(const std::vector<Chart>& charts) {
  std::string text = "<div class='grid'>\n", last;
  for (const Chart& chart : charts) {
    const auto n_alike =
        std::count_if(charts.begin(), charts.end(), [&](const Chart& other) { return other.about == chart.about; });
    if (!last.empty() && chart.about != last && n_alike > 1) text += "</div>\n<div class='grid'>\n";
    text += chart.html();
    last = chart.about;
  }
  return text + "</div>\n";
}

std::string section(const std::string& name, const Table& table, const std::string& id) {
  std::string text = fmt::format("<section id='{}'><h2>{}</h2>\n", id, title_of(name, table));
  if (!table.command().empty()) text += "<pre class='made'>" + html_escaped(table.command()) + "</pre>\n";
  const std::vector<Chart> charts = charts_of(name, table);
  std::string overview = name == "claims" ? verdict_matrix(table) : name == "mutants" ? mutant_matrix(table) : "";
  if (!charts.empty()) {
    const std::string reading = reading_of(name);
    if (!reading.empty()) overview += "<p>" + html_escaped(reading) + "</p>\n";
    overview += grids(charts);
  }
  std::string numbers;
  for (const Block& block : blocks(table)) {
    const Cells cells = upright_if_long(cells_of(table, block, {.n_rows = kRowsAtMost}));
    numbers += table_html(name, cells, block.n_rows);
  }
  if (overview.empty()) return text + numbers + "</section>\n";
  return text + overview + "<details><summary>The numbers</summary>\n" + numbers + "</details>\n</section>\n";
}

// How many checks came out which way; nothing if the files hold none.
std::string tiles(const std::vector<Results>& files) {
  std::map<std::string, int> counts;
  int n_checks = 0;
  for (const Results& results : files) {
    const Table* claims = results.find("claims");
    const Dataset* verdicts = claims == nullptr ? nullptr : claims->find("verdict");
    if (verdicts == nullptr || !std::holds_alternative<std::vector<std::string>>(verdicts->values)) continue;
    for (const std::string& verdict : std::get<std::vector<std::string>>(verdicts->values)) {
      const std::string of_class = verdict_class(verdict);
      ++counts[of_class];
      if (!of_class.empty()) ++n_checks;
    }
  }
  if (n_checks == 0) return "";
  std::string text = "<div class='tiles'>";
  for (const auto& [of_class, label] :
       {std::pair{"holds", "checks hold"}, {"violated", "violated"}, {"inconclusive", "inconclusive"}}) {
    const int n = counts[of_class];
    text += fmt::format("<div class='tile{0}'><b>{1} {2}</b>{3}</div>", n == 0 ? "" : std::string(" ") + of_class,
                        verdict_sign(of_class), n, label);
  }
  return text + "</div>\n";
}

std::string provenance_of(const Results& results) {
  const Provenance& provenance = results.provenance;
  Cells rows{{"what", "value"},
             {"command", provenance.command_line},
             {"commit", provenance.git_commit + (provenance.git_dirty ? " with uncommitted changes" : "")},
             {"compiler", provenance.compiler + " " + provenance.flags},
             {"cpu", provenance.cpu}};
  std::string seeds;
  for (const std::uint64_t seed : provenance.seeds) seeds += (seeds.empty() ? "" : ", ") + std::to_string(seed);
  if (!seeds.empty()) rows.push_back({"seeds", seeds});
  if (!provenance.start.empty()) rows.push_back({"time", provenance.start + " to " + provenance.end});
  std::string text = table_html("provenance", rows, rows.size() - 1);
  for (const CaseText& item : provenance.cases) {
    text += fmt::format("<details><summary>Case {}</summary><pre class='scroll'>{}</pre></details>\n",
                        html_escaped(item.name), html_escaped(item.text));
  }
  return text;
}

/// Names that stand for one case text in one file and for another one in another.
std::set<std::string> names_of_two_cases(const std::vector<Results>& files) {
  std::set<std::string> names;
  std::map<std::string, std::string> texts;
  for (const Results& results : files) {
    for (const CaseText& item : results.provenance.cases) {
      if (texts.emplace(item.name, item.text).first->second != item.text) names.insert(item.name);
    }
  }
  return names;
}

}  // namespace

std::string report_html(const std::vector<Results>& files) {
  std::string notes, navigation, sections, provenance;
  for (const std::string& name : names_of_two_cases(files)) {
    notes += fmt::format("<p class='v inconclusive'>Case {} is not the same in all of these files.</p>\n",
                         html_escaped(name));
  }
  for (std::size_t file = 0; file < files.size(); ++file) {
    if (!files[file].complete) notes += "<p class='v inconclusive'>Partial: the run has not finished.</p>\n";
    provenance += provenance_of(files[file]);
    for (const bool pictures : {true, false}) {
      for (const auto& [name, table] : files[file].tables) {
        if (is_picture(name) != pictures) continue;
        const std::string id = html_escaped(name) + (file == 0 ? "" : fmt::format("-{}", file + 1));
        navigation += fmt::format("<a href='#{}'>{}</a>", id, html_escaped(words_of(name)));
        sections += section(name, table, id);
      }
    }
  }
  return fmt::format(
      "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><meta name='viewport' "
      "content='width=device-width,initial-scale=1'><title>plumbline report</title><style>{}</style></head>\n"
      "<body><main><header>{}<h1>plumbline report</h1></header>\n{}{}<nav>{}<a href='#provenance'>provenance</a></nav>"
      "\n{}"
      "<section id='provenance'><h2>Where the numbers come from</h2>\n{}</section>\n"
      "</main><div id='tip'></div><script>{}</script></body></html>\n",
      kReportStyle, kReportMark, notes, tiles(files), navigation, sections, provenance, kReportScript);
}

void write_report(const std::vector<std::string>& paths, const std::string& out, bool force) {
  require_safe_output(out, paths, force, OutputKind::page);
  std::vector<Results> files;
  for (const std::string& path : paths) files.push_back(ResultFile::open(path, true));
  AtomicFile(out).commit(report_html(files));
}

}  // namespace plumbline
