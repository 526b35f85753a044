#pragma once

#include <string>
#include <vector>

namespace plumbline {

/// One curve of a chart. `low` and `high` (empty, or as long as `y`) are drawn as a band if the series has a line, else
/// as error bars. Points that are not finite, or not positive on a logarithmic axis, are left out.
struct Series {
  std::string name;
  std::vector<double> x, y, low = {}, high = {};
  bool line = true;
  bool points = true;
  bool dashed = false;
  int colour = 0;  ///< number in the palette; also picks the shape of the points
  bool in_legend = true;
  bool small = false;  ///< points of a cloud: small, without tips
};

/// A filled rectangle between two corners, of the first colour: a cell of a density, a bar of a histogram.
struct Tile {
  double x0 = 0.0, y0 = 0.0, x1 = 0.0, y1 = 0.0;
  double opacity = 1.0;
};

/// A piece of a contour.
struct Segment {
  double x0 = 0.0, y0 = 0.0, x1 = 0.0, y1 = 0.0;
};

/// How many colours there are before they come again.
inline constexpr int kChartColours = 7;

/// Width over height of the drawing area between the axes.
inline constexpr double kChartAspect = 356.0 / 240.0;

/// A plot over one pair of axes, as scalable vector graphics for a web page: the colours come from the style sheet of
/// the page (classes c0 to c6), the numbers are on the points (data-tip, and a title without scripts).
struct Chart {
  std::string about;  ///< case, and whatever else the chart is one of many for
  std::string title;
  std::string x_label, y_label;
  bool log_x = false, log_y = false;
  std::vector<Series> series = {};
  std::vector<Tile> tiles = {};                    ///< under the curves
  std::vector<Segment> segments = {};              ///< of the second colour, over the tiles
  std::vector<double> x_shown = {}, y_shown = {};  ///< the axes reach these, whatever the curves do

  /// Whether there is anything to draw.
  bool empty() const;
  /// A figure element with caption, legend and drawing.
  std::string html() const;
};

}  // namespace plumbline
