#include "sim/coupling/strong_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/coupling/brownian_path.hpp"
#include "sim/path_engine.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "theory/problem/linear_algebra.hpp"

namespace plumbline {
namespace {

void require_nested(const StrongErrorPlan& plan) {
  std::int64_t finer = plan.reference_steps / 2;
  bool nested = !plan.steps.empty() && plan.reference_steps % 2 == 0 && finer > 0;
  for (const std::int64_t n : plan.steps) {
    nested = nested && n > 0 && n <= finer && finer % n == 0;
    finer = n;
  }
  if (!(0.0 < plan.resolved_variance && plan.resolved_variance <= 1.0)) {
    throw InputError(fmt::format("resolved variance {}", plan.resolved_variance), "strong error",
                     "give a variance above 0 and at most 1");
  }
  if (!nested || !(0.0 < plan.t0 && plan.t0 < plan.tend && plan.tend <= 1.0)) {
    throw InputError("the grids do not nest", "strong error",
                     "give 0 < t0 < tend <= 1, descending steps that divide each other, and reference steps that are a "
                     "multiple of twice the first");
  }
  for (const Scheme& scheme : plan.schemes) {
    if (noise_share(scheme) == 1.0) continue;
    throw InputError(fmt::format("the limit of {} is not (26), the reference", name(scheme)), "strong error",
                     "give schemes whose limit has noise share 1");
  }
}

/// The grid of a plan with n steps.
class ClockGrid {
 public:
  ClockGrid(const StrongErrorPlan& plan, std::int64_t n)
      : tend_(plan.tend),
        narrowing_(1.0 - plan.resolved_variance),
        first_(odds(plan.t0)),
        length_(std::log(odds(plan.tend) / first_) / static_cast<double>(n)),
        n_(n) {}

  double time(std::int64_t step) const {
    if (step >= n_) return tend_;
    const double at = first_ * std::exp(length_ * static_cast<double>(step));
    return at / (1.0 + narrowing_ * at);
  }
  /// Of a step, in u = log t.
  double length(std::int64_t step) const { return std::log(time(step + 1) / time(step)); }

 private:
  double odds(double t) const { return t / (1.0 - narrowing_ * t); }

  double tend_;
  double narrowing_;
  double first_;
  double length_;  ///< of all steps, in the logarithm of the odds
  std::int64_t n_;
};

/// One grid in a block's run: increments gathered so far, and the paths of what is run on it.
struct Level {
  ClockGrid grid;
  std::int64_t ratio;  ///< steps of the next finer grid in one of this
  Increments gathered{};
  std::int64_t n_gathered = 0;
  std::int64_t step = 0;
  std::vector<PathBlock> blocks;
};

class BlockRun {
 public:
  BlockRun(const GuidedPair& pair, const StrongErrorPlan& plan, const PathEngine& engine)
      : pair_(pair), plan_(plan), engine_(engine) {}

  /// One step of SRA1 for dY = f du + dB, f = Y/2 + G:
  ///   H = Y + 3/4 D f(u, Y) + 3/2 area / D,   Y' = Y + D (f(u, Y) / 3 + 2/3 f(u + 3/4 D, H)) + shift.
  void reference_step(Level& level, PathBlock& block) const {
    const double t = level.grid.time(level.step);
    const double D = level.grid.length(level.step);
    const Eigen::ArrayXXd before = block.y();
    const Eigen::ArrayXXd lift = 1.5 / D * level.gathered.area;
    move(block, t, 0.75 * D, lift);
    const Eigen::ArrayXXd inner = block.y();
    move(block, t * std::exp(0.75 * D), 2.0 / 3.0 * D, Eigen::ArrayXXd::Zero(lift.rows(), lift.cols()));
    block.y() += before - inner + (inner - before - lift) * (4.0 / 9.0) + level.gathered.shift;
  }

  void scheme_step(Level& level, const Scheme& scheme, PathBlock& block) const {
    const double from = level.grid.time(level.step);
    const double to = level.grid.time(level.step + 1);
    const auto [A, B, S] = step_coefficients<double>(scheme, from, to);
    const Step<double> step{from, A, B, 1.0, pair_.omega(plan_.guidance.at(from))};
    if (visit_affine(scheme, [](const auto& rule) { return rule.path_noise; }) == PathNoise::growth) {
      engine_.advance_with_noise(block, step, level.gathered.growth);
    } else {
      engine_.advance_with_noise(block, step, S / std::sqrt(std::log1p((to - from) / from)) * level.gathered.shift);
    }
  }

 private:
  /// y += D (y/2 + G(t, y)) + noise.
  void move(PathBlock& block, double t, double D, const Eigen::ArrayXXd& noise) const {
    engine_.advance_with_noise(block, {t, 1.0 + 0.5 * D, D, 1.0, pair_.omega(plan_.guidance.at(t))}, noise);
  }

