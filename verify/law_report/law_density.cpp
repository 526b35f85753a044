#include "verify/law_report/law_density.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "theory/base/input_error.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/static/marginals.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

constexpr Eigen::Index n_points = 481;
constexpr double negligible = 1e-9;  ///< of the largest value: where the pictures end

using LogDensity = std::function<double(double)>;

/// Where one of the densities matters.
LineGrid common_grid(const std::vector<LogDensity>& curves, const LineGrid& wide) {
  double low = wide.y_max();
  double high = wide.y_min;
  for (const LogDensity& curve : curves) {
    if (!curve) continue;
    const Column<double> values = wide.points().unaryExpr([&](double y) { return curve(y); });
    const double least = values.maxCoeff() + std::log(negligible);
    for (Eigen::Index i = 0; i < wide.n; ++i) {
      if (values[i] < least) continue;
      low = std::min(low, wide.y(i));
      high = std::max(high, wide.y(i));
    }
  }
  return {low, (high - low) / static_cast<double>(n_points - 1), n_points};
}

}  // namespace

std::vector<std::size_t> steps_at(const LawRequest& request) {
  const TimeGrid grid = request.chain().grid;
  const std::vector<double>& times = grid.times();
  std::set<std::size_t> steps;
  for (const double t : request.times) {
    if (!(times.front() < t && t <= times.back())) {
      throw InputError(fmt::format("t = {} is not within {} .. {}", t, times.front(), times.back()), "--at",
                       "choose times after the first and up to the last of the chain");
    }
    const auto next = std::lower_bound(times.begin() + 1, times.end(), t);
    const bool before = next != times.begin() + 1 && t - *(next - 1) < *next - t;
    steps.insert(static_cast<std::size_t>(next - times.begin()) - (before ? 1 : 0));
  }
  if (steps.empty()) steps.insert(times.size() - 1);
  return {steps.begin(), steps.end()};
}

LineDensities::LineDensities(const GuidedPair& pair, const LawRequest& request)
    : pair_(pair), chain_(request.chain()), with_limit_(request.limit) {
  for (const std::size_t n : steps_at(request)) laws_[n];
}

StepObserver LineDensities::observer() {
  return [this](std::size_t n, double, const GridLaw& law) {
    if (laws_.contains(n)) laws_[n] = law;
  };
}

Table LineDensities::table(const std::string& case_name) const {
  std::vector<double> times;
  std::vector<LogDensity> curves;
  LineGrid wide{};
  for (const auto& [n, law] : laws_) {
    const Time t{chain_.grid.times()[n]};
    times.push_back(t.value);
    const auto of_grid = [](const GridLaw& on_grid) -> LogDensity {
      return [on_grid](double y) { return on_grid.log_density_at(y); };
    };
    GridLaw widest = law;
    LogDensity guided;
    if (with_limit_) {
      LimitSpec spec = limit_spec(chain_);
      spec.tend = t;
      widest = fokker_planck_law(pair_, spec).law();
      guided = of_grid(widest);
    }
    const auto marginals = std::make_shared<const Marginals<double>>(pair_, t.value);
    const auto tilted = tilted_law(pair_, chain_, t).law;
    curves.push_back([marginals](double y) { return marginals->log_p(y); });
    curves.push_back(of_grid(law));
    curves.push_back(guided);
    curves.push_back(tilted ? LogDensity([tilted](double y) { return tilted->log_density(y); }) : LogDensity());
    if (widest.y_max() - widest.y_min > wide.y_max() - wide.y_min) wide = widest.grid();
  }
  const LineGrid grid = common_grid(curves, wide);
  std::vector<double> values;
  for (const LogDensity& curve : curves) {
    for (Eigen::Index i = 0; i < grid.n; ++i) {
      values.push_back(curve ? std::exp(curve(grid.y(i))) : std::numeric_limits<double>::quiet_NaN());
    }
  }
  const Column<double> y = grid.points();
  Table table("Densities of the unguided law, of chain (27) and SDE (26), and of the tilted law");
  table.add_axis({"case", "1", "data law", std::vector<std::string>{case_name}});
  table.add_axis({"t", "1", "reverse time", times});
  table.add_axis({"law", "1", "which law", std::vector<std::string>{"unguided", "chain", "guided", "tilted"}});
  table.add_axis({"y", "1", "place on the line", std::vector<double>(y.begin(), y.end())});
  table.add({"density", "1", "probability density", {}, values});
  return table;
}

}  // namespace plumbline
