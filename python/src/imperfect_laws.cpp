#include "python/src/imperfect_laws.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "python/src/errors.hpp"
#include "theory/imperfect/imperfect_law.hpp"
#include "theory/imperfect/plane_error.hpp"
#include "theory/integrability/integrability.hpp"
#include "theory/plane/plane_scores.hpp"
#include "theory/score/guided_score.hpp"

namespace plumbline::python {

namespace nb = nanobind;

namespace {

/// Ghat - G on the line, as an error that s and s^J share: G then moves by just that.
class FieldError {
 public:
  FieldError(const GuidedPair& pair, const Chain& chain, const GivenField& field)
      : omega_(signed_guidance(chain, pair)),
        last_score_(chain.grid.times().rbegin()[1]),
        scores_(pair),
        field_(field) {}

  /// Once the law is known it needs the field no more: a law that held on to it would be part of a cycle that Python
  /// cannot see.
  void let_go() { field_.reset(); }

  /// None after the last score was taken: nobody asks the field there.
  Column<double> at(double t, const Column<double>& y, const NoisedScores<double>& exact) const {
    if (!field_ || t > last_score_) return Column<double>::Zero(y.size());
    return (*field_)(t, y).col(0) - guided_score(exact.score, exact.score_reweighted, omega_(t));
  }

  /// Its far field where it is affine there, as of a network; none where it goes on to change.
  AffineError far(double t, Side side, const FarScores<double>& exact) const {
    constexpr std::array<double, 3> deviations{40.0, 60.0, 80.0};
    constexpr double straight = 1e-6;
    const double sign = side == Side::right ? 1.0 : -1.0;
    Column<double> y(3);
    for (std::size_t i = 0; i < 3; ++i) {
      y[static_cast<Eigen::Index>(i)] = exact.mean_base + sign * deviations[i] * std::sqrt(exact.variance_base);
    }
    NoisedScores<double> noised;
    scores_.evaluate_scores(t, y, noised);
    const Column<double> e = at(t, y, noised);
    const double slope = (e[2] - e[0]) / (y[2] - y[0]);
    const bool is_straight = std::abs(e[1] - e[0] - slope * (y[1] - y[0])) <= straight * (1e-3 + e.abs().maxCoeff());
    if (!is_straight) return {};
    return {e[0] - slope * y[0], slope};
  }

 private:
  std::function<double(double t)> omega_;
  double last_score_;  ///< its time
  LineScores<double> scores_;
  std::optional<GivenField> field_;
};

const Chain& chain_with_noise(const ChainHandle& handle) {
  for (const Step<double>& step : handle.run.steps) {
    if (!(step.S > 0.0)) throw OutOfReach("a step without noise", "law of the chain", "give S > 0");
  }
  if (!handle.chain) {
    throw OutOfReach("steps by their coefficients", "law of a sampler with this score", "ask for a scheme by name");
  }
  return *handle.chain;
}

}  // namespace

LawWithField<LineLaw> line_law_with(const ChainHandle& handle, const GivenField& field, double tolerance) {
  const nb::gil_scoped_release release;
  return within_reach([&] {
    const Chain& chain = chain_with_noise(handle);
    const GuidedPair& pair = handle.problem->pair;
    const auto shared = std::make_shared<FieldError>(pair, chain, field);
    ScoreError error;
    error.field = [shared](double t, const Column<double>& y, const NoisedScores<double>& exact) {
      Column<double> e = shared->at(t, y, exact);
      return PairOf<Column<double>>{e, e};
    };
    error.far = [shared](double t, Side side, const FarScores<double>& exact) {
      const AffineError e = shared->far(t, side, exact);
      return PairOf<AffineError>{e, e};
    };
    LawOptions options;
    options.tolerance = tolerance;
    ImperfectLaw found = imperfect_law(Baseline(pair, chain, options), error, 1.0, options);
    shared->let_go();
    const Reduction as_it_is{pair, Eigen::MatrixXd::Identity(1, 1), 0, 1.0};
    return LawWithField<LineLaw>{{as_it_is, ProductLaw{std::move(found.law), 0, 1.0}}, found.size, found.path_kl};
  });
}

LawWithField<PlaneLawHandle> plane_law_with(const ChainHandle& handle, const GivenField& field, double tolerance) {
  const nb::gil_scoped_release release;
  return within_reach([&] {
    const Chain& chain = chain_with_noise(handle);
    const GuidedPair& pair = handle.problem->pair;
    const GuidedScoreError error = [&](const Step<double>& step,
                                       const Eigen::Ref<const Eigen::ArrayXXd>& states) -> Eigen::ArrayXXd {
      const PlaneFields exact = PlaneScores(pair, step.time)(states.col(0), states.col(1));
      Eigen::ArrayXXd off = field(step.time, states);
      off.col(0) -= exact.score_x + step.omega * exact.change_x;
      off.col(1) -= exact.score_y + step.omega * exact.change_y;
      return off;
    };
    ImperfectPlaneLaw found = imperfect_plane_law(pair, chain, error, {.tolerance = tolerance});
    const Reduction as_it_is{pair, Eigen::MatrixXd::Identity(2, 2), 0, 1.0};
    return LawWithField<PlaneLawHandle>{
        PlaneLawHandle{as_it_is, std::move(found.law), integrability(pair, chain), 1.0}, found.size, found.path_kl};
  });
}

}  // namespace plumbline::python
