#include "theory/problem/transitions.hpp"

#include "verify/testing/catch.hpp"

namespace plumbline {
namespace {

/// Two unit Gaussians, the cost larger at the right one.
GuidedPair two_gaussians() {
  GuidedPair pair;
  for (const double place : {-1.0, 1.0}) {
    pair.components.push_back({Eigen::VectorXd::Constant(1, place), Covariance::isotropic(1, 1.0)});
  }
  pair.base = Eigen::Vector2d{0.5, 0.5};
  pair.reweighted = Eigen::Vector2d{0.2, 0.8};
  return pair;
}

}  // namespace

TEST_CASE("the guidance of a step is read where its score is, at t_{n-1}", "[exact]") {
  const Chain chain{TimeGrid({0.1, 0.3, 0.5, 0.9}), Scheme::ddpm, {{2.0}, {0.2}, {0.6}}, Start::gaussian};
  const Transitions run = make_transitions(chain, two_gaussians());
  REQUIRE(run.steps.size() == 3);
  CHECK(run.steps[0].omega == 0.0);
  CHECK(run.steps[1].omega == 2.0);
  CHECK(run.steps[2].omega == 2.0);
  CHECK(run.steps[2].time == 0.5);
}

TEST_CASE("a run starts and ends where its grid does", "[exact]") {
  const Chain chain{TimeGrid({0.1, 0.3, 0.9}), Scheme::ddpm, {{1.0}}, Start::reweighted};
  const Transitions run = make_transitions(chain, two_gaussians());
  CHECK(run.start == Start::reweighted);
  CHECK(run.t0 == Time{0.1});
  CHECK(run.tend == Time{0.9});
}

}  // namespace plumbline
