#include "verify/reference/layers.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "verify/reference/dense.hpp"

namespace plumbline::reference {
namespace {

const Long root_two_pi = std::sqrt(2.0L * std::acos(-1.0L));

struct Interval {
  Long low;
  Long high;
  void hold(Long mean, Long reach) {
    low = std::min(low, mean - reach);
    high = std::max(high, mean + reach);
  }
};

/// Where the closed forms say that Y_n lives.
Interval expected_interval(const Problem& problem, Long t, const Tail& left, const Tail& right, Long reach) {
  Interval interval{left.mean, left.mean};
  for (const Tail& tail : {left, right}) interval.hold(tail.mean, reach * std::sqrt(tail.variance));
  for (double Part::*weight : {&Part::base, &Part::reweighted}) {
    const NoisedMixture<Long> mixture(problem.parts, weight, t);
    for (const auto& term : mixture.terms()) interval.hold(term.mean, reach / std::sqrt(term.precision));
  }
  return interval;
}

/// Calls visit(j, kernel) for the points j of a grid within `reach` deviations of a source's image, the kernel
/// N(y_j; m, S^2) running outward from its centre by exp(-(x + h)^2 / 2) = exp(-x^2 / 2) r, r -> r exp(-h^2).
template <class Visit>
void along_kernel(const Layer& target, Long m, Long S, Long reach, const Visit& visit) {
  const auto n = static_cast<std::int64_t>(target.density.size());
  const Long place = (m - target.low) / target.spacing;
  const Long half = reach * S / target.spacing;
  if (place + half < 0.0L || place - half > static_cast<Long>(n - 1)) return;
  const Long h = target.spacing / S;
  const Long shrink = std::exp(-h * h);
  const auto centre = static_cast<std::int64_t>(std::clamp(std::round(place), 0.0L, static_cast<Long>(n - 1)));
  const auto last = static_cast<std::int64_t>(std::min(std::floor(place + half), static_cast<Long>(n - 1)));
  const auto first = static_cast<std::int64_t>(std::max(std::ceil(place - half), 0.0L));
  const Long x = (target.low + target.spacing * static_cast<Long>(centre) - m) / S;
  const Long peak = std::exp(-x * x / 2.0L) / (S * root_two_pi);
  Long value = peak;
  Long ratio = std::exp(-h * x - h * h / 2.0L);
  for (std::int64_t j = centre; j <= last; ++j) {
    if (j >= first) visit(static_cast<std::size_t>(j), value);
    value *= ratio;
    ratio *= shrink;
  }
  ratio = std::exp(h * x - h * h / 2.0L);
  value = peak * ratio;
  ratio *= shrink;
  for (std::int64_t j = centre - 1; j >= first; --j) {
    if (j <= last) visit(static_cast<std::size_t>(j), value);
    value *= ratio;
    ratio *= shrink;
  }
}

std::optional<Layer> empty_layer(const Interval& interval, Long spacing) {
  const Long n = std::ceil((interval.high - interval.low) / spacing) + 1.0L;
  if (!(n <= most_points)) return std::nullopt;
  Layer layer{interval.low, spacing, {}, {}, {}, 0.0L};
  layer.density.assign(static_cast<std::size_t>(n), 0.0L);
  return layer;
}

/// Sets the step map, and returns its largest slope where the law has any weight to speak of.
Long set_images(Layer& layer, const Problem& problem) {
  const Drift G(problem, layer.time, problem.omega_at(static_cast<double>(layer.time)));
  const Long least = 1e-30L * *std::max_element(layer.density.begin(), layer.density.end());
  Long steepest = 1.0L;
  layer.image.resize(layer.density.size());
  for (std::size_t i = 0; i < layer.density.size(); ++i) {
    layer.image[i] = layer.rule.A * layer.y(i) + layer.rule.B * G(layer.y(i));
    if (i > 0 && layer.density[i] > least) {
      steepest = std::max(steepest, std::abs(layer.image[i] - layer.image[i - 1]) / layer.spacing);
    }
  }
  return steepest;
}

Long start_density(const Problem& problem, const NoisedMixture<Long>& mixture, Long y) {
  if (problem.question.start == "gaussian") return std::exp(-y * y / 2.0L) / root_two_pi;
  return std::exp(mixture(y).value);
}

}  // namespace

namespace {

/// The recursion at work: where the next law lives, and on what width it is smooth.
class Recursion {
 public:
  Recursion(const Problem& problem, const std::vector<Long>& times, const Fineness& fineness)
      : problem_(problem),
        times_(times),
        fineness_(fineness),
        left_(tails(problem, times, false)),
        right_(tails(problem, times, true)),
        start_(problem.parts, problem.question.start == "reweighted" ? &Part::reweighted : &Part::base, times[0]),
        width_(problem.question.start == "gaussian" ? 1.0L : start_.narrowest()),
        here_(expected(0)) {}

