#pragma once

#include <array>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "theory/score/estimated_scores.hpp"
#include "verify/study/reward.hpp"
#include "verify/study/reward_paths.hpp"

namespace plumbline {

inline constexpr std::array<ScoreSource, 4> all_score_sources = {ScoreSource::exact, ScoreSource::features,
                                                                 ScoreSource::kernel, ScoreSource::network};
std::string name(ScoreSource source);

/// The chain of the study at guidance w with `steps` steps.
Chain reward_chain(const RewardStudy& study, double w, std::int64_t steps);

/// The scores of one case by all sources, each trained when it is first asked for; threads may ask together.
class RewardSources {
 public:
  RewardSources(const GuidedPair& pair, const RewardStudy& study);

  /// What a sampler on the line gets wrong with scores from there.
  const ScoreError& line_error(ScoreSource source);
  /// What a sampler in the plane believes in. There are no features there: InputError.
  const Belief& plane_belief(ScoreSource source);

 private:
  void train_on_line(ScoreSource source, ScoreError& error) const;
  void train_in_plane(ScoreSource source, Belief& belief);

  const GuidedPair& pair_;
  const RewardStudy& study_;
  TrainingSet data_;
  GuidedPair cloud_;  ///< of the kernel score
  std::array<std::once_flag, all_score_sources.size()> trained_;
  std::array<ScoreError, all_score_sources.size()> errors_;
  std::array<Belief, all_score_sources.size()> beliefs_;
};

}  // namespace plumbline
