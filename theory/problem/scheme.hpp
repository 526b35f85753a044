#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "theory/problem/rule/ancestral.hpp"
#include "theory/problem/rule/cfgpp.hpp"
#include "theory/problem/rule/ddim.hpp"
#include "theory/problem/rule/ddpm.hpp"
#include "theory/problem/rule/dpmpp_2m.hpp"
#include "theory/problem/rule/dpmpp_sde.hpp"
#include "theory/problem/rule/euler.hpp"
#include "theory/problem/rule/exponential.hpp"
#include "theory/problem/rule/exponential_sde.hpp"
#include "theory/problem/rule/heun.hpp"
#include "theory/problem/rule/heun_churn.hpp"
#include "theory/problem/rule/sde_dpmpp_2m.hpp"

namespace plumbline {

/// The rules of the sampler (27), in the order in which they are listed; theory/README.md, section 2. A new one is a
/// file in rule/ and an entry here.
using Rules =
    std::variant<Ddpm, Exponential, Euler, Ddim, Ancestral, ExponentialSde, DdpmLarge, DdpmSmall, Heun, Dpmpp2m,
                 HeunChurn, SdeDpmpp2m, DpmppSde, CfgPlusPlus>;

/// One of them with its parameters: a small value, compared and copied like a number.
class Scheme {
 public:
  static const Scheme ddpm;
  static const Scheme exponential;
  static const Scheme euler;

  template <AnyRule Rule>
  constexpr Scheme(const Rule& rule) : rule_(rule) {}  // NOLINT: a rule is a scheme

  constexpr const Rules& rule() const { return rule_; }
  template <class F>
  constexpr decltype(auto) visit(F&& f) const {
    return std::visit(std::forward<F>(f), rule_);
  }

  auto operator<=>(const Scheme&) const = default;

 private:
  Rules rule_;
};

inline constexpr Scheme Scheme::ddpm = Ddpm{};
inline constexpr Scheme Scheme::exponential = Exponential{};
inline constexpr Scheme Scheme::euler = Euler{};

/// Those that claims and studies compare unless they are told otherwise: without a parameter, with the limit (26).
inline constexpr std::array<Scheme, 3> all_schemes = {Scheme::ddpm, Scheme::exponential, Scheme::euler};

/// As typed on the command line and written into files: "ddpm", "ddim:0.5".
std::string name(const Scheme& scheme);
/// Throws InputError for an unknown name, listing the known ones, and for parameters that are missing or out of range.
Scheme scheme_from_name(std::string_view name);
/// The known names with the names of their parameters, "ddpm, .., ddim:ETA, ..".
std::string scheme_names();

/// kappa of the rule's own limit dY = (Y/2 + (1 + kappa)/2 G) du + sqrt(kappa) dB; 1: (26).
inline double noise_share(const Scheme& scheme) {
  return scheme.visit([](const auto& rule) { return rule.noise_share(); });
}

/// Throws InputError for what only a rule of one affine step can do.
[[noreturn]] void refuse_not_affine(const Scheme& scheme);

/// f of the rule; throws InputError unless it is one affine step, AffineRule.
template <class F>
auto visit_affine(const Scheme& scheme, const F& f) {
  using Result = decltype(f(Ddpm{}));
  return scheme.visit([&](const auto& rule) -> Result {
    if constexpr (AffineRule<std::decay_t<decltype(rule)>>) {
      return f(rule);
    } else {
      refuse_not_affine(rule);
    }
  });
}

/// The step of section 2; 0 < t_from < t_to <= 1. Throws InputError for a rule with stages or a memory.
template <class Real>
StepCoefficients<Real> step_coefficients(const Scheme& scheme, const Real& t_from, const Real& t_to) {
  return visit_affine(scheme, [&](const auto& rule) { return rule.template coefficients<Real>(t_from, t_to); });
}

/// The second order of a step that starts at t.
inline SecondOrder second_order(const Scheme& scheme, double t) {
  return visit_affine(scheme, [t](const auto& rule) { return rule.second_order(t); });
}

}  // namespace plumbline
