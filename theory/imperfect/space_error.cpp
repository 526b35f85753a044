#include "theory/imperfect/space_error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/imperfect/random_field.hpp"
#include "theory/score/estimated_scores.hpp"
#include "theory/score/line_scores.hpp"
#include "theory/score/point_scores.hpp"

namespace plumbline {
namespace {

using Points = Eigen::Ref<const Eigen::ArrayXXd>;

/// Both scores, shape (n, d), and log p_t, shape (n).
struct SpaceScores {
  Eigen::ArrayXXd base;
  Eigen::ArrayXXd reweighted;
  Eigen::ArrayXd log_density;
};

/// Exact scores in any dimension.
class Scores {
 public:
  explicit Scores(const GuidedPair& pair) : pair_(pair) {
    if (pair.dimension() == 1) line_.emplace(pair);
  }

  SpaceScores operator()(double t, const Points& states) const {
    if (line_) {
      NoisedScores<double> noised;
      line_->evaluate(t, states.col(0), noised);
      return {noised.score, noised.score_reweighted, noised.log_density};
    }
    SpaceScores scores{Eigen::ArrayXXd(states.rows(), states.cols()), Eigen::ArrayXXd(states.rows(), states.cols()),
                       Eigen::ArrayXd(states.rows())};
    for (Eigen::Index i = 0; i < states.rows(); ++i) {
      const PointScores at = point_scores(pair_, t, states.row(i).transpose().matrix());
      scores.base.row(i) = at.score.transpose().array();
      scores.reweighted.row(i) = at.score_reweighted.transpose().array();
      scores.log_density[i] = at.log_density;
    }
    return scores;
  }

 private:
  GuidedPair pair_;
  std::optional<LineScores<double>> line_;
};

/// What guidance makes of errors of the two estimates.
Eigen::ArrayXXd guided(ErrorTarget target, double omega, const Eigen::ArrayXXd& of_base,
                       const Eigen::ArrayXXd& of_reweighted) {
  const Eigen::ArrayXXd none = Eigen::ArrayXXd::Zero(of_base.rows(), of_base.cols());
  return guided_error(omega, is_wrong(target, ErrorTarget::base) ? of_base : none,
                      is_wrong(target, ErrorTarget::reweighted) ? of_reweighted : none);
}

/// height(t, scores' log density), shape (n), along (1, .., 1) / sqrt(d).
template <class Height>
GuidedScoreError along_diagonal(ErrorTarget target, Height height) {
  return [=](const Step<double>& step, const Points& states) -> Eigen::ArrayXXd {
    const Eigen::ArrayXd values = height(step.time, states) / std::sqrt(static_cast<double>(states.cols()));
    const Eigen::ArrayXXd error = values.replicate(1, states.cols());
    return guided(target, step.omega, error, error);
  };
}

GuidedScoreError third_in_space(ErrorTarget target, int part, Time t0, Time tend) {
  return along_diagonal(target, [=](double t, const Points& states) -> Eigen::ArrayXd {
    return Eigen::ArrayXd::Constant(states.rows(), in_third(part, t, t0, tend));
  });
}

GuidedScoreError smooth_in_space(const ErrorSpec& spec, Eigen::Index dimension) {
  std::vector<RandomField> fields;
  for (Eigen::Index j = 0; j < dimension; ++j)
    fields.emplace_back(Seed{spec.seed.value + static_cast<std::uint64_t>(j)});
  return [=, target = spec.target](const Step<double>& step, const Points& states) -> Eigen::ArrayXXd {
    Eigen::ArrayXXd error(states.rows(), states.cols());
    for (Eigen::Index j = 0; j < states.cols(); ++j) {
      error.col(j) = fields[static_cast<std::size_t>(j)](step.time, states.col(j));
    }
    error /= std::sqrt(static_cast<double>(states.cols()));
    return guided(target, step.omega, error, error);
  };
}

/// error_of(scores) of each of the two scores.
template <class ErrorOf>
GuidedScoreError of_scores(ErrorTarget target, const GuidedPair& pair, ErrorOf error_of) {
  return [=, scores = Scores(pair)](const Step<double>& step, const Points& states) -> Eigen::ArrayXXd {
    const SpaceScores at = scores(step.time, states);
    return guided(target, step.omega, error_of(at.base), error_of(at.reweighted));
  };
}

template <class Narrow>
Eigen::ArrayXXd rounding_error(const Eigen::ArrayXXd& values) {
  return values.cast<float>().template cast<Narrow>().template cast<double>() - values;
}

}  // namespace

GuidedScoreError space_error(const ErrorSpec& spec, const GuidedPair& pair, Time t0, Time tend) {
  switch (spec.kind) {
    case ErrorKind::constant:
      return along_diagonal(spec.target, [](double, const Points& states) -> Eigen::ArrayXd {
        return Eigen::ArrayXd::Ones(states.rows());
      });
    case ErrorKind::smooth:
      return smooth_in_space(spec, pair.dimension());
    case ErrorKind::low_density:
      return along_diagonal(
          spec.target,
          [scores = Scores(pair), variance = base_variance(pair)](double t, const Points& states) -> Eigen::ArrayXd {
            return thinness(scores(t, states).log_density, t, variance, states.cols());
          });
    case ErrorKind::early:
      return third_in_space(spec.target, 0, t0, tend);
    case ErrorKind::middle:
      return third_in_space(spec.target, 1, t0, tend);
    case ErrorKind::late:
      return third_in_space(spec.target, 2, t0, tend);
    case ErrorKind::multiplicative:
      return of_scores(spec.target, pair, [](const Eigen::ArrayXXd& score) { return score; });
    case ErrorKind::round_to_float:
      return of_scores(spec.target, pair, rounding_error<float>);
    case ErrorKind::round_to_half:
      return of_scores(spec.target, pair, rounding_error<Eigen::half>);
    case ErrorKind::worst_case:
    case ErrorKind::fresh_noise:
      break;
  }
  throw InputError(fmt::format("{} is no fixed field", name(spec.kind)), "score error", "choose another kind");
}

GuidedScoreError scaled(const GuidedScoreError& error, double factor) {
  return
      [=](const Step<double>& step, const Points& states) -> Eigen::ArrayXXd { return factor * error(step, states); };
}

bool has_own_size(ErrorKind kind) { return kind == ErrorKind::round_to_float || kind == ErrorKind::round_to_half; }

}  // namespace plumbline
