#include "verify/reference/far_tails.hpp"

#include <cmath>

namespace plumbline::reference {
namespace {

/// The widest of the components with weight; among equals the outermost to one side.
Part widest(const Problem& problem, double Part::*weight, bool right) {
  Part best{0.0, -1.0, 0.0, 0.0};
  for (const Part& part : problem.parts) {
    if (!(part.*weight > 0.0)) continue;
    const bool further = right ? part.mean > best.mean : part.mean < best.mean;
    if (part.variance > best.variance || (part.variance == best.variance && further)) best = part;
  }
  return best;
}

}  // namespace

std::vector<Tail> tails(const Problem& problem, const std::vector<Long>& times, bool right) {
  const Part a = widest(problem, &Part::base, right);
  const Part b = widest(problem, &Part::reweighted, right);
  const auto noised = [](const Part& part, Long t) { return t * part.variance + (1.0L - t); };
  const Long t0 = times.front();
  const std::string& start = problem.question.start;
  Tail tail{0.0L, 1.0L};
  if (start != "gaussian") {
    const Part& part = start == "exact" ? a : b;
    tail = {std::sqrt(t0) * part.mean, noised(part, t0)};
  }
  std::vector<Tail> result{tail};
  for (std::size_t n = 1; n < times.size(); ++n) {
    const Long t = times[n - 1];
    const auto [A, B, S] = rule<Long>(problem.question.scheme, t, times[n]);
    const Long omega = problem.omega_at(static_cast<double>(t));
    const Long factor = A + B * (omega / noised(b, t) - (1.0L + omega) / noised(a, t));
    const Long shift = B * std::sqrt(t) * ((1.0L + omega) * a.mean / noised(a, t) - omega * b.mean / noised(b, t));
    tail = {factor * tail.mean + shift, factor * factor * tail.variance + S * S};
    result.push_back(tail);
  }
  return result;
}

bool finite_cost(const Problem& problem, Long tail_variance, Long t, double power) {
  const auto noised = [&](const Part& part) { return t * part.variance + (1.0L - t); };
  const Long growth =
      (1.0L / noised(widest(problem, &Part::base, true)) - 1.0L / noised(widest(problem, &Part::reweighted, true))) /
      2.0L;
  return power * growth < 0.5L / tail_variance;
}

}  // namespace plumbline::reference
