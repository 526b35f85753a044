#include "theory/score/scores_in_time.hpp"

#include <cmath>

#include "theory/cases/case.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {
namespace {

/// A field that counts how often it is asked.
struct Counted {
  ScoreField field;
  std::shared_ptr<int> n_asked = std::make_shared<int>(0);

  ScoreField counting() const {
    return [*this](const double& t, const Column<double>& y, NoisedScores<double>& out) {
      ++*n_asked;
      field(t, y, out);
    };
  }
};

/// The largest distance of the interpolated field from the field itself at 2000 times up to 1, over 1 + |value|.
double largest_distance(const ScoreField& field, const ScoreField& interpolated, const Column<double>& y) {
  NoisedScores<double> expected;
  NoisedScores<double> found;
  double largest = 0.0;
  for (int n = 0; n <= 2000; ++n) {
    const double t = std::exp(-3.0 * (1.0 - n / 2000.0));
    field(t, y, expected);
    interpolated(t, y, found);
    const auto distance = [](const Column<double>& a, const Column<double>& b) {
      return ((a - b).abs() / (1.0 + a.abs())).maxCoeff();
    };
    largest =
        std::max({largest, distance(expected.log_density, found.log_density), distance(expected.score, found.score),
                  distance(expected.log_h, found.log_h), distance(expected.score_reweighted, found.score_reweighted)});
  }
  return largest;
}

}  // namespace

TEST_CASE("scores interpolated in time are the scores, at a fraction of the calls", "[exact]") {
  const LineScores<double> scores(load_case("narrow-rival").pair);
  const Counted exact{
      [&](const double& t, const Column<double>& y, NoisedScores<double>& out) { scores.evaluate(t, y, out); }};
  const ScoreField interpolated = interpolated_in_time(exact.counting());
  const Column<double> y = Column<double>::LinSpaced(51, -6.0, 7.0);
  CHECK(largest_distance(exact.field, interpolated, y) <= 1e-13);
  CHECK(*exact.n_asked < 1000);
  CHECK(largest_distance(exact.field, interpolated, y + 0.25) <= 1e-13);  // other points: nothing is kept
}

TEST_CASE("a field with a kink in time is asked itself where it cannot be interpolated", "[exact]") {
  const Counted kinked{[](const double& t, const Column<double>& y, NoisedScores<double>& out) {
    out.log_density = -y.square() * std::abs(t - 0.4);
    out.score = out.log_h = out.score_reweighted = y;
  }};
  const ScoreField interpolated = interpolated_in_time(kinked.counting());
  CHECK(largest_distance(kinked.field, interpolated, Column<double>::LinSpaced(9, -2.0, 2.0)) <= 1e-13);
  CHECK(*kinked.n_asked < 1000);
}

}  // namespace plumbline
