#include "results/report/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "results/report/escape.hpp"
#include "results/table/number_text.hpp"

namespace plumbline {
namespace {

// The drawing area in user units; a page scales it. Small, so that the type stays legible on a phone.
constexpr double kWidth = 440.0, kHeight = 300.0;
constexpr double kLeft = 70.0, kRight = 14.0, kTop = 10.0, kBottom = 50.0;
static_assert((kWidth - kLeft - kRight) / (kHeight - kTop - kBottom) == kChartAspect);
constexpr std::size_t kPointsWithTips = 400;

struct Tick {
  double value;
  std::string label;
};

std::string superscript(int exponent) {
  constexpr const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "⁻" : "";
  for (const char c : std::to_string(std::abs(exponent))) text += digits[c - '0'];
  return text;
}

// Maps numbers to positions along one axis.
class Scale {
 public:
  Scale(bool logarithmic, double from, double to) : log_(logarithmic), from_(from), to_(to) {}

  bool shows(double x) const { return std::isfinite(x) && (!log_ || x > 0.0); }
  void include(double x) {
    if (!shows(x)) return;
    low_ = std::fmin(low_, transformed(x));
    high_ = std::fmax(high_, transformed(x));
  }
  bool empty() const { return !(low_ <= high_); }
  /// Adds a margin, and width where all numbers are equal.
  void settle(double margin) {
    const double span = high_ - low_;
    const double widen = span > 0.0 ? margin * span : log_ ? 0.5 : std::fmax(0.5 * std::abs(low_), 0.5);
    low_ -= widen;
    high_ += widen;
  }
  double operator()(double x) const {
    const double u = std::clamp((transformed(x) - low_) / (high_ - low_), 0.0, 1.0);
    return from_ + u * (to_ - from_);
  }
  std::vector<Tick> ticks() const {
    if (!log_) return linear();
    const bool two_decades = std::floor(high_) - std::ceil(low_) >= 1.0;
    return two_decades ? decades() : digits_of_decades();
  }

 private:
  double transformed(double x) const { return log_ ? std::log10(x) : x; }

  std::vector<Tick> decades() const {
    std::vector<Tick> ticks;
    const int stride = std::max(1, static_cast<int>(std::ceil((high_ - low_) / 6.0)));
    for (int k = static_cast<int>(std::ceil(low_)); k <= high_; ++k) {
      if (k % stride == 0) ticks.push_back({std::pow(10.0, k), k == 0 ? "1" : k == 1 ? "10" : "10" + superscript(k)});
    }
    return ticks;
  }
  // Within less than two decades: 1, 2 and 5 of each, or every digit where even those are few.
  std::vector<Tick> digits_of_decades() const {
    const std::vector<double> digits =
        high_ - low_ > 0.7 ? std::vector<double>{1, 2, 5} : std::vector<double>{1, 1.5, 2, 3, 4, 5, 6, 8};
    std::vector<Tick> ticks;
    for (int k = static_cast<int>(std::floor(low_)); k <= high_; ++k) {
      for (const double digit : digits) {
        const double x = digit * std::pow(10.0, k);
        if (std::log10(x) < low_ || std::log10(x) > high_) continue;
        const bool plain = k >= -3 && k <= 3;
        ticks.push_back({x, plain ? fmt::format("{:.4g}", x) : fmt::format("{:g}·10{}", digit, superscript(k))});
      }
    }
    return ticks;
  }
  std::vector<Tick> linear() const {
    const double raw = (high_ - low_) / 5.0;
    const double decade = std::pow(10.0, std::floor(std::log10(raw)));
    const double step = decade * (raw / decade < 1.5   ? 1.0
                                  : raw / decade < 3.5 ? 2.0
                                  : raw / decade < 7.5 ? 5.0
                                                       : 10.0);
    std::vector<Tick> ticks;
    for (double k = std::ceil(low_ / step); k * step <= high_ && ticks.size() < 20; ++k) {
      ticks.push_back({k * step, fmt::format("{:.6g}", k == 0.0 ? 0.0 : k * step)});
    }
    return ticks;
  }

