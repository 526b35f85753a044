#include "verify/mutant/wrong_rules.hpp"

#include <cmath>
#include <variant>

namespace plumbline {
namespace {

using States = SteppingRule::States;
using Score = SteppingRule::Score;
using Normals = SteppingRule::Normals;
using Memory = SteppingRule::Memory;

/// change(rule) where the scheme is such a rule.
template <class Rule, class Change>
std::optional<SteppingRule> where(const Scheme& scheme, const Change& change) {
  const auto* rule = std::get_if<Rule>(&scheme.rule());
  if (rule == nullptr) return std::nullopt;
  return change(*rule);
}

/// An affine rule whose coefficients are changed by change(rule, place, coefficients).
template <class Rule, class Change>
std::optional<SteppingRule> with_coefficients(const Scheme& scheme, const Change& change) {
  return where<Rule>(scheme, [&](const Rule& rule) {
    const auto coefficients = [rule, change](const StepPlace& place) {
      StepCoefficients<double> step = rule.template coefficients<double>(place.from, place.to);
      change(rule, place, step);
      return step;
    };
    SteppingRule wrong = stepping_rule_of(rule);
    wrong.advance = [coefficients](const StepPlace& place, const States& y, const Score& G, const Normals& normals,
                                   Memory&) -> States {
      const StepCoefficients<double> step = coefficients(place);
      const States mean = step.A * y + step.B * G(place.from, y);
      if (step.S == 0.0) return mean;
      return mean + step.S * normals();
    };
    wrong.noise = [coefficients](const StepPlace& place) { return coefficients(place).S; };
    return wrong;
  });
}

double sigma_over_alpha(double t) { return std::sqrt((1.0 - t) / t); }

}  // namespace

std::optional<SteppingRule> ddim_eta_for_its_square(const Scheme& scheme) {
  return where<Ddim>(scheme, [](const Ddim& rule) { return stepping_rule_of(Ddim{std::sqrt(rule.eta)}); });
}

std::optional<SteppingRule> ancestral_whole_step(const Scheme& scheme) {
  return with_coefficients<Ancestral>(scheme, [](const Ancestral&, const StepPlace& place, auto& step) {
    const double fall = sigma_over_alpha(place.from) - sigma_over_alpha(place.to);
    step.B = std::sqrt(place.to * (1.0 - place.from)) * fall;
  });
}

std::optional<SteppingRule> exponential_sde_flow_data(const Scheme& scheme) {
  return with_coefficients<ExponentialSde>(scheme, [](const ExponentialSde&, const StepPlace& place, auto& step) {
    step.B = ExponentialSde{0.0}.coefficients<double>(place.from, place.to).B;
  });
}

std::optional<SteppingRule> ddpm_large_is_small(const Scheme& scheme) {
  return with_coefficients<DdpmLarge>(scheme, [](const DdpmLarge&, const StepPlace& place, auto& step) {
    step.S = DdpmSmall{}.coefficients<double>(place.from, place.to).S;
  });
}

std::optional<SteppingRule> ddpm_small_is_large(const Scheme& scheme) {
  return with_coefficients<DdpmSmall>(scheme, [](const DdpmSmall&, const StepPlace& place, auto& step) {
    step.S = DdpmLarge{}.coefficients<double>(place.from, place.to).S;
  });
}

std::optional<SteppingRule> heun_old_level(const Scheme& scheme) {
  return where<Heun>(scheme, [](const Heun& rule) {
    SteppingRule wrong = stepping_rule_of(rule);
    wrong.advance = [rule](const StepPlace& place, const States& y, const Score& G, const Normals& normals,
                           Memory& memory) -> States {
      const Score old = [&](double, const States& at) { return G(place.from, at); };
      return rule.advance(place, y, old, normals, memory);
    };
    return wrong;
  });
}

std::optional<SteppingRule> churn_deviation(const Scheme& scheme) {
  return where<HeunChurn>(scheme, [](const HeunChurn& rule) {
    SteppingRule wrong = stepping_rule_of(rule);
    const auto factor = [rule](const StepPlace& place) {
      const double g = rule.gamma(place);
      return g == 0.0 ? 1.0 : std::sqrt(g / (2.0 + g));  // g Sigma over sqrt(g (2 + g)) Sigma
    };
    wrong.advance = [rule, factor](const StepPlace& place, const States& y, const Score& G, const Normals& normals,
                                   Memory& memory) -> States {
      States drawn;
      const Normals smaller = [&] {
        drawn = factor(place) * normals();
        return view_of(drawn);
      };
      return rule.advance(place, y, G, smaller, memory);
    };
    wrong.noise = [rule, factor](const StepPlace& place) { return factor(place) * rule.noise(place); };
    return wrong;
  });
}

std::optional<SteppingRule> multistep_wrong_ratio(const Scheme& scheme) {
  return where<Dpmpp2m>(scheme, [](const Dpmpp2m& rule) {
    SteppingRule wrong = stepping_rule_of(rule);
    wrong.advance = [rule](const StepPlace& place, const States& y, const Score& G, const Normals& normals,
                           Memory& memory) -> States {
      const double h = log_snr_step(place);
      if (memory.denoised) memory.h = h * h / memory.h;  // h / that = h_before / h
      return rule.advance(place, y, G, normals, memory);
    };
    return wrong;
  });
}

std::optional<SteppingRule> sde_multistep_flow_data(const Scheme& scheme) {
  return where<SdeDpmpp2m>(scheme, [](const SdeDpmpp2m& rule) {
    SteppingRule wrong = stepping_rule_of(rule);
    wrong.advance = [rule](const StepPlace& place, const States& y, const Score& G, const Normals& normals,
                           Memory& memory) -> States {
      if (place.to == 1.0) return rule.advance(place, y, G, normals, memory);
      const double h = log_snr_step(place);
      const auto step = [&](const auto& data) -> States {
        return std::sqrt((1.0 - place.to) / (1.0 - place.from)) * std::exp(-h) * y -
               std::sqrt(place.to) * std::expm1(-h) * data + rule.noise(place) * normals();
      };
      return with_extrapolated_data(States(denoised_state(place.from, y, G)), h, memory, step);
    };
    return wrong;
  });
}

std::optional<SteppingRule> sde_independent_noises(const Scheme& scheme) {
  return where<DpmppSde>(scheme, [](const DpmppSde& rule) {
    SteppingRule wrong = stepping_rule_of(rule);
    wrong.noise = [](const StepPlace& place) { return SdeDpmpp2m{}.noise(place); };  // of the whole step
    wrong.advance = [rule, noise = wrong.noise](const StepPlace& place, const States& y, const Score& G,
                                                const Normals& normals, Memory& memory) -> States {
      if (place.to == 1.0) return rule.advance(place, y, G, normals, memory);
      const States first = normals();
      const States zero = States::Zero(y.size());
      int drawn = 0;
      const Normals to_the_middle = [&] { return view_of(drawn++ == 0 ? first : zero); };
      const States end = rule.advance(place, y, G, to_the_middle, memory);
      const double h = log_snr_step(place);
      const double carried = std::sqrt(1.0 - place.to) * std::exp(-0.5 * h) * std::sqrt(-std::expm1(-h));
      return end - carried * first + noise(place) * normals();
    };
    return wrong;
  });
}

}  // namespace plumbline
