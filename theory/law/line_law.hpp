#pragma once

#include <functional>
#include <string>
#include <variant>

#include "theory/law/chain_law.hpp"
#include "theory/law/map_law.hpp"

namespace plumbline {

/// The exact law of the last state of any chain on the line: one with a density of its own, or the image of one by a map,
/// where the chain ends without noise.
class LineLaw {
 public:
  explicit LineLaw(ChainLaw law) : law_(std::move(law)) {}
  explicit LineLaw(MapLaw law) : law_(std::move(law)) {}

  bool ends_in_a_map() const { return std::holds_alternative<MapLaw>(law_); }
  /// Whether E h^q is finite at the end, from the far field (H1), and which numbers decide it.
  bool is_finite(double q = 1.0) const;
  std::string why_finite(double q = 1.0) const;
  /// E h_tend(Y)^q; +infinity where H1 says so. Throws OutOfReach like ResolvedLaw and MapLaw.
  Value expected_cost(double q = 1.0) const;
  Value mean() const;
  Value second_moment() const;
  Value mass_defect() const;
  /// Where a last map turns, as images: none where there is no map or it is monotone.
  std::vector<double> folds() const;
  /// The law as a density; throws OutOfReach where it ends in a map with folds.
  ResolvedLaw density() const;
  /// The largest relative error of E h (if finite), E h^power (if finite), the second moment and the mean.
  double relative_error(double power) const;

 private:
  std::variant<ChainLaw, MapLaw> law_;
};

/// Whether the end of a chain is the image of a law by a map: there is no noise at all, or none in what follows the last
/// noise, as in the last step of `ddim:0.5` to t = 1 and in that of `heun-churn`.
bool ends_in_a_map(const Chain& chain);

/// The law of any scheme on the line (theory/README.md, section 4): affine steps as in chain_law(), maps as in MapLaw,
/// rules with stages or a memory step by step, convolved and pushed forward in the order of the rule. Throws InputError
/// unless the pair is 1-D.
LineLaw line_law(const GuidedPair& pair, const Chain& chain, const LawOptions& options = {});
/// The same for a rule of its own in place of the chain's scheme. Always step by step: dearer for affine rules.
LineLaw line_law(const GuidedPair& pair, const Chain& chain, const SteppingRule& rule, const LawOptions& options = {});

}  // namespace plumbline
