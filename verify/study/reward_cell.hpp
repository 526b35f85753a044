#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "theory/base/moments.hpp"
#include "theory/base/value.hpp"
#include "verify/study/reward.hpp"
#include "verify/study/reward_source.hpp"

namespace plumbline {

/// R2 is one of the SDE (26): gain - R2 of the chain is extrapolated in N from these parts of the steps.
inline constexpr std::array<std::int64_t, 3> parts_of_steps = {4, 2, 1};

/// gain - R2 of chains with true scores, for each part of the steps: exact on the line, a mean over paths in the plane.
struct RewardDefect {
  std::array<Value, parts_of_steps.size()> value;
  std::array<Moments, parts_of_steps.size()> moments;  ///< in the plane
};

/// What one source of scores yields at one scale. What is not there is NaN, or empty.
struct RewardCell {
  Value reward = Value::none("not there");  ///< mean of h_tend(Y_tend)
  Value r2 = reward;                        ///< the gain that R2 promises; true scores only
  RewardDefect defect{{reward, reward, reward}, {}};
  std::vector<double> picture;  ///< densities at `states()`, or end states one after another
};

/// Computes the cells of a study, in any order and from several threads. Each source is trained once a case.
class RewardCells {
 public:
  RewardCells(std::vector<Case> cases, RewardStudy parameters);

  RewardCell at(std::size_t which_case, ScoreSource source, double w, int n_threads);

  bool is_on_line(std::size_t which_case) const { return cases_[which_case].pair.dimension() == 1; }
  /// Where densities on the line are told; empty without such a case.
  const std::vector<double>& states() const { return states_; }
  /// How many end states in the plane are kept.
  std::size_t n_end_states() const;

  const std::vector<Case>& cases() const { return cases_; }
  const RewardStudy& parameters() const { return parameters_; }

 private:
  RewardCell on_line(std::size_t which, ScoreSource source, double w);
  RewardCell in_plane(std::size_t which, ScoreSource source, double w, int n_threads);

  std::vector<Case> cases_;
  RewardStudy parameters_;
  std::deque<RewardSources> sources_;  ///< by case
  std::vector<double> states_;
};

}  // namespace plumbline
