#include "verify/reference/dense.hpp"

#include <boost/math/quadrature/gauss.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

#include "verify/reference/distances.hpp"
#include "verify/reference/layers.hpp"

namespace plumbline::reference {
namespace {

using Numbers = std::map<std::string, Long>;

/// (1/2) Int E (bhat - b)^2 du: Gauss-Legendre in u between the edges of the window, the trapezoidal rule in Y_{n-1}
/// and in the noise.
Long path_kl(const Problem& problem, const std::vector<Layer>& laws, const std::vector<Long>& times, int n_panels,
             Long z_spacing) {
  const std::string& scheme = problem.question.scheme;
  const bool euler = scheme == "euler";
  Long sum = 0.0L;
  for (std::size_t n = 0; n + 1 < times.size(); ++n) {
    const Layer& law = laws[n];
    const Drift G_before(problem, law.time, problem.omega_at(static_cast<double>(law.time)));
    const Long least = 1e-21L * *std::max_element(law.density.begin(), law.density.end());
    std::vector<Long> edges{times[n]};
    for (const double edge : {problem.question.from, problem.question.to}) {
      if (times[n] < edge && edge < times[n + 1]) edges.push_back(edge);
    }
    edges.push_back(times[n + 1]);
    const auto rate = [&](Long u, Long omega) {
      const Long t = std::exp(u);
      const Drift G_now(problem, t, omega);
      const Rule<Long> r = rule<Long>(scheme, times[n], t);
      const Long of_score = scheme == "ddpm" ? std::sqrt(times[n] / t) : 1.0L;
      Long mean = 0.0L;
      for (std::size_t i = 0; i < law.density.size(); ++i) {
        if (law.density[i] < least) continue;
        const Long y = law.y(i);
        const Long G = G_before(y);
        Long given = 0.0L;
        for (Long z = -9.0L; z <= 9.0L; z += z_spacing) {
          const Long now = r.A * y + r.B * G + r.S * z;
          const Long gap = (euler ? y - now : 0.0L) / 2.0L + of_score * G - G_now(now);
          given += std::exp(-z * z / 2.0L) * gap * gap;
        }
        mean += law.density[i] * given;
      }
      return mean * law.spacing * z_spacing / std::sqrt(2.0L * std::acos(-1.0L));
    };
    for (std::size_t i = 1; i < edges.size(); ++i) {
      const Long omega = problem.omega_at(static_cast<double>((edges[i - 1] + edges[i]) / 2.0L));
      const Long from = std::log(edges[i - 1]);
      const Long width = (std::log(edges[i]) - from) / n_panels;
      for (int p = 0; p < n_panels; ++p) {
        sum += boost::math::quadrature::gauss<Long, 10>::integrate([&](Long u) { return rate(u, omega); },
                                                                   from + width * p, from + width * (p + 1)) /
               2.0L;
      }
    }
  }
  return sum;
}

/// One computation on one set of grids.
std::optional<Numbers> compute(const Problem& problem, const std::vector<Long>& times, const Fineness& fineness,
                               bool coarse) {
  const std::optional<std::vector<Layer>> laws = layers(problem, times, fineness);
  if (!laws) return std::nullopt;
  const Layer& end = laws->back();
  const Long tail = tails(problem, times, true).back().variance;
  const LogCost log_h(problem, times.back());
  const auto mean_of = [&](const auto& f) {
    Long sum = 0.0L;
    for (std::size_t i = 0; i < end.density.size(); ++i) sum += end.density[i] * f(end.y(i));
    return sum * end.spacing;
  };
  Numbers numbers;
  numbers["mass"] = mean_of([](Long) { return 1.0L; });
  numbers["mean"] = mean_of([](Long y) { return y; });
  numbers["second_moment"] = mean_of([](Long y) { return y * y; });
  const auto add_cost = [&](const std::string& name, double power) {
    if (!finite_cost(problem, tail, times.back(), power)) return;
    if (share_at_ends(problem, *laws, power) > 1e-22L) return;
    numbers[name] = mean_of([&](Long y) { return std::exp(power * log_h(y)); });
  };
  add_cost("expected_cost", 1.0);
  for (std::size_t i = 0; i < problem.question.powers.size(); ++i) {
    add_cost("powers." + std::to_string(i) + ".value", problem.question.powers[i]);
  }
  constexpr std::size_t affordable = 65;
  if (times.size() <= affordable) {
    numbers["path_kl_bound"] = path_kl(problem, *laws, times, coarse ? 1 : 2, coarse ? 0.3L : 0.2L);
  }
  add_distances(problem, *laws, times, coarse, numbers);
  return numbers;
}

}  // namespace

std::optional<Answers> dense_answers(const Problem& problem) {
  const std::vector<Long> exact = times<Long>(problem.question);
  const std::vector<double> in_double = times<double>(problem.question);
  const std::vector<Long> rounded(in_double.begin(), in_double.end());
  for (const Long reach : {12.0L, 20.0L, 34.0L}) {
    const std::optional<Numbers> coarse = compute(problem, exact, {2.0L, reach}, true);
    const std::optional<Numbers> moved = coarse ? compute(problem, rounded, {2.0L, reach}, true) : std::nullopt;
    const std::optional<Numbers> fine = moved ? compute(problem, exact, {2.6L, 1.1L * reach}, false) : std::nullopt;
    if (!fine) return std::nullopt;
    const bool lacks_cost = !fine->contains("expected_cost") &&
                            finite_cost(problem, tails(problem, exact, true).back().variance, exact.back(), 1.0);
    if (lacks_cost && reach < 30.0L) continue;
    Answers answers;
    for (const auto& [name, value] : *fine) {
      if (name == "mass" || !coarse->contains(name) || !moved->contains(name)) continue;
      const Long of_grid = std::abs(value - coarse->at(name));
      const Long of_times = std::abs(coarse->at(name) - moved->at(name));
      if (of_grid > 1e-6L * std::abs(value)) continue;  // no reference
      answers[name] = {Fifty(value), Fifty(2.0L * of_grid + 3.0L * of_times)};
    }
    return answers;
  }
  return std::nullopt;
}

}  // namespace plumbline::reference