  bool log_;
  double from_, to_;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

std::string marker(int shape, double x, double y) {
  if (shape >= kChartColours) {  // the second round of colours: open shapes
    return fmt::format("<circle class='open' cx='{:.1f}' cy='{:.1f}' r='2.8'/>", x, y);
  }
  switch (shape % 4) {
    case 0:
      return fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='3.2'/>", x, y);
    case 1:
      return fmt::format("<rect x='{:.1f}' y='{:.1f}' width='6' height='6'/>", x - 3, y - 3);
    case 2:
      return fmt::format("<path d='M{:.1f} {:.1f}l4 7h-8z'/>", x, y - 4.4);
    default:
      return fmt::format("<path d='M{:.1f} {:.1f}l4 4l-4 4l-4-4z'/>", x, y - 4);
  }
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart)
      : chart_(chart), x_(chart.log_x, kLeft, kWidth - kRight), y_(chart.log_y, kHeight - kBottom, kTop) {
    for (const Tile& tile : chart.tiles) {
      for (const double x : {tile.x0, tile.x1}) x_.include(x);
      for (const double y : {tile.y0, tile.y1}) y_.include(y);
    }
    for (const Series& series : chart.series) {
      for (std::size_t i = 0; i < series.x.size(); ++i) {
        if (!shows(series, i)) continue;
        x_.include(series.x[i]);
        y_.include(series.y[i]);
        if (!chart.log_y && !series.low.empty()) {
          y_.include(series.low[i]);
          y_.include(series.high[i]);
        }
      }
    }
  }

  bool empty() const { return x_.empty() || y_.empty(); }

  std::string svg() {
    for (const double x : chart_.x_shown) x_.include(x);
    for (const double y : chart_.y_shown) y_.include(y);
    x_.settle(0.04);
    y_.settle(0.06);
    std::string text = fmt::format(
        "<svg viewBox='0 0 {} {}' role='img' aria-label='{}'>", kWidth, kHeight,
        html_escaped(fmt::format("{}, {}: {} against {}", chart_.about, chart_.title, chart_.y_label, chart_.x_label)));
    text += axes() + picture();
    for (const Series& series : chart_.series) text += curve(series);
    return text + "</svg>";
  }

 private:
  bool shows(const Series& series, std::size_t i) const { return x_.shows(series.x[i]) && y_.shows(series.y[i]); }

  std::string axes() const {
    std::string text = fmt::format("<g class='axes'><path class='frame' d='M{} {}V{}H{}'/>", kLeft, kTop,
                                   kHeight - kBottom, kWidth - kRight);
    for (const Tick& tick : x_.ticks()) {
      text += fmt::format("<path d='M{0:.1f} {1}V{2}'/><text x='{0:.1f}' y='{3}' text-anchor='middle'>{4}</text>",
                          x_(tick.value), kTop, kHeight - kBottom, kHeight - kBottom + 18, tick.label);
    }
    for (const Tick& tick : y_.ticks()) {
      text += fmt::format("<path d='M{0} {1:.1f}H{2}'/><text x='{3}' y='{4:.1f}' text-anchor='end'>{5}</text>", kLeft,
                          y_(tick.value), kWidth - kRight, kLeft - 6, y_(tick.value) + 4, tick.label);
    }
    return text + fmt::format(
                      "<text class='label' x='{}' y='{}' text-anchor='middle'>{}</text>"
                      "<text class='label' transform='translate(13 {}) rotate(-90)' text-anchor='middle'>{}</text></g>",
                      (kLeft + kWidth - kRight) / 2, kHeight - 8, html_escaped(chart_.x_label),
                      (kTop + kHeight - kBottom) / 2, html_escaped(chart_.y_label));
  }

