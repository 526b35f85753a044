#include "theory/problem/chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "theory/base/input_error.hpp"
#include "theory/base/names.hpp"

namespace plumbline {
namespace {

constexpr std::array<Named<Start>, 4> start_names = {{
    {Start::exact, "exact"},
    {Start::gaussian, "gaussian"},
    {Start::sigma_max, "sigma-max"},
    {Start::reweighted, "reweighted"},
}};

}  // namespace

std::string_view name(Start start) { return name_of(start, start_names); }
Start start_from_name(std::string_view text) { return from_name(text, start_names, "start"); }

std::function<double(double t)> signed_guidance(const Chain& chain, const GuidedPair& pair) {
  const double sign = pair.omega(1.0);
  const auto plain = [guidance = chain.guidance, sign](double t) { return sign * guidance.at(t); };
  if (!std::holds_alternative<CfgPlusPlus>(chain.scheme.rule())) return plain;
  return [plain, sign, guidance = chain.guidance, times = chain.grid.times()](double t) {
    const auto next = std::upper_bound(times.begin(), times.end(), t);
    if (next == times.end() || !(guidance.from.value < t && t <= guidance.to.value)) return plain(t);
    const double K = CfgPlusPlus::amplification(t, *next);
    return sign > 0.0 ? K * (1.0 + plain(t)) - 1.0 : K * plain(t);
  };
}

Chain with_linear_guidance(const Chain& chain, const GuidedPair& pair) {
  const GuidanceRule& rule = chain.guidance.rule;
  if (!rule.is_linear() && std::holds_alternative<CfgPlusPlus>(chain.scheme.rule())) {
    throw InputError(fmt::format("{} is no rule for cfg++, which guides in its own way", name(rule)), "guidance rule",
                     "choose cfg or another scheme");
  }
  if (rule.form == GuidanceForm::rescale && pair.dimension() == 1) {
    throw InputError("rescaling by the deviation of a state's coordinates, and there is one", "guidance rule",
                     "give a problem in two dimensions or more");
  }
  Chain linear = chain;
  linear.guidance.rule = {};
  return linear;
}

void require_noise(std::span<const Step<double>> steps, const std::string& who) {
  for (std::size_t n = 0; n < steps.size(); ++n) {
    if (steps[n].S > 0.0) continue;
    throw InputError(fmt::format("step {} of {} has no noise (S = 0)", n + 1, steps.size()), who,
                     "choose a scheme with noise, or end before t = 1");
  }
}

}  // namespace plumbline
