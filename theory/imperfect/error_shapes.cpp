#include "theory/imperfect/error_shapes.hpp"

#include <fmt/format.h>
#include <boost/math/constants/constants.hpp>

#include <cmath>

#include "theory/imperfect/random_field.hpp"
#include "theory/problem/input_error.hpp"

namespace plumbline {
namespace {

bool is_hit(ErrorTarget target, ErrorTarget score) { return target == ErrorTarget::guided || target == score; }

/// Far out a field that tends to a constant there, the same on both sides.
ScoreError with_far_constant(ScoreError error, ErrorTarget target, const std::function<double(double t)>& constant) {
  error.far = [target, constant](double t, Side, const FarScores<double>&) {
    const AffineError there{constant(t), 0.0};
    return PairOf<AffineError>{is_hit(target, ErrorTarget::base) ? there : AffineError{},
                               is_hit(target, ErrorTarget::reweighted) ? there : AffineError{}};
  };
  return error;
}

/// 1 on part number `part` of three equal parts of log t from t0 to tend.
ScoreError third(ErrorTarget target, int part, Time t0, Time tend) {
  const double length = std::log(tend.value / t0.value) / 3.0;
  const double from = std::log(t0.value) + part * length;
  const auto height = [=](double t) {
    const double place = (std::log(t) - from) / length;
    return place >= -1e-12 && place < 1.0 - 1e-12 ? 1.0 : 0.0;  // a step that starts on the edge belongs to one part
  };
  const PlainField field = [height](double t, const Column<double>& y, const NoisedScores<double>&) -> Column<double> {
    return Column<double>::Constant(y.size(), height(t));
  };
  return with_far_constant(error_on(target, field), target, height);
}

/// 1 / (1 + p_t / (c peak)): 1/2 where p_t is c = 1/20 of the peak of the normal law of the same variance.
ScoreError low_density(ErrorTarget target, const GuidedPair& pair) {
  double mean = 0.0;
  double second = 0.0;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const Gaussian& gaussian = pair.components[k];
    const double weight = pair.base[static_cast<Eigen::Index>(k)];
    mean += weight * gaussian.mean[0];
    second += weight * (gaussian.mean[0] * gaussian.mean[0] + gaussian.covariance.eigenvalues()[0]);
  }
  const double variance = second - mean * mean;
  constexpr double share_of_peak = 0.05;
  const PlainField field = [variance](double t, const Column<double>&,
                                      const NoisedScores<double>& exact) -> Column<double> {
    const double peak = 1.0 / std::sqrt(boost::math::constants::two_pi<double>() * (t * variance + 1.0 - t));
    return 1.0 / (1.0 + (exact.log_density - std::log(share_of_peak * peak)).exp());
  };
  return with_far_constant(error_on(target, field), target, [](double) { return 1.0; });
}

ScoreError multiplicative(ErrorTarget target) {
  ScoreError error;
  error.field = [target](double, const Column<double>& y, const NoisedScores<double>& exact) {
    const Column<double> none = Column<double>::Zero(y.size());
    return PairOf<Column<double>>{is_hit(target, ErrorTarget::base) ? exact.score : none,
                                  is_hit(target, ErrorTarget::reweighted) ? exact.score_reweighted : none};
  };
  error.far = [target](double, Side, const FarScores<double>& far) {
    const auto score = [](double mean, double variance) { return AffineError{mean / variance, -1.0 / variance}; };
    return PairOf<AffineError>{
        is_hit(target, ErrorTarget::base) ? score(far.mean_base, far.variance_base) : AffineError{},
        is_hit(target, ErrorTarget::reweighted) ? score(far.mean_reweighted, far.variance_reweighted) : AffineError{}};
  };
  return error;
}

}  // namespace

ScoreError error_on(ErrorTarget target, const PlainField& field) {
  ScoreError error;
  error.field = [target, field](double t, const Column<double>& y, const NoisedScores<double>& exact) {
    const Column<double> e = field(t, y, exact);
    const Column<double> none = Column<double>::Zero(y.size());
    return PairOf<Column<double>>{is_hit(target, ErrorTarget::base) ? e : none,
                                  is_hit(target, ErrorTarget::reweighted) ? e : none};
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
      break;
  }
  throw InputError(fmt::format("{} is no fixed field", name(spec.kind)), "score error",
                   "choose a kind that does not depend on the chain");
}

}  // namespace plumbline