  std::string picture() const {
    std::string text;
    if (!chart_.tiles.empty()) text += "<g class='tiles c0'>";
    for (const Tile& tile : chart_.tiles) {
      text += fmt::format("<path d='M{:.1f} {:.1f}H{:.1f}V{:.1f}H{:.1f}z' opacity='{:.2f}'/>", x_(tile.x0), y_(tile.y0),
                          x_(tile.x1), y_(tile.y1), x_(tile.x0), tile.opacity);
    }
    if (!chart_.tiles.empty()) text += "</g>";
    std::string path;
    for (const Segment& piece : chart_.segments) {
      path += fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}", x_(piece.x0), y_(piece.y0), x_(piece.x1), y_(piece.y1));
    }
    if (!path.empty()) text += "<g class='c1'><path class='bar' d='" + path + "'/></g>";
    return text;
  }

  // A band or error bars may leave the chart; a logarithmic axis ends them at its foot.
  double bounded(double y) const { return y_.shows(y) ? y_(y) : y > 0.0 ? kTop : kHeight - kBottom; }

  std::string curve(const Series& series) const {
    std::string line, forth, back, bars, markers;
    const bool tips = !series.small && series.x.size() <= kPointsWithTips;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!shows(series, i)) continue;
      const double x = x_(series.x[i]), y = y_(series.y[i]);
      line += fmt::format("{}{:.1f} {:.1f}", line.empty() ? "M" : "L", x, y);
      double error = 0.0;
      if (!series.low.empty() && !std::isnan(series.low[i]) && !std::isnan(series.high[i])) {
        const double low = bounded(series.low[i]), high = bounded(series.high[i]);
        error = (series.high[i] - series.low[i]) / 2.0;
        forth += fmt::format("{}{:.1f} {:.1f}", forth.empty() ? "M" : "L", x, high);
        back = fmt::format("L{:.1f} {:.1f}", x, low) + back;
        bars += fmt::format("M{:.1f} {:.1f}V{:.1f}", x, low, high);
      }
      if (!series.points) continue;
      if (series.small) {
        markers += fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='1.5'/>", x, y);
        continue;
      }
      if (!tips) {
        markers += marker(series.colour, x, y);
        continue;
      }
      const std::string tip =
          html_escaped(fmt::format("{}: {} = {}, {} = {}", series.name, chart_.x_label, number_text(series.x[i]),
                                   chart_.y_label, value_text(series.y[i], error)));
      markers += fmt::format(
          "<g class='p' data-tip='{0}'><title>{0}</title><circle class='hit' cx='{1:.1f}' cy='{2:.1f}' "
          "r='9'/>{3}</g>",
          tip, x, y, marker(series.colour, x, y));
    }
    std::string text = fmt::format("<g class='c{}{}'>", series.colour % kChartColours, series.small ? " cloud" : "");
    if (series.line && !forth.empty()) text += "<path class='band' d='" + forth + back + "Z'/>";
    if (!series.line && !bars.empty()) text += "<path class='bar' d='" + bars + "'/>";
    if (series.line) text += fmt::format("<path class='line{}' d='{}'/>", series.dashed ? " dashed" : "", line);
    return text + markers + "</g>";
  }

  const Chart& chart_;
  Scale x_, y_;
};

std::string legend(const std::vector<Series>& series) {
  if (std::none_of(series.begin(), series.end(), [](const Series& item) { return item.in_legend; })) return "";
  std::string text = "<ul class='legend'>";
  for (const Series& item : series) {
    if (!item.in_legend) continue;
    text += fmt::format("<li><svg class='key c{}' viewBox='0 0 24 12'>", item.colour % kChartColours);
    if (item.line) text += fmt::format("<path class='line{}' d='M1 6H23'/>", item.dashed ? " dashed" : "");
    if (item.points) text += marker(item.colour, 12, 6);
    text += "</svg>" + html_escaped(item.name) + "</li>";
  }
  return text + "</ul>";
}

}  // namespace

bool Chart::empty() const { return Drawing(*this).empty(); }

std::string Chart::html() const {
  return fmt::format("<figure><figcaption><b>{}</b> <span>{}</span></figcaption>{}{}</figure>\n", html_escaped(title),
                     html_escaped(about), legend(series), Drawing(*this).svg());
}

}  // namespace plumbline
