#include "theory/law/segment_run.hpp"

#include <boost/math/constants/constants.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "theory/law/chain_run.hpp"
#include "theory/law/grid_choice.hpp"
#include "theory/law/step_kernels.hpp"
#include "theory/score/exponentials.hpp"

namespace plumbline {
namespace {

const double log_root_two_pi = std::log(boost::math::constants::root_two_pi<double>());

Column<double> log_start(const LineRun& run, const Column<double>& y) {
  const ScoreField field = [&](const double& t, const Column<double>& at, NoisedScores<double>& out) {
    run.line.scores().evaluate(t, at, out);
  };
  return start_log_density(field, run.start, run.grid.first(), y);
}

/// The grids of the law before the first segment, between any two, and after the last.
std::vector<LineGrid> stage_grids(const LineRun& run, const ChainSegments& parts, const LineGrid& grid) {
  const std::vector<double> spacings = natural_spacings(run, parts);
  const double width = grid.y_max() - grid.y_min;
  std::vector<LineGrid> grids;
  for (const double spacing : spacings) {
    const double wanted = grid.spacing * spacing / spacings.back();
    const auto n = static_cast<Eigen::Index>(std::ceil(width / wanted)) + 1;
    grids.push_back({grid.y_min, width / static_cast<double>(n - 1), n});
  }
  grids.back() = grid;
  return grids;
}

void normalise(GridLaw& law) {
  const double mass = law.spacing * exp_of(law.log_density).sum();
  law.log_density -= std::log(mass);
  law.mass_defect += std::abs(mass - 1.0);
}

/// log(exp a + exp b).
Column<double> log_sum(const Column<double>& a, const Column<double>& b) {
  const Column<double> larger = a.max(b);
  return larger + (exp_of((a.min(b) - larger).max(-700.0).eval())).log1p();
}

/// Nodes of the standard normal on a uniform grid, far enough for every weight that counts.
struct InnerNode {
  double z;
  double log_weight;
};

std::vector<InnerNode> inner_nodes(const LineRun& run, double spacing) {
  if (run.rule.noise_place != NoisePlace::inner_too) return {{0.0, 0.0}};
  constexpr double reach = 9.0;
  std::vector<InnerNode> nodes;
  const int n = static_cast<int>(reach / spacing);
  for (int k = -n; k <= n; ++k) {
    const double z = k * spacing;
    nodes.push_back({z, std::log(spacing) - 0.5 * z * z - log_root_two_pi});
  }
  return nodes;
}

/// One segment of a rule that remembers nothing across it, to the grid of the next law.
void take_segment(const LineRun& run, const ChainSegment& part, const std::vector<InnerNode>& nodes, const LineGrid& to,
                  GridLaw& law) {
  Transition transition;
  transition.grid = law.grid().widened(padding);
  transition.S = part.S;
  transition.log_density = law.widened(padding).log_density;
  const Column<double> y = transition.grid.points();
  const Column<double> points = to.points();
  Column<double> next, sum;
  for (const auto& [z, log_weight] : nodes) {
    transition.delta = moved(run, part.range, y, z) - y;
    trapezoid_sum(transition, points, next);
    next += log_weight;
    sum = sum.size() == 0 ? next : log_sum(sum, next);
  }
  law = {to.y_min, to.spacing, sum, law.mass_defect};
  normalise(law);
}

/// The joint law of a state and the one before it: column i is log p(y_i, before) on the grid of `before`.
class JointLaw {
 public:
  /// After the first step, which remembers nothing.
  JointLaw(const LineRun& run, const ChainSegment& part, const LineGrid& start, const LineGrid& to)
      : run_(run), before_(start), grid_(to), joint_(start.n, to.n) {
    const Column<double> y = start.points();
    const Column<double> m = step(part, y, memory_);
    const Column<double> log_q = log_start(run_, y);
    for (Eigen::Index j = 0; j < to.n; ++j) {
      joint_.col(j) = log_q - 0.5 * ((to.y(j) - m) / part.S).square() - std::log(part.S) - log_root_two_pi;
    }
  }

