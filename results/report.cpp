#include "results/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "results/atomic_file.hpp"
#include "results/report_page.hpp"
#include "results/rows.hpp"

namespace plumbline {
namespace {

constexpr std::size_t kRowsAtMost = 1000;

// Short cells, and values with their errors, stay on one line; sentences may wrap.
constexpr std::size_t kShortCell = 32;

bool stays_on_one_line(const std::string& cell) {
  return cell.size() <= kShortCell || cell.find(" +- ") != std::string::npos;
}

std::string verdict_class(const std::string& cell) {
  if (cell.starts_with("HOLDS")) return "holds";
  if (cell.starts_with("VIOLATED")) return "violated";
  return cell.starts_with("INCONCLUSIVE") ? "inconclusive" : "";
}

// A sign beside the colour, for eyes and printers without it.
std::string cell_html(const std::string& cell) {
  const std::string verdict = verdict_class(cell);
  if (verdict.empty()) {
    return fmt::format("<td class='{}'>{}</td>", stays_on_one_line(cell) ? "n" : "t", html_escaped(cell));
  }
  const char* sign = verdict == "holds" ? "✓" : verdict == "violated" ? "✗" : "?";
  return fmt::format("<td class='v {}'>{} {}</td>", verdict, sign, html_escaped(cell));
}

std::string table_html(const std::string& name, const Cells& cells) {
  std::vector<bool> shown;  // columns that hold nothing are left out
  for (std::size_t column = 0; column < cells[0].size(); ++column) {
    shown.push_back(std::any_of(cells.begin() + 1, cells.end(), [&](const auto& row) { return !row[column].empty(); }));
  }
  std::string text = "<div class='scroll'><table><thead><tr>";
  for (std::size_t column = 0; column < cells[0].size(); ++column) {
    if (shown[column]) text += "<th>" + html_escaped(cells[0][column]) + "</th>";
  }
  text += "</tr></thead><tbody>";
  const std::size_t n_rows = std::min(cells.size() - 1, kRowsAtMost);
  for (std::size_t row = 1; row <= n_rows; ++row) {
    text += "<tr>";
    for (std::size_t column = 0; column < cells[row].size(); ++column) {
      if (shown[column]) text += cell_html(cells[row][column]);
    }
    text += "</tr>";
  }
  text += "</tbody></table></div>";
  if (n_rows + 1 < cells.size()) {
    text += fmt::format("<p class='dim'>{} of {} rows; <code>plumbline show</code> prints all of table {}.</p>", n_rows,
                        cells.size() - 1, html_escaped(name));
  }
  return text + "\n";
}

std::string title_of(const std::string& name, const Table& table) {
  return html_escaped(table.title().empty() ? name : table.title());
}

// A column of strings; null if the table has none of that name.
const std::vector<std::string>* strings(const Table& table, const std::string& name) {
  const Dataset* dataset = table.find(name);
  return dataset == nullptr ? nullptr : std::get_if<std::vector<std::string>>(&dataset->values);
}

// The worst verdict of each claim on each case, claims down and cases across; empty if the table holds none.
std::string verdict_matrix(const Table& table) {
  const auto* ids = strings(table, "id");
  const auto* cases = strings(table, "case_name");
  const auto* verdicts = strings(table, "verdict");
  if (ids == nullptr || cases == nullptr || verdicts == nullptr) return "";
  if (ids->size() != verdicts->size() || cases->size() != verdicts->size()) return "";
  constexpr const char* from_best[] = {"NOT APPLICABLE", "HOLDS", "INCONCLUSIVE", "VIOLATED"};
  const auto rank = [&](const std::string& verdict) {
    return std::find_if(std::begin(from_best), std::end(from_best),
                        [&](const char* name) { return verdict.starts_with(name); });
  };
  Cells cells{{"claim"}};
  for (std::size_t row = 0; row < verdicts->size(); ++row) {
    auto line = std::find_if(cells.begin() + 1, cells.end(), [&](const auto& l) { return l[0] == (*ids)[row]; });
    if (line == cells.end()) line = cells.insert(line, std::vector<std::string>{(*ids)[row]});
    auto column = std::find(cells[0].begin() + 1, cells[0].end(), (*cases)[row]) - cells[0].begin();
    if (column == static_cast<std::ptrdiff_t>(cells[0].size())) cells[0].push_back((*cases)[row]);
    line->resize(std::max(line->size(), cells[0].size()));
    std::string& worst = (*line)[static_cast<std::size_t>(column)];
    const auto seen = rank((*verdicts)[row]);
    if (seen != std::end(from_best) && (worst.empty() || seen > rank(worst))) worst = *seen;
  }
  for (auto& line : cells) line.resize(cells[0].size());
  return table_html("claims", cells);
}

std::string section(const std::string& name, const Table& table, const std::string& id) {
  std::string text = fmt::format("<section id='{}'><h2>{}</h2>\n", id, title_of(name, table));
  if (!table.command().empty())
    text += "<p class='dim'>Made by <code>" + html_escaped(table.command()) + "</code></p>\n";
  const std::vector<Chart> charts = charts_of(name, table);
  std::string overview = name == "claims" ? verdict_matrix(table) : "";
  if (!charts.empty()) {
    overview += "<div class='grid'>\n";
    for (const Chart& chart : charts) overview += chart.html();
    overview += "</div>\n";
  }
  std::string numbers;
  for (const Block& block : blocks(table)) numbers += table_html(name, cells_of(table, block));
  if (overview.empty()) return text + numbers + "</section>\n";
  return text + overview + "<details><summary>Numbers</summary>\n" + numbers + "</details>\n</section>\n";
}

// How many verdicts of each kind; nothing if the files hold none.
std::string tiles(const std::vector<Results>& files) {
  std::map<std::string, int> counts;
  for (const Results& results : files) {
    const Table* claims = results.find("claims");
    const Dataset* verdicts = claims == nullptr ? nullptr : claims->find("verdict");
    if (verdicts == nullptr || !std::holds_alternative<std::vector<std::string>>(verdicts->values)) continue;
    for (const std::string& verdict : std::get<std::vector<std::string>>(verdicts->values)) {
      ++counts[verdict_class(verdict)];
    }
  }
  if (counts.empty()) return "";
  return fmt::format(
      "<div class='tiles'><div class='tile holds'><b>✓ {}</b>hold</div><div class='tile violated'><b>✗ {}</b>"
      "violated</div><div class='tile inconclusive'><b>? {}</b>inconclusive</div></div>\n",
      counts["holds"], counts["violated"], counts["inconclusive"]);
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
  std::string text = table_html("provenance", rows);
  for (const CaseText& item : provenance.cases) {
    text += fmt::format("<details><summary>Case {}</summary><pre class='scroll'>{}</pre></details>\n",
                        html_escaped(item.name), html_escaped(item.text));
  }
  return text;
}

}  // namespace

std::string report_html(const std::vector<Results>& files) {
  std::string commands, navigation, sections, provenance;
  for (std::size_t file = 0; file < files.size(); ++file) {
    commands += fmt::format("<p><code>{}</code></p>\n", html_escaped(files[file].provenance.command_line));
    if (!files[file].complete) commands += "<p class='v inconclusive'>Partial: the run has not finished.</p>\n";
    provenance += provenance_of(files[file]);
    for (const auto& [name, table] : files[file].tables) {
      const std::string id = html_escaped(name) + (file == 0 ? "" : fmt::format("-{}", file + 1));
      navigation += fmt::format("<a href='#{}'>{}</a> ", id, title_of(name, table));
      sections += section(name, table, id);
    }
  }
  return fmt::format(
      "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><meta name='viewport' "
      "content='width=device-width,initial-scale=1'><title>plumbline report</title><style>{}</style></head>\n"
      "<body><main><h1>plumbline report</h1>\n{}{}<nav>{}<a href='#provenance'>Provenance</a></nav>\n{}"
      "<section id='provenance'><h2>Where the numbers come from</h2>\n{}</section>\n"
      "</main><div id='tip'></div><script>{}</script></body></html>\n",
      kReportStyle, commands, tiles(files), navigation, sections, provenance, kReportScript);
}

void write_report(const std::vector<std::string>& paths, const std::string& out) {
  std::vector<Results> files;
  for (const std::string& path : paths) files.push_back(ResultFile::open(path, true));
  AtomicFile(out).commit(report_html(files));
}

}  // namespace plumbline
