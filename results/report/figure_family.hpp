#pragma once

#include <map>
#include <string>
#include <vector>

namespace plumbline {

/// One more curve of a panel, or with several datasets their sum.
struct Overlay {
  std::vector<std::string> y;
  std::string label;
  std::string draw = "both";
  bool dashed = false;
};

/// A figure as figures.json describes it; its "about" says what each member means.
struct Figure {
  std::string kind = "curves";
  std::string y, title, x_label, y_label;
  std::string series, name;
  std::string log = "xy";
  std::string draw = "both";
  std::string divide_by, order;
  bool swap = false;
  std::vector<double> y_shown;
  std::map<std::string, std::size_t> at_most;
  std::vector<Overlay> beside, more, levels;  ///< `beside`: none or one
};

/// The figures of a table, and one sentence on how to read them.
struct FigureFamily {
  std::string table;
  std::string reading;
  std::vector<Figure> figures;
};

/// All families, from results/report/figures.json, which is compiled in and which results/plot.py reads too.
const std::vector<FigureFamily>& figure_families();

/// Null if the table has no figures.
const FigureFamily* figure_family_of(const std::string& table);

}  // namespace plumbline
