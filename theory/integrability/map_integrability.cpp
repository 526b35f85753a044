#include "theory/integrability/map_integrability.hpp"

#include <optional>

#include "theory/integrability/far_field.hpp"
#include "theory/integrability/tail_verdict.hpp"
#include "theory/problem/stepping_rule.hpp"

namespace plumbline {

Integrability map_integrability(const GuidedPair& pair, const Chain& chain, double q) {
  const std::optional<FarField> field = far_field(pair);
  if (!field) return undecided_tail();
  const RuleRun run = make_rule_run(chain, pair);
  const Eigen::MatrixXd start = start_tail(*field, chain.start, chain.grid.first().value);
  const Eigen::Index d = start.rows();
  // The columns of M one after the other: the rule moves them as it moves states.
  const auto score = [&](double t, const SteppingRule::States& columns) -> SteppingRule::States {
    const Eigen::MatrixXd K = guided_slope(*field, t, run.omega(t));
    return (K * Eigen::Map<const Eigen::MatrixXd>(columns.data(), d, d)).reshaped().array();
  };
  const SteppingRule::States unit = Eigen::MatrixXd::Identity(d, d).reshaped().array();
  const SteppingRule::States columns = run_without_noise(run, all_steps(run.grid), unit, score);
  const Eigen::Map<const Eigen::MatrixXd> M(columns.data(), d, d);
  return tail_verdict(*field, M * start * M.transpose(), chain.grid.last().value, q);
}

}  // namespace plumbline
