#include "results/table/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plumbline {
namespace {

int decade_of(double x) { return static_cast<int>(std::floor(std::log10(std::abs(x)))); }

// Of how many units of the last place an error is, rounded up; what multiplying leaves over is no reason to.
int units_of(double error, int last_place) {
  constexpr double rounding = 1e-6;
  return static_cast<int>(std::ceil(error * std::pow(10.0, -last_place) - rounding));
}

}  // namespace

std::string number_text(double x) {
  constexpr double largest_whole = 1e9;
  if (std::isnan(x)) return "-";
  const bool whole = x == std::round(x) && std::abs(x) < largest_whole;
  return whole ? fmt::format("{:.0f}", x) : fmt::format("{:.6g}", x);
}

std::string value_text(double value, double error, int digits) {
  if (std::isnan(value)) return "-";
  if (!std::isfinite(value) || !(error > 0.0)) return fmt::format("{:.{}g}", value, digits > 0 ? digits : 10);
  if (!std::isfinite(error)) return fmt::format("{:.3g} +- inf", value);
  int last_place = decade_of(error) - 1;
  if (units_of(error, last_place) >= 20) ++last_place;
  const int first_place = std::max(value == 0.0 ? last_place : decade_of(value), decade_of(error));
  constexpr int most_digits = 17;
  last_place = std::max(last_place, first_place - most_digits + 1);
  if (digits > 0) last_place = std::max(last_place, first_place - digits + 1);
  const int units = std::max(1, units_of(error, last_place));
  constexpr int smallest_fixed = -4;
  if (first_place >= smallest_fixed && last_place <= 0) {
    return fmt::format("{:.{}f}({})", value, -last_place, units);
  }
  const double mantissa = value * std::pow(10.0, -first_place);
  return fmt::format("{:.{}f}({})e{:+03d}", mantissa, first_place - last_place, units, first_place);
}

}  // namespace plumbline
