#pragma once

#include <Eigen/Core>

#include <string>
#include <string_view>

namespace plumbline {

enum class GuidanceForm {
  cfg,     ///< D: classifier-free guidance, G = s + omega (s - s^J)
  apg,     ///< adaptive projected guidance (Sadat et al. 2024) without momentum and rescaling
  rescale  ///< classifier-free guidance with rescaling (Lin et al. 2024)
};

/// What a sampler makes of its two scores. With the denoised states D_0 of s, where guidance starts from, and D = D_0 +
/// w (D_0 - D^J), which classifier-free guidance puts in its place,
///   apg:eta      D_0 + w (orthogonal part of D_0 - D^J) + eta w (the part that is parallel to D_0),  0 <= eta <= 1
///   rescale:phi  D (1 - phi + phi std(D_0) / std(D)),  std over the d coordinates of one state,  0 <= phi <= 1
/// Neither is linear in the scores. apg:1 and rescale:0 are cfg. apg jumps where D_0 = 0; rescale has a pole where all
/// coordinates of D are one number, so that its law has no moments of order d - 1 and above.
struct GuidanceRule {
  GuidanceForm form = GuidanceForm::cfg;
  double parameter = 1.0;  ///< eta or phi

  /// Whether it is one multiple of s - s^J added to s, as everything takes it that is not told about rules.
  bool is_linear() const { return form == GuidanceForm::cfg; }
};

/// "cfg", "apg:0.5", "rescale:0.7".
std::string name(const GuidanceRule& rule);
/// Throws InputError for what is no such name, listing them, and for parameters out of range.
GuidanceRule guidance_rule_from_name(std::string_view name);
/// How they are written.
std::string guidance_rule_names();

/// Throws InputError for a rule that is not linear: what would pass it over calls it first.
void require_linear(const GuidanceRule& rule);

/// What the rule adds to the score G of classifier-free guidance at reverse time t < 1 and at n states, all arrays of
/// shape (n, d): 0 for cfg, and where there is no guidance, G = s.
Eigen::ArrayXXd change_of_guided_score(const GuidanceRule& rule, double t,
                                       const Eigen::Ref<const Eigen::ArrayXXd>& states,
                                       const Eigen::Ref<const Eigen::ArrayXXd>& base,
                                       const Eigen::Ref<const Eigen::ArrayXXd>& guided);

}  // namespace plumbline