  /// The law of Y_n, on a grid that resolves the next kernel too; nothing where that takes too many points.
  std::optional<Layer> next(const std::vector<Layer>& before) {
    std::optional<Layer> layer = fill(before, width_ / (1.3L * fineness_.points));
    constexpr int most_attempts = 12;
    for (int attempt = 0; layer && before.size() + 1 < times_.size(); ++attempt) {
      const Long slope = set_images(*layer, problem_);
      const Long S = layer->rule.S;
      const Long wanted = 1.0L / std::sqrt(1.0L / (width_ * width_) + slope * slope / (S * S)) / fineness_.points;
      if (layer->spacing <= 1.05L * wanted) break;
      if (attempt == most_attempts) return std::nullopt;
      layer = fill(before, wanted);
    }
    if (layer) look_ahead(*layer, before.size() + 1);
    return layer;
  }

 private:
  Interval expected(std::size_t n) const {
    return expected_interval(problem_, times_[n], left_[n], right_[n], fineness_.reach);
  }

  std::optional<Layer> fill(const std::vector<Layer>& before, Long spacing) const {
    const std::size_t n = before.size();
    std::optional<Layer> layer = empty_layer(here_, spacing);
    if (!layer) return layer;
    layer->time = times_[n];
    if (n + 1 < times_.size()) layer->rule = rule<Long>(problem_.question.scheme, times_[n], times_[n + 1]);
    if (n == 0) {
      for (std::size_t i = 0; i < layer->density.size(); ++i) {
        layer->density[i] = start_density(problem_, start_, layer->y(i));
      }
      return layer;
    }
    const Layer& last = before.back();
    for (std::size_t i = 0; i < last.density.size(); ++i) {
      if (!(last.density[i] > 0.0L)) continue;
      const Long mass = last.density[i] * last.spacing;
      along_kernel(*layer, last.image[i], last.rule.S, fineness_.reach,
                   [&](std::size_t j, Long kernel) { layer->density[j] += mass * kernel; });
    }
    return layer;
  }

  /// The interval of the next law: of the closed forms, and of the images of what has any weight here.
  void look_ahead(const Layer& layer, std::size_t n) {
    if (n >= times_.size()) return;
    here_ = expected(n);
    width_ = layer.rule.S;
    const Long least = std::exp(-fineness_.reach * fineness_.reach / 2.0L) *
                       *std::max_element(layer.density.begin(), layer.density.end());
    for (std::size_t i = 0; i < layer.density.size(); ++i) {
      if (layer.density[i] > least) here_.hold(layer.image[i], 0.75L * fineness_.reach * width_);
    }
  }

  const Problem& problem_;
  const std::vector<Long>& times_;
  Fineness fineness_;
  std::vector<Tail> left_;
  std::vector<Tail> right_;
  NoisedMixture<Long> start_;
  Long width_;
  Interval here_;
};

}  // namespace

std::optional<std::vector<Layer>> layers(const Problem& problem, const std::vector<Long>& times,
                                         const Fineness& fineness) {
  Recursion recursion(problem, times, fineness);
  std::vector<Layer> result;
  while (result.size() < times.size()) {
    std::optional<Layer> layer = recursion.next(result);
    if (!layer) return std::nullopt;
    result.push_back(std::move(*layer));
  }
  return result;
}

Long share_at_ends(const Problem& problem, const std::vector<Layer>& laws, double power) {
  const LogCost log_h(problem, laws.back().time);
  const Layer& end = laws.back();
  std::vector<Long> value(end.density.size());
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = std::exp(power * log_h(end.y(i)));
  Long worst = 0.0L;
  for (std::size_t n = laws.size(); n-- > 0;) {
    const Layer& layer = laws[n];
    if (n + 1 < laws.size()) {
      const Layer& next = laws[n + 1];
      std::vector<Long> before(layer.density.size(), 0.0L);
      for (std::size_t i = 0; i < before.size(); ++i) {
        along_kernel(next, layer.image[i], layer.rule.S, 30.0L,
                     [&](std::size_t j, Long kernel) { before[i] += next.spacing * kernel * value[j]; });
      }
      value = std::move(before);
    }
    Long peak = 0.0L;
    for (std::size_t i = 0; i < value.size(); ++i) peak = std::max(peak, layer.density[i] * value[i]);
    worst = std::max({worst, layer.density.front() * value.front() / peak, layer.density.back() * value.back() / peak});
  }
  return worst;
}

Long end_density(const std::vector<Layer>& laws, Long y) {
  const Layer& last = laws[laws.size() - 2];
  const Long S = last.rule.S;
  Long sum = 0.0L;
  for (std::size_t i = 0; i < last.density.size(); ++i) {
    const Long x = (y - last.image[i]) / S;
    if (std::abs(x) < 20.0L) sum += last.density[i] * std::exp(-x * x / 2.0L);
  }
  return sum * last.spacing / (S * root_two_pi);
}

Long end_probability(const std::vector<Layer>& laws, Long y, bool above) {
  const Layer& last = laws[laws.size() - 2];
  const Long least = 1e-26L * *std::max_element(last.density.begin(), last.density.end());
  Long sum = 0.0L;
  for (std::size_t i = 0; i < last.density.size(); ++i) {
    if (last.density[i] < least) continue;
    const Long x = (y - last.image[i]) / (last.rule.S * std::sqrt(2.0L));
    sum += last.density[i] * std::erfc(above ? x : -x) / 2.0L;
  }
  return sum * last.spacing;
}

}  // namespace plumbline::reference
