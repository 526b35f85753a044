#include "theory/problem/guidance_rule.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/problem/name_parameters.hpp"

namespace plumbline {
namespace {

/// A form with a parameter, as it is written.
struct Written {
  GuidanceForm form;
  std::string_view stem;
  std::string_view parameter;
};
constexpr std::array<Written, 2> written = {
    {{GuidanceForm::apg, "apg", "ETA"}, {GuidanceForm::rescale, "rescale", "PHI"}}};

/// Of each state, over its coordinates; shape (n).
Eigen::ArrayXd deviation_of_coordinates(const Eigen::ArrayXXd& states) {
  return (states.colwise() - states.rowwise().mean()).square().rowwise().mean().sqrt();
}

/// 0 where the divisor is 0.
Eigen::ArrayXd ratio_or_zero(const Eigen::ArrayXd& a, const Eigen::ArrayXd& b) { return (b > 0.0).select(a / b, 0.0); }

}  // namespace

std::string name(const GuidanceRule& rule) {
  for (const Written& known : written) {
    if (known.form == rule.form) return fmt::format("{}:{}", known.stem, rule.parameter);
  }
  return "cfg";
}

std::string guidance_rule_names() {
  std::string names = "cfg";
  for (const Written& known : written) names += fmt::format(", {}:{}", known.stem, known.parameter);
  return names;
}

GuidanceRule guidance_rule_from_name(std::string_view text) {
  const std::string where = "guidance rule";
  if (text == "cfg") return {};
  const NameParts parts = name_parts(text);
  for (const auto& [form, stem, parameter] : written) {
    if (stem != parts.stem) continue;
    const std::string mend = fmt::format("write {}:{}, a number from 0 to 1", stem, parameter);
    if (!parts.has_parameters) throw InputError(fmt::format("\"{}\" has no parameter", text), where, mend);
    const double value = number_in(parts.parameters, text, where);
    if (!(value >= 0.0 && value <= 1.0)) throw InputError(fmt::format("{} = {}", parameter, value), where, mend);
    const bool changes_nothing = value == (form == GuidanceForm::apg ? 1.0 : 0.0);
    return changes_nothing ? GuidanceRule{} : GuidanceRule{form, value};
  }
  throw InputError(fmt::format("unknown name \"{}\"", text), where, fmt::format("known: {}", guidance_rule_names()));
}

void require_linear(const GuidanceRule& rule) {
  if (rule.is_linear()) return;
  throw InputError(fmt::format("{} is not linear in the scores, which this asks for", name(rule)), "guidance rule",
                   "choose cfg, which on the line with ETA w for w is apg:ETA; `sample` takes every rule, `law` apg in the plane");
}

Eigen::ArrayXXd change_of_guided_score(const GuidanceRule& rule, double t,
                                       const Eigen::Ref<const Eigen::ArrayXXd>& states,
                                       const Eigen::Ref<const Eigen::ArrayXXd>& base,
                                       const Eigen::Ref<const Eigen::ArrayXXd>& guided) {
  const auto denoised = [&](const auto& score) -> Eigen::ArrayXXd {
    return (states + (1.0 - t) * score) / std::sqrt(t);
  };
  if (rule.form == GuidanceForm::apg) {
    // of the scores, since a change of D is (1 - t) / sqrt(t) times one of G
    const Eigen::ArrayXXd D_0 = denoised(base);
    const Eigen::ArrayXXd push = guided - base;
    const Eigen::ArrayXd along = ratio_or_zero((push * D_0).rowwise().sum(), D_0.square().rowwise().sum());
    return (rule.parameter - 1.0) * (D_0.colwise() * along);
  }
  if (rule.form == GuidanceForm::rescale) {
    const Eigen::ArrayXXd D = denoised(guided);
    const Eigen::ArrayXd of_D = deviation_of_coordinates(D);
    const Eigen::ArrayXd factor = ratio_or_zero(deviation_of_coordinates(denoised(base)) - of_D, of_D);
    return rule.parameter * std::sqrt(t) / (1.0 - t) * (D.colwise() * factor);
  }
  return Eigen::ArrayXXd::Zero(states.rows(), states.cols());
}

}  // namespace plumbline