  /// y' = m(y) + factor D_before(before) + S Z, D_before known on the grid of `before`.
  void advance(const ChainSegment& part, const LineGrid& to) {
    const Column<double> y = grid_.points();
    SteppingRule::Memory memory = remembering(0.0);
    const Column<double> m = step(part, y, memory);
    SteppingRule::Memory other = remembering(1.0);
    const double factor = step(part, y, other)[0] - m[0];
    const Column<double> shift = factor * *memory_.denoised;
    Eigen::ArrayXXd next = Eigen::ArrayXXd::Constant(grid_.n, to.n, nothing);
    for (Eigen::Index i = 0; i < grid_.n; ++i) spread(i, m[i] + shift, {part.S, to}, next);
    joint_ = std::move(next);
    before_ = grid_;
    grid_ = to;
    memory_ = std::move(memory);
  }

  /// On that part of the grid which the kernel reaches.
  GridLaw marginal() const {
    Eigen::Index first = 0;
    Eigen::Index last = grid_.n - 1;
    while (is_out_of_reach(first)) ++first;
    while (is_out_of_reach(last)) --last;
    GridLaw law{grid_.y(first), grid_.spacing, Column<double>(last - first + 1), 0.0};
    for (Eigen::Index j = first; j <= last; ++j) {
      const double largest = joint_.col(j).maxCoeff();
      const Column<double> terms = (joint_.col(j) - largest).max(-700.0);
      law.log_density[j - first] = largest + std::log(before_.spacing * exp_of(terms).sum());
    }
    normalise(law);
    return law;
  }

 private:
  static constexpr double nothing = -1e300;
  static constexpr double negligible = -90.0;  ///< of the largest entry of a column, in logarithm

  struct Kernel {
    double S;
    const LineGrid& to;
  };

  bool is_out_of_reach(Eigen::Index j) const { return joint_.col(j).maxCoeff() <= 0.5 * nothing; }

  SteppingRule::Memory remembering(double denoised) const {
    return {Column<double>(Column<double>::Constant(grid_.n, denoised)), memory_.h};
  }

  /// The noise-free step, with the memory that it is given.
  Column<double> step(const ChainSegment& part, const Column<double>& y, SteppingRule::Memory& memory) const {
    const auto score = [&](double t, const Column<double>& here) { return run_.line.score(t, here); };
    const Column<double> zero = Column<double>::Zero(y.size());
    const auto no_noise = [&zero] { return view_of(zero); };
    return run_.rule.advance(step_place(run_.grid, part.range.first), y, score, no_noise, memory);
  }

  /// Row i of the next joint law, p(y', y_i) = Int p(y_i, before) N(y'; m_i(before), S^2) d before.
  void spread(Eigen::Index i, const Column<double>& m, const Kernel& kernel, Eigen::ArrayXXd& next) const {
    constexpr double reach = 13.0;  // of the kernel, in S
    const auto column = joint_.col(i);
    const double least = column.maxCoeff() + negligible;
    if (least <= 0.5 * nothing) return;
    Eigen::Index first = 0;
    Eigen::Index last = before_.n - 1;
    while (column[first] < least) ++first;
    while (column[last] < least) --last;
    const Eigen::Index n = last - first + 1;
    const auto images = m.segment(first, n);
    const LineGrid& to = kernel.to;
    const double end = static_cast<double>(to.n - 1);
    const auto index = [&](double y) {
      return static_cast<Eigen::Index>(std::clamp((y - to.y_min) / to.spacing, 0.0, end));
    };
    const double precision = 1.0 / (kernel.S * kernel.S);
    const double log_factor = std::log(before_.spacing / kernel.S) - log_root_two_pi;
    const Eigen::Index stop = index(images.maxCoeff() + reach * kernel.S) + 1;
    std::array<double, points_together> sums{};
    constexpr auto together = static_cast<Eigen::Index>(points_together);
    for (Eigen::Index j = index(images.minCoeff() - reach * kernel.S); j < stop; j += together) {
      log_sums_of_gaussians(&joint_(first, i), images.data(), n, {to.y(j), to.spacing, precision}, sums.data());
      for (Eigen::Index k = 0; k < std::min(together, stop - j); ++k) {
        next(i, j + k) = log_factor + sums[static_cast<std::size_t>(k)];
      }
    }
  }

