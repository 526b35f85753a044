#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results/table/table.hpp"
#include "theory/base/value.hpp"
#include "theory/cases/case.hpp"
#include "theory/integrability/first_finite_steps.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {

/// What `plumbline law` is asked for: one chain of a family.
struct LawRequest {
  ChainFamily family;
  StepCount steps;
  std::vector<double> powers;  ///< E J^q for these q besides E J
  std::vector<double> times;   ///< where densities are wanted; empty: at the last time of the chain
  bool densities = false;
  bool limit = true;  ///< without it the law of (26) and all that compares with it is left out

  Chain chain() const { return chain_with(family, steps); }
};

/// A fact, or the reason why it is not known.
template <class T>
struct Known {
  std::optional<T> fact;
  std::string why_not;
};

/// Whether E J^q of the chain is finite (H1).
struct Finiteness {
  Known<bool> finite;
  std::string why;  ///< the far field that decides
  Known<std::int64_t> first_finite_steps;
};

/// E J^q of the chain and of its limit. In the plane their difference is not computed.
struct PowerReport {
  double power = 1.0;
  Finiteness finiteness;
  Value value;
  Value limit;
  std::optional<Value> difference;
};

/// The law of (26) from the same start. In the plane it has one way to be computed: no `richardson`.
struct LimitReport {
  Value expected_cost;                 ///< the better of the two methods where both are at hand
  std::optional<Value> fokker_planck;  ///< by the Fokker-Planck equation
  std::optional<Value> richardson;     ///< by extrapolation in N
};

/// The tilted law p^(1 + omega) (p^J)^(-omega) at the last time, which is not the law of (26).
struct TiltedReport {
  bool normalisable = false;
  std::string why;
  Value normaliser;
  Value expected_cost;
  Value tv;
  Value cost_difference;
};

/// Everything that `plumbline law` says of a chain: what was asked, and values with their errors. A value that is not
/// known is one without a number, whose `how` is the reason (Value::none); one that is not computed for
/// laws in the plane is absent. Distances and differences are from the law of (26).
struct LawReport {
  std::string case_name;
  std::int64_t dimension = 0;
  double w = 0.0;
  double w_from = 0.0;
  double w_to = 1.0;
  std::string guidance_rule;
  std::int64_t steps = 0;
  std::string scheme;
  std::string schedule;
  double t0 = 0.0;
  double tend = 1.0;
  std::string start;

  Finiteness finiteness;
  Value expected_cost;
  std::vector<Value> mean;  ///< shape (dimension)
  Value second_moment;
  Value mass_defect;
  Value tv;
  Value kl;
  std::optional<Value> kl_backward;
  std::optional<Value> hellinger;
  Value w1;
  Value w2;
  std::optional<Value> tv_data;         ///< from p at the last time, the law that the unguided SDE (26) has there
  std::optional<Value> tv_exact_start;  ///< from (26) started from p_{t_0}, where the chain starts from N(0, I)
  std::optional<Value> cost_difference;
  std::optional<Value> mean_difference;
  std::optional<Value> second_moment_difference;
  LimitReport limit;
  Value path_kl_bound;
  std::vector<PowerReport> powers;
  std::optional<TiltedReport> tilted;
  std::optional<double> seconds;  ///< that it took

  std::optional<Table> densities;         ///< if they were asked for
  const char* density_group = "density";  ///< or "plane_density"
};

/// The exact law of the chain (27), the law of its limit (26) and the tilted law, against one another.
///
/// On the line, and in R^d by reduction to a line (theory/README.md, section 9); in the plane, and in R^d by reduction
/// to a plane. What cannot be computed is marked, beside all that was. Throws InputError for problems of more
/// directions, and where the law of the chain itself is out of reach.
LawReport law_report(const Case& problem, const LawRequest& request, ProgressMode progress);

/// The parts of the report that differ between Gaussian laws, chains without noise, the line and the plane; used by
/// law_report() only.
/// Gaussian laws in closed form where the grids of report_on_line() would be large; false, with nothing set, elsewhere,
/// where the laws are not Gaussian, and where densities are wanted.
bool report_of_affine(LawReport& report, const Case& problem, const LawRequest& request);
void report_of_map(LawReport& report, const Case& problem, const LawRequest& request, ProgressMode progress);
void report_of_plane_map(LawReport& report, const Case& problem, const LawRequest& request, ProgressMode progress);
void report_on_line(LawReport& report, const Case& problem, const LawRequest& request, ProgressMode progress);
void report_in_plane(LawReport& report, const Case& problem, const LawRequest& request, ProgressMode progress);

}  // namespace plumbline
