#include "sim/ensemble.hpp"

#include <cmath>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

Chain short_chain(double w, int steps) {
  return {make_grid(Schedule::log_uniform, {steps}, {1e-3}, {1.0}), Scheme::exponential, {{w}}, Start::exact};
}

/// The bits of everything that a summary holds.
std::vector<double> contents(const EnsembleSummary& s) {
  std::vector<double> all;
  const auto take = [&all](const Moments& m) {
    for (const double x : {static_cast<double>(m.n), m.mean, m.m2, m.m3, m.m4, m.min, m.max}) all.push_back(x);
  };
  take(s.cost);
  take(s.log_cost);
  take(s.probability);
  for (const Moments& m : s.coordinate) take(m);
  for (const Moments& m : s.square) take(m);
  for (const Histogram& h : s.histogram) all.insert(all.end(), h.counts().begin(), h.counts().end());
  return all;
}

}  // namespace

TEST_CASE("results are the same bits for 1, 2 and 7 threads", "[exact]") {
  for (const char* name : {"unit-pair", "triad"}) {
    const GuidedPair pair = load_case(name).pair;
    EnsembleOptions options{.paths = 5000, .seed = {7}, .threads = 1, .histogram = {-4.0, 4.0, 50}};
    const auto one = contents(run_ensemble(pair, short_chain(1.0, 5), options));
    for (const int threads : {2, 7}) {
      options.threads = threads;
      CHECK(contents(run_ensemble(pair, short_chain(1.0, 5), options)) == one);
    }
  }
}

TEST_CASE("the mean cost at w = 0 and few steps of a Gaussian base is exact", "[stat]") {
  // For unit-pair the base law is N(1, 1): the score is affine, and with w = 0 the chain stays Gaussian, with mean and
  // variance by the scalar recursion (theory/README.md, O7).
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = short_chain(0.0, 16);
  double mean = std::sqrt(1e-3);
  double variance = 1.0;
  for (const Step<double>& step : make_steps<double>(chain, pair)) {
    mean = step.A * mean - step.B * (mean - std::sqrt(step.time));
    variance = (step.A - step.B) * (step.A - step.B) * variance + step.S * step.S;
  }
  const EnsembleSummary s = run_ensemble(pair, chain, {.paths = 200000, .seed = {11}});
  const double five_sigma = 5.0;  // false alarm 6e-7 for each of the two
  CHECK(std::abs(s.coordinate[0].mean - mean) < five_sigma * std::sqrt(variance / 2e5));
  CHECK(std::abs(s.coordinate[0].variance() - variance) < five_sigma * variance * std::sqrt(2.0 / 2e5));
}

TEST_CASE("guided paths at w = 0 coincide with unguided ones, and at w > 0 most improve", "[stat]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const auto unguided = make_transitions(short_chain(0.0, 32), pair);
  const auto guided = make_transitions(short_chain(1.0, 32), pair);
  const EnsembleOptions options{.paths = 4000, .seed = {5}};
  const CoupledSummary same = run_coupled(pair, unguided, unguided, options);
  CHECK(same.improved == 0);
  CHECK(same.cost_difference.max == 0.0);
  const CoupledSummary s = run_coupled(pair, guided, unguided, options);
  CHECK(s.n == 4000);
  // The drift toward the class is always positive here: every path improves.
  CHECK(s.improved == 4000);
  CHECK(s.cost_difference.mean == Approx(s.guided.cost.mean - s.unguided.cost.mean).epsilon(1e-12));
}

TEST_CASE("coupled runs of rules with stages are those of the ensembles, on one noise", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  for (const Scheme scheme : {Scheme(DpmppSde{}), Scheme(SdeDpmpp2m{}), Scheme(Heun{}), Scheme(Ddim{0.5})}) {
    INFO(name(scheme));
    const auto chain = [&](double w) {
      Chain of = short_chain(w, 12);
      of.scheme = scheme;
      return of;
    };
    const EnsembleOptions options{.paths = 3000, .seed = {5}};
    const std::vector<RuleRun> guided{make_rule_run(chain(1.0), pair), make_rule_run(chain(2.0), pair)};
    const std::vector<CoupledSummary> found = run_coupled(pair, guided, make_rule_run(chain(0.0), pair), options);
    REQUIRE(found.size() == 2);
    CHECK(found[0].guided.cost.mean == run_ensemble(pair, guided[0], options).cost.mean);
    CHECK(found[1].guided.cost.mean == run_ensemble(pair, guided[1], options).cost.mean);
    CHECK(found[1].unguided.cost.mean == run_ensemble(pair, make_rule_run(chain(0.0), pair), options).cost.mean);
    CHECK(found[0].improved > 2900);
    // on noises of their own the difference of the costs would vary as their sum does
    CHECK(found[0].cost_difference.variance() < found[0].guided.cost.variance() + found[0].unguided.cost.variance());
  }
}

TEST_CASE("an ensemble refuses what it cannot run", "[bad-input]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain = short_chain(1.0, 2);
  CHECK_THROWS_AS(run_ensemble(pair, chain, {.paths = 0}), InputError);
  CHECK_THROWS_AS(run_ensemble(pair, chain, {.paths = 1, .first_path = -1}), InputError);
  CHECK_THROWS_AS(run_ensemble(pair, chain, {.paths = (std::int64_t{1} << 32) + 1}), InputError);
  CHECK_THROWS_AS(run_ensemble(pair, Transitions{{}, Start::exact, {0.1}, {1.0}}, {.paths = 1}), InputError);
  const Transitions run = make_transitions(chain, pair);
  Transitions shorter = run;
  shorter.steps.resize(1);
  CHECK_THROWS_AS(run_coupled(pair, run, shorter, {.paths = 1}), InputError);
  GuidedPair points = pair;
  points.components[0].covariance = Covariance::isotropic(1, 0.0);
  CHECK_THROWS_WITH(run_ensemble(points, chain, {.paths = 1}), ContainsSubstring("end at a time below 1"));
}

TEST_CASE("an exception of the receiver of states reaches the caller", "[bad-input]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Transitions run = make_transitions(short_chain(1.0, 2), pair);
  const auto refuse = [](std::int64_t, const Eigen::MatrixXd&) { throw InputError("no space", "disk", "free some"); };
  CHECK_THROWS_AS(sample_paths(pair, run, {.paths = 100000, .threads = 3}, refuse), InputError);
}
