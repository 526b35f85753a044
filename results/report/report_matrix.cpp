#include "results/report/report_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "results/report/escape.hpp"
#include "results/table/rows.hpp"

namespace plumbline {
namespace {

template <class Column>
const Column* column(const Values* values) {
  return values == nullptr ? nullptr : std::get_if<Column>(values);
}
using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

const Values* values_of(const Table& table, const std::string& name) {
  if (const Axis* axis = table.find_axis(name)) return &axis->values;
  const Dataset* dataset = table.find(name);
  return dataset == nullptr ? nullptr : &dataset->values;
}

// The place of `word` in `words`, at the end if it is new.
std::size_t place_of(Texts& words, const std::string& word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  words.push_back(word);
  return words.size() - 1;
}

std::string header(const std::string& corner, const Texts& columns) {
  std::string text = "<div class='scroll'><table class='matrix'><thead><tr><th>" + corner + "</th>";
  for (const std::string& name : columns) text += "<th>" + html_escaped(name) + "</th>";
  return text + "</tr></thead><tbody>\n";
}

constexpr char kFooter[] = "</tbody></table></div>\n";

struct Worst {
  std::string of_class;
  double margin = std::numeric_limits<double>::infinity();
};

int rank(const std::string& of_class) {
  return of_class == "violated" ? 3 : of_class == "inconclusive" ? 2 : of_class == "holds" ? 1 : 0;
}

std::string cell(const Worst& worst) {
  if (worst.of_class.empty()) return "<td class='none'>·</td>";
  const std::string margin = worst.margin <= 1.0 ? fmt::format(" <small>{:.2f}</small>", worst.margin) : "";
  return fmt::format("<td class='v {}'>{}{}</td>", worst.of_class, verdict_sign(worst.of_class), margin);
}

}  // namespace

std::string verdict_class(const std::string& text) {
  if (text.starts_with("HOLDS")) return "holds";
  if (text.starts_with("VIOLATED")) return "violated";
  return text.starts_with("INCONCLUSIVE") ? "inconclusive" : "";
}

std::string verdict_sign(const std::string& of_class) {
  return of_class == "holds" ? "✓" : of_class == "violated" ? "✗" : of_class == "inconclusive" ? "?" : "";
}

std::string verdict_matrix(const Table& claims) {
  const auto* ids = column<Texts>(values_of(claims, "id"));
  const auto* case_names = column<Texts>(values_of(claims, "case_name"));
  const auto* verdicts = column<Texts>(values_of(claims, "verdict"));
  const auto* margins = column<Numbers>(values_of(claims, "margin"));
  if (ids == nullptr || case_names == nullptr || verdicts == nullptr) return "";
  if (ids->size() != verdicts->size() || case_names->size() != verdicts->size()) return "";
  Texts rows, columns;
  std::map<std::pair<std::size_t, std::size_t>, Worst> cells;
  for (std::size_t i = 0; i < verdicts->size(); ++i) {
    const std::size_t row = place_of(rows, (*ids)[i]), place = place_of(columns, (*case_names)[i]);
    Worst& worst = cells[{row, place}];
    const std::string seen = verdict_class((*verdicts)[i]);
    if (rank(seen) < rank(worst.of_class) || seen.empty()) continue;
    if (rank(seen) > rank(worst.of_class)) worst = {seen};
    if (margins != nullptr && i < margins->size()) worst.margin = std::fmin(worst.margin, (*margins)[i]);
  }
  std::string text = header("claim", columns);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    text += "<tr><th>" + html_escaped(rows[row]) + "</th>";
    for (std::size_t place = 0; place < columns.size(); ++place) text += cell(cells[{row, place}]);
    text += "</tr>\n";
  }
  return text + kFooter +
         "<p class='dim'>✓ holds, ✗ violated, ? inconclusive, · does not apply: the worst of all checks of that claim "
         "on "
         "that case. The number is the smallest margin among them: 1 is perfect agreement, 0 the edge; an inequality "
         "with more "
         "than that to spare has none.</p>\n";
}

std::string mutant_matrix(const Table& mutants) {
  const auto* names = column<Texts>(values_of(mutants, "mutant"));
  const auto* claims = column<Texts>(values_of(mutants, "claim"));
  const auto* severities = column<Numbers>(values_of(mutants, "severity"));
  const auto* about = column<Texts>(values_of(mutants, "about"));
  if (names == nullptr || claims == nullptr || severities == nullptr) return "";
  if (severities->size() != names->size() * claims->size()) return "";
  std::string text = header("wrong sampler", *claims);
  for (std::size_t row = 0; row < names->size(); ++row) {
    text += "<tr><th>" + html_escaped((*names)[row]);
    if (about != nullptr && row < about->size()) text += "<small>" + html_escaped((*about)[row]) + "</small>";
    text += "</th>";
    bool caught = false;
    for (std::size_t i = 0; i < claims->size(); ++i) {
      const double severity = (*severities)[row * claims->size() + i];
      caught = caught || severity > 0.0;
      text += std::isnan(severity) ? "<td class='none'>·</td>"
                                   : fmt::format("<td class='v holds'>✓ <small>{:.1e}</small></td>", severity);
    }
    text += caught ? "</tr>\n" : "<td class='v violated'>✗ escaped</td></tr>\n";
  }
  return text + kFooter +
         "<p class='dim'>✓ the claim catches the wrong sampler, with the difference that it saw in units of what it "
         "allows; "
         "· it says nothing.</p>\n";
}

}  // namespace plumbline
