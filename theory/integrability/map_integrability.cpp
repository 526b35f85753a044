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
  const auto normals = [&] { return SteppingRule::States(SteppingRule::States::Zero(d * d)); };
  SteppingRule::States columns = Eigen::MatrixXd::Identity(d, d).reshaped().array();
  SteppingRule::Memory memory;
  for (std::size_t n = 0; n + 1 < run.grid.times().size(); ++n) {
    columns = run.rule.advance(step_place(run.grid, n), columns, score, normals, memory);
  }
  const Eigen::Map<const Eigen::MatrixXd> M(columns.data(), d, d);
  return tail_verdict(*field, M * start * M.transpose(), chain.grid.last().value, q);
}

}  // namespace plumbline
