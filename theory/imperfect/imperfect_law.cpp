#include "theory/imperfect/imperfect_law.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/imperfect/worst_case.hpp"

namespace plumbline {
namespace {

/// Both sums over E |Ghat_n - G_n|^2 along the chain with Ghat.
struct Sums {
  double size = 0.0;     ///< ((1/N) Sum)^(1/2)
  double path_kl = 0.0;  ///< (1/2) Sum (B/S)^2
};

Sums sums_on(const Baseline& baseline, const ScoreError& error, const LineGrid& grid, double tolerance) {
  LawOptions options;
  options.tolerance = tolerance;
  options.grid = grid;
  const std::vector<double> gaps =
      squared_gaps({baseline.pair, error}, baseline.run, baseline.pair, baseline.run, options);
  Sums sums;
  for (std::size_t n = 0; n < gaps.size(); ++n) {
    const Step<double>& step = baseline.run.steps[n];
    sums.size += gaps[n] / (step.B * step.B * static_cast<double>(gaps.size()));
    sums.path_kl += 0.5 * gaps[n] / (step.S * step.S);
  }
  sums.size = std::sqrt(sums.size);
  return sums;
}

double guidance_factor(const Baseline& baseline, ErrorTarget target) {
  if (target == ErrorTarget::guided) return 1.0;
  if (!baseline.chain.guidance.is_constant()) {
    throw InputError("a guidance window has no one factor for the error of an estimate", "score error",
                     "choose target guided, or leave out the window");
  }
  const double omega = baseline.run.steps.front().omega;
  const double factor = std::abs(target == ErrorTarget::base ? 1.0 + omega : omega);
  if (factor == 0.0) {
    throw InputError(fmt::format("an error of the {} score has no effect at w = {}", name(target),
                                 baseline.chain.guidance.scale.value),
                     "score error", "choose another target or w");
  }
  return factor;
}

ChainLaw law_with(const Baseline& baseline, const ScoreError& error, const LawOptions& options) {
  return chain_law({baseline.pair, error}, baseline.run, options);
}

}  // namespace

ImperfectLaw imperfect_law(const Baseline& baseline, const ScoreError& shape, double amplitude,
                           const LawOptions& options) {
  const ScoreError error = shape.scaled(amplitude);
  ChainLaw law = law_with(baseline, error, options);
  const Sums fine = sums_on(baseline, error, law.law().grid(), options.tolerance);
  const Sums coarse = sums_on(baseline, error, law.coarse_law().grid(), options.tolerance);
  const auto value = [&](double Sums::*sum) {
    return Value{fine.*sum, std::abs(fine.*sum - coarse.*sum) + law.rounding() * fine.*sum, law.how()};
  };
  const Value size = value(&Sums::size);
  const Value path_kl = value(&Sums::path_kl);
  return {std::move(law), amplitude, size, path_kl};
}

ImperfectLaw imperfect_law_of_size(const Baseline& baseline, const ScoreError& shape, double eps,
                                   const LawOptions& options) {
  constexpr double accuracy = 1e-12;
  constexpr int most_steps = 40;
  const LineGrid& narrow = baseline.law.law().grid();
  const double small_size = sums_on(baseline, shape.scaled(1e-6), narrow, options.tolerance).size;
  if (!(small_size > 0.0)) {
    throw InputError("the error vanishes along this chain", "score error", "choose another kind, target or w");
  }
  double amplitude = 1e-6 * eps / small_size;
  // A first law at about the right amplitude finds the grid on which the equation is solved.
  const LineGrid grid = law_with(baseline, shape.scaled(amplitude), options).law().grid();
  double last_log_ratio = 0.0;
  double last_log_amplitude = 0.0;
  double slope = 1.0;
  for (int step = 0; step < most_steps; ++step) {
    const double log_ratio = std::log(sums_on(baseline, shape.scaled(amplitude), grid, options.tolerance).size / eps);
    if (!std::isfinite(log_ratio)) break;
    if (std::abs(log_ratio) <= accuracy) {
      ImperfectLaw found = imperfect_law(baseline, shape, amplitude, options);
      // along one shape the path KL goes like the square of the size
      found.path_kl.error += 2.0 * std::abs(std::log(found.size.value / eps)) * found.path_kl.value;
      return found;
    }
    const double log_amplitude = std::log(amplitude);
    if (step > 0) slope = (log_ratio - last_log_ratio) / (log_amplitude - last_log_amplitude);
    if (!(slope > 0.1)) slope = 0.1;  // far from the root, or not monotone there: a short step
    last_log_ratio = log_ratio;
    last_log_amplitude = log_amplitude;
    amplitude = std::exp(log_amplitude - log_ratio / slope);
  }
  throw OutOfReach(Unreached::no_root, fmt::format("no amplitude gives this error the size {}", eps), "score error",
                   "choose a smaller eps or another kind");
}

ImperfectLaw fresh_noise_law(const Baseline& baseline, double eps, const LawOptions& options) {
  Transitions noisy = baseline.run;
  double path_kl = 0.0;
  for (Step<double>& step : noisy.steps) {
    const double ratio = step.B * eps / step.S;
    path_kl += 0.5 * ratio * ratio;
    step.S *= std::sqrt(1.0 + ratio * ratio);
  }
  const char* how = "closed form";
  return {chain_law(baseline.pair, noisy, options), eps, {eps, 0.0, how}, {path_kl, 1e-15 * path_kl, how}};
}

ErrorSource::ErrorSource(const Baseline& baseline, const ErrorSpec& spec)
    : baseline_(baseline),
      spec_(spec),
      amplification_(guidance_factor(baseline, spec.target)),
      response_(std::numeric_limits<double>::quiet_NaN()) {
  if (spec.kind == ErrorKind::worst_case && spec.target != ErrorTarget::guided) {
    throw InputError("the worst case is one of the guided score", "score error", "choose target guided");
  }
  if (spec.kind == ErrorKind::fresh_noise) return;
  shape_ = spec.kind == ErrorKind::worst_case ? worst_case_shape(baseline)
                                              : error_shape(spec, baseline.pair, baseline.run.t0, baseline.run.tend);
  response_ = first_order_response(baseline, shape_);
  const bool helps = baseline.pair.sign() * response_ < 0.0;
  if (helps) {
    shape_ = shape_.scaled(-1.0);
    response_ = -response_;
  }
}

ImperfectLaw ErrorSource::of_size(double eps, const LawOptions& options) const {
  const double size = amplification_ * eps;
  if (spec_.kind == ErrorKind::fresh_noise) return fresh_noise_law(baseline_, size, options);
  return imperfect_law_of_size(baseline_, shape_, size, options);
}

ImperfectLaw ErrorSource::of_amplitude(double amplitude, const LawOptions& options) const {
  if (spec_.kind == ErrorKind::fresh_noise) return fresh_noise_law(baseline_, amplitude, options);
  return imperfect_law(baseline_, shape_, amplitude, options);
}

ChainLaw ErrorSource::law_of_amplitude(double amplitude, const LawOptions& options) const {
  if (spec_.kind == ErrorKind::fresh_noise) return fresh_noise_law(baseline_, amplitude, options).law;
  return law_with(baseline_, shape_.scaled(amplitude), options);
}

}  // namespace plumbline
