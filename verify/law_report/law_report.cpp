#include "verify/law_report/law_report.hpp"

#include <fmt/format.h>

#include "theory/base/input_error.hpp"
#include "theory/law/line_law.hpp"
#include "theory/reduced/reduction.hpp"

namespace plumbline {
namespace {

/// In how many directions the law of the problem is not a Gaussian of closed form.
Eigen::Index directions(const GuidedPair& pair) {
  if (pair.dimension() == 1) return 1;
  return reduced_dimension(pair).value_or(pair.dimension());
}

/// A report with what was asked.
LawReport begun(const Case& problem, const LawRequest& request) {
  const Chain chain = request.chain();
  LawReport report;
  report.case_name = problem.name;
  report.dimension = problem.pair.dimension();
  report.w = chain.guidance.scale.value;
  report.w_from = chain.guidance.from.value;
  report.w_to = chain.guidance.to.value;
  report.guidance_rule = name(chain.guidance.rule);
  report.steps = chain.grid.steps().value;
  report.scheme = name(chain.scheme);
  report.schedule = name(request.family.schedule);
  report.t0 = chain.grid.first().value;
  report.tend = chain.grid.last().value;
  report.start = name(chain.start);
  return report;
}

}  // namespace

LawReport law_report(const Case& problem, const LawRequest& request, ProgressMode progress) {
  LawReport report = begun(problem, request);
  if (!request.chain().guidance.rule.is_linear()) {
    if (problem.pair.dimension() != 2) require_linear(request.chain().guidance.rule);
    report_in_plane(report, problem, request, progress);
    return report;
  }
  if (!is_affine(request.family.scheme) || ends_in_a_map(request.chain())) {
    const bool has_map_in_plane = problem.pair.dimension() == 2 && noise_share(request.family.scheme) == 0.0;
    (has_map_in_plane ? report_of_plane_map : report_of_map)(report, problem, request, progress);
    return report;
  }
  if (report_of_affine(report, problem, request)) return report;
  switch (directions(problem.pair)) {
    case 1:
      report_on_line(report, problem, request, progress);
      return report;
    case 2:
      report_in_plane(report, problem, request, progress);
      return report;
    default:
      throw InputError(fmt::format("the law of case {} fills {} dimensions", problem.name, directions(problem.pair)),
                       "law", "give one or two dimensions, or equal covariances v I and means in a plane");
  }
}

}  // namespace plumbline
