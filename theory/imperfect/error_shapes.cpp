#include "theory/imperfect/error_shapes.hpp"

#include <fmt/format.h>
#include <boost/math/constants/constants.hpp>

#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/imperfect/random_field.hpp"

namespace plumbline {
namespace {

/// Far out a field that tends to a constant there, the same on both sides.
ScoreError with_far_constant(ScoreError error, ErrorTarget target, const std::function<double(double t)>& constant) {
  error.far = [target, constant](double t, Side, const FarScores<double>&) {
    const AffineError there{constant(t), 0.0};
    return PairOf<AffineError>{is_wrong(target, ErrorTarget::base) ? there : AffineError{},
                               is_wrong(target, ErrorTarget::reweighted) ? there : AffineError{}};
  };
  return error;
}

ScoreError third(ErrorTarget target, int part, Time t0, Time tend) {
  const auto height = [=](double t) { return in_third(part, t, t0, tend); };
  const PlainField field = [height](double t, const Column<double>& y, const NoisedScores<double>&) -> Column<double> {
    return Column<double>::Constant(y.size(), height(t));
  };
  return with_far_constant(error_on(target, field), target, height);
}

ScoreError low_density(ErrorTarget target, const GuidedPair& pair) {
  const double variance = base_variance(pair);
  const PlainField field = [variance](double t, const Column<double>&, const NoisedScores<double>& exact) {
    return thinness(exact.log_density, t, variance, 1);
  };
  return with_far_constant(error_on(target, field), target, [](double) { return 1.0; });
}

ScoreError multiplicative(ErrorTarget target) {
  ScoreError error;
  error.field = [target](double, const Column<double>& y, const NoisedScores<double>& exact) {
    const Column<double> none = Column<double>::Zero(y.size());
    return PairOf<Column<double>>{is_wrong(target, ErrorTarget::base) ? exact.score : none,
                                  is_wrong(target, ErrorTarget::reweighted) ? exact.score_reweighted : none};
  };
  error.far = [target](double, Side, const FarScores<double>& far) {
    const auto score = [](double mean, double variance) { return AffineError{mean / variance, -1.0 / variance}; };
    return PairOf<AffineError>{
        is_wrong(target, ErrorTarget::base) ? score(far.mean_base, far.variance_base) : AffineError{},
        is_wrong(target, ErrorTarget::reweighted) ? score(far.mean_reweighted, far.variance_reweighted)
                                                  : AffineError{}};
  };
  return error;
}

}  // namespace

bool is_wrong(ErrorTarget target, ErrorTarget score) { return target == ErrorTarget::guided || target == score; }

double in_third(int part, double t, Time t0, Time tend) {
  const double length = std::log(tend.value / t0.value) / 3.0;
  const double place = (std::log(t) - std::log(t0.value) - part * length) / length;
  return place >= -1e-12 && place < 1.0 - 1e-12 ? 1.0 : 0.0;  // a step that starts on the edge belongs to one part
}

Column<double> thinness(const Column<double>& log_density, double t, double variance, Eigen::Index dimension) {
  constexpr double share_of_peak = 0.05;
  const double log_peak = -0.5 * static_cast<double>(dimension) *
                          std::log(boost::math::constants::two_pi<double>() * (t * variance + 1.0 - t));
  return 1.0 / (1.0 + (log_density - (std::log(share_of_peak) + log_peak)).exp());
}

double base_variance(const GuidedPair& pair) {
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(pair.dimension());
  double second = 0.0;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const Gaussian& gaussian = pair.components[k];
    const double weight = pair.base[static_cast<Eigen::Index>(k)];
    mean += weight * gaussian.mean;
    second += weight * (gaussian.mean.squaredNorm() + gaussian.covariance.eigenvalues().sum());
  }
  return (second - mean.squaredNorm()) / static_cast<double>(pair.dimension());
}

ScoreError error_on(ErrorTarget target, const PlainField& field) {
  ScoreError error;
  error.field = [target, field](double t, const Column<double>& y, const NoisedScores<double>& exact) {
    const Column<double> e = field(t, y, exact);
    const Column<double> none = Column<double>::Zero(y.size());
    return PairOf<Column<double>>{is_wrong(target, ErrorTarget::base) ? e : none,
                                  is_wrong(target, ErrorTarget::reweighted) ? e : none};
  };
  return error;
}

ScoreError error_shape(const ErrorSpec& spec, const GuidedPair& pair, Time t0, Time tend) {
  switch (spec.kind) {
    case ErrorKind::constant: {
      const PlainField one = [](double, const Column<double>& y, const NoisedScores<double>&) -> Column<double> {
        return Column<double>::Ones(y.size());
      };
      return with_far_constant(error_on(spec.target, one), spec.target, [](double) { return 1.0; });
    }
    case ErrorKind::smooth: {
      const RandomField field(spec.seed);
      return error_on(spec.target,
                      [field](double t, const Column<double>& y, const NoisedScores<double>&) { return field(t, y); });
    }
    case ErrorKind::low_density:
      return low_density(spec.target, pair);
    case ErrorKind::early:
      return third(spec.target, 0, t0, tend);
    case ErrorKind::middle:
      return third(spec.target, 1, t0, tend);
    case ErrorKind::late:
      return third(spec.target, 2, t0, tend);
    case ErrorKind::multiplicative:
      return multiplicative(spec.target);
    case ErrorKind::worst_case:
    case ErrorKind::fresh_noise:
    case ErrorKind::round_to_float:
    case ErrorKind::round_to_half:
      break;
  }
  throw InputError(fmt::format("{} is no smooth field", name(spec.kind)), "score error",
                   "choose another kind (rounding is measured along paths)");
}

}  // namespace plumbline
