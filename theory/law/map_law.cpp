#include "theory/law/map_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/law/central_difference.hpp"
#include "theory/law/chain_run.hpp"
#include "theory/law/grid_choice.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/score/exponentials.hpp"

namespace plumbline {
namespace {

constexpr double map_rounding = 4e-15;  // of the composed steps, relative
constexpr double map_relevant = -60.0;  // log share of the largest density below which the map does not matter

/// log h(F(y)) far out: the cost behind an affine map, up to a constant.
CostTail behind(const CostTail& cost, const AffineMap& map) {
  return {cost.growth * map.slope * map.slope, (2.0 * cost.growth * map.shift + cost.slope) * map.slope};
}

void take_in(Domain& domain, double mean, double variance) {
  constexpr double reach = 10.0;
  domain.low = std::min(domain.low, mean - reach * std::sqrt(variance));
  domain.high = std::max(domain.high, mean + reach * std::sqrt(variance));
}

struct RisingRange {
  Eigen::Index first;
  Eigen::Index last;
};

/// The points around the peak on which F rises, without those whose stencil reaches beyond.
RisingRange increasing_range(const Column<double>& log_start, const Column<double>& slope) {
  RisingRange range{};
  log_start.maxCoeff(&range.first);
  range.last = range.first;
  while (range.first > 0 && slope[range.first - 1] > 0.0) --range.first;
  while (range.last + 1 < slope.size() && slope[range.last + 1] > 0.0) ++range.last;
  return {range.first + stencil_size, range.last - stencil_size};
}

/// Where the start and, seen from it, the cost-weighted end live.
Domain domain_of(const LineScores<double>& scores, const LimitSpec& limit, const LineMap& map, double cost_power) {
  Domain domain;
  for (const auto& [mean, variance] : scores.noised_components(limit.t0.value)) take_in(domain, mean, variance);
  take_in(domain, 0.0, 1.0);
  for (const Side side : {Side::left, Side::right}) {
    const CostTail cost = behind(cost_tail(scores, limit.tend.value, side), map.far(side));
    for (const double power : {1.0, cost_power}) {
      const auto tilted = tilted_tail(tail_of_start(scores, limit.start, limit.t0, side), cost, power);
      if (tilted) take_in(domain, tilted->mean, tilted->variance);
    }
  }
  return domain;
}

}  // namespace

MapLaw::MapLaw(const GuidedPair& pair, const LimitSpec& limit, const LineMap& map, const LineMap& coarser_map,
               const LawOptions& options)
    : scores_(pair),
      limit_(limit),
      map_(map),
      tails_{tail_of_start(scores_, limit.start, limit.t0, Side::left),
             tail_of_start(scores_, limit.start, limit.t0, Side::right)},
      rounding_(map_rounding) {
  require_density(pair, limit.tend.value, "law of the map");
  const Domain domain = domain_of(scores_, limit, map, options.cost_power);
  constexpr double first_points = 256.0;
  LineGrid grid = grid_over(domain, (domain.high - domain.low) / first_points);
  double last = std::numeric_limits<double>::infinity();
  for (int refinement = 0;; ++refinement) {
    fine_ = sample(grid, map);
    coarse_ = sample(coarsened(grid), coarser_map);
    const double error = relative_error(options.cost_power);
    constexpr double helps = 0.5;
    if (error <= options.tolerance || (refinement > 3 && !(error < helps * last)) || 2 * grid.n > most_points) break;
    last = error;
    grid = grid_over(domain, 0.6 * grid.spacing);
  }
  find_folds();
}

MapLaw::MapLaw(const GuidedPair& pair, const LimitSpec& limit, const LineMap& map, const ChainLaw& start,
               const std::pair<LineTail, LineTail>& tails)
    : scores_(pair),
      limit_(limit),
      map_(map),
      tails_(tails),
      rounding_(map_rounding + start.rounding()),
      fine_(sample_of(start.law(), map)),
      coarse_(sample_of(start.coarse_law(), map)) {
  require_density(pair, limit.tend.value, "law of the map");
  find_folds();
}

void MapLaw::find_folds() {
  const double least = fine_.log_start.maxCoeff() + map_relevant;
  for (Eigen::Index i = 1; i < fine_.grid.n; ++i) {
    const bool turns = (fine_.slope[i] > 0.0) != (fine_.slope[i - 1] > 0.0);
    if (turns && fine_.log_start[i] > least) folds_.push_back(fine_.image[i]);
  }
}

MapLaw::Sample MapLaw::sample(const LineGrid& grid, const LineMap& map) const {
  const LineGrid wide = grid.widened(difference_reach);
  const Column<double> images = map.images(wide.points());
  const ScoreField field = [this](const double& t, const Column<double>& y, NoisedScores<double>& out) {
    scores_.evaluate(t, y, out);
  };
  Column<double> log_start = start_log_density(field, limit_.start, limit_.t0, grid.points());
  if (limit_.start == Start::reweighted) log_start -= scores_.log_expected();
  return {grid, std::move(log_start), images.segment(difference_reach, grid.n),
          central_derivatives(images, grid.spacing).first};
}

/// The cost-weighted mean lives further out than the law: beyond the ends its parabola goes on.
MapLaw::Sample MapLaw::sample_of(const GridLaw& start, const LineMap& map) {
  const GridLaw wide = start.widened(start.size() / 4);
  const Column<double> images = map.images(wide.grid().widened(difference_reach).points());
  return {wide.grid(), wide.log_density, images.segment(difference_reach, wide.size()),
          central_derivatives(images, wide.spacing).first};
}

double MapLaw::moment(const Sample& sample, double q) const {
  NoisedScores<double> noised;
  scores_.evaluate(limit_.tend.value, sample.image, noised);
  return sample.grid.spacing * exp_of(sample.log_start + q * noised.log_h).sum();
}

Value MapLaw::value(double fine, double coarse, double scale) const {
  return {
      fine, std::abs(fine - coarse) + rounding_ * scale,
      fmt::format("push-forward of the start, spacings {:.3g} and {:.3g}", fine_.grid.spacing, coarse_.grid.spacing)};
}

bool MapLaw::is_finite(double q) const {
  for (const Side side : {Side::left, Side::right}) {
    const CostTail cost = behind(cost_tail(scores_, limit_.tend.value, side), map_.far(side));
    if (!has_finite_cost(q, cost.growth, start_tail(side).variance)) return false;
  }
  return true;
}

std::string MapLaw::why_finite(double q) const {
  const double growth = cost_tail(scores_, limit_.tend.value, Side::right).growth;
  const double variance = std::pow(map_.right.slope, 2) * start_tail(Side::right).variance;
  return why_cost_finite(q, is_finite(q), growth, variance);
}

Value MapLaw::expected_cost(double q) const {
  if (!is_finite(q)) {
    return {std::numeric_limits<double>::infinity(), 0.0, "far field: the law decays slower than the cost grows (H1)"};
  }
  const double fine = moment(fine_, q);
  if (!std::isfinite(fine)) {
    throw OutOfReach(Unreached::out_of_range, fmt::format("E h^{} is finite, but too large to be computed", q),
                     "law of the map", "ask for more steps, a smaller power or another w");
  }
  return value(fine, moment(coarse_, q), fine);
}

Value MapLaw::mean() const {
  const auto sum = [](const Sample& s) { return s.grid.spacing * (exp_of(s.log_start) * s.image).sum(); };
  return value(sum(fine_), sum(coarse_), std::sqrt(second_moment().value));
}

Value MapLaw::second_moment() const {
  const auto sum = [](const Sample& s) { return s.grid.spacing * (exp_of(s.log_start) * s.image.square()).sum(); };
  return value(sum(fine_), sum(coarse_), sum(fine_));
}

Value MapLaw::mass_defect() const {
  const auto defect = [](const Sample& s) { return std::abs(s.grid.spacing * exp_of(s.log_start).sum() - 1.0); };
  return value(defect(fine_), defect(coarse_), 1.0);
}

double MapLaw::relative_error(double power) const {
  const Value second = second_moment();
  double worst = std::max(second.error / second.value, mean().error / std::sqrt(second.value));
  for (const double q : {1.0, power}) {
    if (is_finite(q)) worst = std::max(worst, expected_cost(q).error / expected_cost(q).value);
  }
  return worst;
}

GridLaw MapLaw::pushed(const Sample& sample) const {
  constexpr double most_of_density = 16384.0;
  const double h = sample.grid.spacing;
  const RisingRange range = increasing_range(sample.log_start, sample.slope);
  const Column<double> log_density = sample.log_start - sample.slope.max(std::numeric_limits<double>::min()).log();
  const double least = sample.log_start.maxCoeff() + map_relevant;
  double flattest = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = range.first; i <= range.last; ++i) {
    if (sample.log_start[i] > least) flattest = std::min(flattest, sample.slope[i]);
  }
  const double low = sample.image[range.first];
  const double high = sample.image[range.last];
  const LineGrid grid = grid_over({low, high}, std::max(flattest * h, (high - low) / most_of_density));
  GridLaw law{grid.y_min, grid.spacing, Column<double>(grid.n - 1), 0.0};
  Eigen::Index i = range.first;
  for (Eigen::Index k = 0; k < grid.n - 1; ++k) {
    const double x = grid.y(k);
    while (i + 1 < range.last && sample.image[i + 1] <= x) ++i;
    const auto from = static_cast<double>(i);
    double place = from + (x - sample.image[i]) / (sample.image[i + 1] - sample.image[i]);
    constexpr int n_newton = 5;
    for (int step = 0; step < n_newton; ++step) {
      const double miss = x - interpolate(sample.image, place);
      place = std::clamp(place + miss / (h * interpolate(sample.slope, place)), from - 0.5, from + 1.5);
    }
    law.log_density[k] = interpolate(log_density, place);
  }
  law.mass_defect = std::abs(law.mass() - 1.0);
  return law;
}

MapLaw flow_law(const GuidedPair& pair, const LimitSpec& limit, const LawOptions& options) {
  constexpr double looser = 1e-11;
  return MapLaw(pair, limit, flow_map(pair, limit), flow_map(pair, limit, looser), options);
}

ResolvedLaw MapLaw::density() const {
  if (!folds_.empty()) {
    throw OutOfReach(
        Unreached::out_of_range,
        fmt::format("the map of the chain folds at {} places, the first at {:.6g}", folds_.size(), folds_.front()),
        "density of the chain", "ask for more steps");
  }
  const auto growth = [scores = scores_](double t) { return cost_tail(scores, t, Side::right).growth; };
  const ScoreField field = [scores = scores_](const double& t, const Column<double>& y, NoisedScores<double>& out) {
    scores.evaluate(t, y, out);
  };
  const double variance = std::pow(map_.right.slope, 2) * start_tail(Side::right).variance;
  return ResolvedLaw({pushed(fine_), pushed(coarse_), field, limit_.tend, variance, growth, rounding_, mean().how});
}

}  // namespace plumbline