  const LineRun& run_;
  LineGrid before_;
  LineGrid grid_;
  Eigen::ArrayXXd joint_;
  SteppingRule::Memory memory_;
};

}  // namespace

namespace {

/// The largest slope, at least 1, of the map of a segment where the data live.
double steepest_slope(const LineRun& run, const ChainSegment& part) {
  constexpr double reach = 4.0;
  constexpr double extrapolation = 2.0;  // with its memory held, a rule that remembers is about as much steeper
  constexpr Eigen::Index n_points = 128;
  Domain domain{0.0, 0.0};
  for (const auto& [mean, variance] : run.line.scores().noised_components(run.grid.times()[part.range.first])) {
    domain.low = std::min(domain.low, mean - reach * std::sqrt(variance));
    domain.high = std::max(domain.high, mean + reach * std::sqrt(variance));
  }
  const Column<double> y = Column<double>::LinSpaced(n_points, domain.low, domain.high);
  const Column<double> after = moved(run, part.range, y);
  const double rise = (after.tail(n_points - 1) - after.head(n_points - 1)).abs().maxCoeff();
  return std::max(1.0, rise / (y[1] - y[0])) * (run.rule.remembers ? extrapolation : 1.0);
}

}  // namespace

std::vector<double> natural_spacings(const LineRun& run, const ChainSegments& parts) {
  constexpr double points_a_deviation = 1.7;  // the trapezoidal rule needs 1.5 at unit slope
  const std::size_t n = parts.noisy.size();
  std::vector<double> spacings;
  for (std::size_t k = 0; k <= n; ++k) {
    const std::size_t step = k == 0 ? 0 : parts.noisy[k - 1].range.end;
    double narrowest = 1.0;
    for (const auto& [mean, variance] : run.line.scores().noised_components(run.grid.times()[step])) {
      narrowest = std::min(narrowest, variance);
    }
    double spacing = 0.25 * std::sqrt(narrowest);
    if (k > 0) spacing = std::min(spacing, parts.noisy[k - 1].S / points_a_deviation);
    if (k < n) spacing = std::min(spacing, parts.noisy[k].S / (points_a_deviation * steepest_slope(run, parts.noisy[k])));
    spacings.push_back(spacing);
  }
  constexpr double finer = 2.5;  // the last law is interpolated, which asks for more points than sums do
  spacings.back() = *std::min_element(spacings.begin(), spacings.end()) / finer;
  return spacings;
}

GridLaw segment_law(const LineRun& run, const ChainSegments& parts, const LineGrid& grid, double inner_spacing) {
  const std::vector<LineGrid> grids = stage_grids(run, parts, grid);
  if (run.rule.remembers) {
    JointLaw joint(run, parts.noisy.front(), grids[0], grids[1]);
    for (std::size_t k = 1; k < parts.noisy.size(); ++k) joint.advance(parts.noisy[k], grids[k + 1]);
    return joint.marginal();
  }
  GridLaw law{grids[0].y_min, grids[0].spacing, log_start(run, grids[0].points()), 0.0};
  normalise(law);
  law.mass_defect = 0.0;
  const std::vector<InnerNode> nodes = inner_nodes(run, inner_spacing);
  for (std::size_t k = 0; k < parts.noisy.size(); ++k) take_segment(run, parts.noisy[k], nodes, grids[k + 1], law);
  return law;
}

}  // namespace plumbline