  const GuidedPair& pair_;
  const StrongErrorPlan& plan_;
  const PathEngine& engine_;
};

/// |a - b|^2 path by path.
Eigen::VectorXd squared_distances(const PathBlock& a, const PathBlock& b) {
  return (a.y() - b.y()).topRows(a.size()).square().rowwise().sum().matrix();
}

Moments moments_of_paths(const Eigen::VectorXd& values) {
  Moments moments;
  for (const double value : values) moments.add(value);
  return moments;
}

StrongErrorTable empty_table(const StrongErrorPlan& plan) {
  const auto n_grids = static_cast<Eigen::Index>(plan.steps.size());
  return {std::vector(plan.schemes.size(), std::vector<Moments>(plan.steps.size())),
          std::vector<Eigen::MatrixXd>(plan.schemes.size(), Eigen::MatrixXd::Zero(n_grids, n_grids)),
          {}};
}

void merge(StrongErrorTable& total, const StrongErrorTable& part) {
  for (std::size_t s = 0; s < total.squared_error.size(); ++s) {
    for (std::size_t g = 0; g < total.squared_error[s].size(); ++g) {
      total.squared_error[s][g].merge(part.squared_error[s][g]);
    }
    total.products[s] += part.products[s];
  }
  total.reference_halved.merge(part.reference_halved);
}

/// Levels of one block: the reference, its half, then every grid with one block of paths a scheme.
std::vector<Level> make_levels(const StrongErrorPlan& plan, const PathBlock& start) {
  std::vector<Level> levels;
  levels.push_back({ClockGrid(plan, plan.reference_steps), 1, {}, 0, 0, {start}});
  levels.push_back({ClockGrid(plan, plan.reference_steps / 2), 2, {}, 0, 0, {start}});
  std::int64_t finer = plan.reference_steps / 2;
  for (const std::int64_t n : plan.steps) {
    levels.push_back({ClockGrid(plan, n), finer / n, {}, 0, 0, std::vector<PathBlock>(plan.schemes.size(), start)});
    finer = n;
  }
  return levels;
}

/// Hands a finished step of the finest level up to every coarser one that it completes.
void take_increments(std::vector<Level>& levels, Increments increments, const StrongErrorPlan& plan,
                     const BlockRun& run) {
  for (std::size_t l = 0; l < levels.size(); ++l) {
    Level& level = levels[l];
    level.gathered.append(increments);
    if (++level.n_gathered < level.ratio) return;
    if (l < 2) {
      run.reference_step(level, level.blocks.front());
    } else {
      for (std::size_t s = 0; s < plan.schemes.size(); ++s) run.scheme_step(level, plan.schemes[s], level.blocks[s]);
    }
    increments = std::exchange(level.gathered, {});
    level.n_gathered = 0;
    ++level.step;
  }
}

}  // namespace

Eigen::MatrixXd covariance_of_means(const StrongErrorTable& table, std::size_t scheme) {
  const std::vector<Moments>& squared = table.squared_error[scheme];
  const auto n = static_cast<double>(squared.front().n);
  Eigen::VectorXd mean(static_cast<Eigen::Index>(squared.size()));
  for (std::size_t g = 0; g < squared.size(); ++g) mean[static_cast<Eigen::Index>(g)] = squared[g].mean;
  return (table.products[scheme] / n - product(mean, mean.transpose())) / (n - 1.0);
}

StrongErrorTable strong_errors(const GuidedPair& pair, const StrongErrorPlan& plan, Start start,
                               const EnsembleOptions& options) {
  require_nested(plan);
  if (options.paths < 1) throw InputError(fmt::format("paths {}", options.paths), "strong error", "give paths >= 1");
  const NoiseSource noise{options.seed, options.stream, Fault::none};
  const PathEngine engine(pair, noise);
  const BlockRun run(pair, plan, engine);
  StrongErrorTable total = empty_table(plan);
  run_blocks_in_order(
      {(options.paths + paths_per_block - 1) / paths_per_block, thread_count(options.threads)},
      [] { return PathBlock(); },
      [&](std::int64_t b, PathBlock& block) {
        const std::int64_t first = options.first_path + b * paths_per_block;
        engine.start(block, first, std::min(paths_per_block, options.paths - b * paths_per_block), start, {plan.t0});
        std::vector<Level> levels = make_levels(plan, block);
        BrownianPath path(noise, first, paths_per_block, pair.dimension());
        Increments increments;
        for (std::int64_t n = 0; n < plan.reference_steps; ++n) {
          path.draw(n, levels.front().grid.length(n), increments);
          take_increments(levels, increments, plan, run);
        }
        StrongErrorTable part = empty_table(plan);
        const PathBlock& reference = levels[0].blocks.front();
        part.reference_halved = moments_of_paths(squared_distances(levels[1].blocks.front(), reference));
        for (std::size_t s = 0; s < plan.schemes.size(); ++s) {
          Eigen::MatrixXd of_grids(reference.size(), plan.steps.size());
          for (std::size_t g = 0; g < plan.steps.size(); ++g) {
            const Eigen::VectorXd distances = squared_distances(levels[2 + g].blocks[s], reference);
            part.squared_error[s][g] = moments_of_paths(distances);
            of_grids.col(static_cast<Eigen::Index>(g)) = distances;
          }
          part.products[s] = product(of_grids.transpose(), of_grids);
        }
        return part;
      },
      [&](std::int64_t, const StrongErrorTable& part) { merge(total, part); });
  return total;
}

}  // namespace plumbline
