#include "verify/mutant/mutant.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "theory/base/input_error.hpp"
#include "verify/mutant/wrong_rules.hpp"

namespace plumbline {
namespace {

/// A mutant whose every step is changed in the same way.
Mutant wrong_step(std::string name, std::string about, void (*change)(Step<double>&)) {
  return {std::move(name), std::move(about), {}, [change](Steps& steps) {
            for (Step<double>& step : steps) change(step);
          }};
}

Mutant wrong_pair(std::string name, std::string about, std::function<void(GuidedPair&)> change) {
  return {std::move(name), std::move(about), std::move(change), {}};
}

Mutant wrong_numbers(std::string name, std::string about, Fault fault) {
  return {std::move(name), std::move(about), {}, {}, fault};
}

Mutant wrong_rule(std::string name, std::string about, std::optional<SteppingRule> (*change)(const Scheme&)) {
  Mutant mutant{std::move(name), std::move(about), {}, {}};
  mutant.change_rule = change;
  return mutant;
}

/// Every score is taken where the next step takes it; the last one stays.
void use_next_score_time(Steps& steps) {
  for (std::size_t n = 0; n + 1 < steps.size(); ++n) steps[n].time = steps[n + 1].time;
}

/// Step n runs with the coefficients of step n + 1; the last one stays.
void use_next_coefficients(Steps& steps) {
  for (std::size_t n = 0; n + 1 < steps.size(); ++n) {
    const double time = steps[n].time;
    steps[n] = steps[n + 1];
    steps[n].time = time;
  }
}

void set_unit_covariances(GuidedPair& pair) {
  for (Gaussian& gaussian : pair.components) {
    gaussian.covariance = Covariance::isotropic(pair.dimension(), 1.0);
  }
}

/// The smallest error that the full tier promises to catch: the end state moves by as much as the means.
void shift_by_a_thousandth(GuidedPair& pair) {
  double mean = 0.0;
  double square = 0.0;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const Gaussian& gaussian = pair.components[k];
    const double weight = pair.base[static_cast<Eigen::Index>(k)];
    mean += weight * gaussian.mean[0];
    square += weight * (gaussian.mean[0] * gaussian.mean[0] + gaussian.covariance.matrix()(0, 0));
  }
  for (Gaussian& gaussian : pair.components) gaussian.mean[0] += 1e-3 * std::sqrt(square - mean * mean);
}

}  // namespace

const std::vector<Mutant>& mutant_catalogue() {
  static const std::vector<Mutant> catalogue = {
      wrong_step("wrong-sign", "guides away: w has the wrong sign", [](Step<double>& s) { s.omega = -s.omega; }),
      wrong_step("no-guidance", "ignores w", [](Step<double>& s) { s.omega = 0.0; }),
      wrong_step("w-off-by-one", "takes w for the factor 1 + w of the base score",
                 [](Step<double>& s) { s.omega -= 1.0; }),
      wrong_pair("swapped-classes", "takes the base score for the reweighted one and the reverse",
                 [](GuidedPair& pair) { std::swap(pair.base, pair.reweighted); }),
      wrong_pair("flat-weights", "forgets the weights of the mixture in the reweighted score",
                 [](GuidedPair& pair) { pair.reweighted.setConstant(1.0 / static_cast<double>(pair.size())); }),
      wrong_pair("unit-covariances", "takes every covariance for the identity", set_unit_covariances),
      wrong_pair("shifted-means", "has the means off by a thousandth of a standard deviation in the first coordinate",
                 shift_by_a_thousandth),
      {"dropped-last-step", "stops one step early", {}, [](Steps& steps) { steps.pop_back(); }},
      {"next-score-time", "takes every score at the end of its step", {}, use_next_score_time},
      {"grid-off-by-one", "takes the coefficients of the next step", {}, use_next_coefficients},
      wrong_step("noise-level-for-time", "takes the noise level 1 - t for the time t of the score",
                 [](Step<double>& s) { s.time = 1.0 - s.time; }),
      wrong_step("missing-linear-drift", "leaves out the term Y/2", [](Step<double>& s) { s.A = 1.0; }),
      wrong_step("half-score", "uses half the score, as the probability-flow equation does",
                 [](Step<double>& s) { s.B *= 0.5; }),
      wrong_step("noise-variance", "takes the variance of the noise for its standard deviation",
                 [](Step<double>& s) { s.S *= s.S; }),
      wrong_step("noise-sqrt-two", "noise larger by the square root of 2",
                 [](Step<double>& s) { s.S *= std::numbers::sqrt2; }),
      wrong_step("forward-noise", "takes the forward noise sqrt(1 - a) for the reverse one",
                 [](Step<double>& s) { s.S /= std::sqrt(1.0 + s.S * s.S); }),
      wrong_rule("ddim-eta-for-its-square", "takes eta for eta^2 in ddim", ddim_eta_for_its_square),
      wrong_rule("ancestral-whole-step", "ancestral goes down to Sigma_to before it adds noise", ancestral_whole_step),
      wrong_rule("exponential-sde-flow-data", "exponential-sde has the data factor of the flow",
                 exponential_sde_flow_data),
      wrong_rule("ddpm-large-is-small", "ddpm-large has the variance of ddpm-small", ddpm_large_is_small),
      wrong_rule("ddpm-small-is-large", "ddpm-small has the variance of ddpm-large", ddpm_small_is_large),
      wrong_rule("heun-old-level", "heun takes its second score at the level of the first", heun_old_level),
      wrong_rule("churn-deviation", "heun-churn adds noise Sigma^ - Sigma, not sqrt(Sigma^^2 - Sigma^2)",
                 churn_deviation),
      wrong_rule("2m-wrong-ratio", "dpm++2m has h / h_before upside down", multistep_wrong_ratio),
      wrong_rule("sde-2m-flow-data", "sde-dpm++2m has the data factor of the flow", sde_multistep_flow_data),
      wrong_rule("sde-independent-noises", "dpm++sde draws fresh noise for the whole step: order 1",
                 sde_independent_noises),
      wrong_numbers("reused-numbers", "draws the same normals at every step", Fault::reused_numbers),
      wrong_numbers("repeated-blocks", "every block of paths repeats the first", Fault::repeated_blocks),
      wrong_numbers("float-state", "rounds the state to single precision after every step", Fault::float_state),
  };
  return catalogue;
}

const std::vector<Scheme>& tried_schemes() {
  static const std::vector<Scheme> schemes = {
      Ddim{0.0},   Ddim{0.5}, Ancestral{0.7}, ExponentialSde{0.4}, DdpmLarge{},
      DdpmSmall{}, Heun{},    Dpmpp2m{},      SdeDpmpp2m{},        DpmppSde{},
      HeunChurn{6.0, 0.0, std::numeric_limits<double>::infinity(), 1.003}};
  return schemes;
}

const Mutant& find_mutant(const std::string& name) {
  std::string known;
  for (const Mutant& mutant : mutant_catalogue()) {
    if (mutant.name == name) return mutant;
    known += (known.empty() ? "" : ", ") + mutant.name;
  }
  throw InputError(fmt::format("unknown mutant \"{}\"", name), "--mutant", fmt::format("choose one of {}", known));
}

}  // namespace plumbline
