#include "verify/reference/affine.hpp"

#include <boost/math/quadrature/gauss.hpp>

#include <algorithm>
#include <functional>
#include <utility>

#include "verify/reference/cost_mean.hpp"
#include "verify/reference/normal.hpp"

namespace plumbline::reference {
namespace {

using Gauss = boost::math::quadrature::gauss<Fifty, 30>;
using Integrand = std::function<Fifty(const Fifty&)>;

/// Panels of 30 nodes, doubled until two agree to 30 digits.
Fifty integral(const Integrand& f, const Fifty& from, const Fifty& to) {
  Fifty last = Gauss::integrate(f, from, to);
  for (int n = 2; n <= 4096; n *= 2) {
    Fifty sum = 0;
    const Fifty width = (to - from) / n;
    for (int i = 0; i < n; ++i) sum += Gauss::integrate(f, Fifty(from + width * i), Fifty(from + width * (i + 1)));
    if (abs(sum - last) <= Fifty("1e-30") * abs(sum)) return sum;
    last = sum;
  }
  return last;
}

/// p = N(m, v) and p^J = N(m_J, v_J), and their noised variances.
struct Affine {
  Fifty m, v, m_J, v_J;

  Fifty V(const Fifty& t) const { return t * v + (1 - t); }
  Fifty V_J(const Fifty& t) const { return t * v_J + (1 - t); }
  /// G(y) = slope y + shift.
  Fifty slope(const Fifty& t, double omega) const { return omega / V_J(t) - (1 + Fifty(omega)) / V(t); }
  Fifty shift(const Fifty& t, double omega) const {
    return sqrt(t) * ((1 + Fifty(omega)) * m / V(t) - omega * m_J / V_J(t));
  }
};

/// The common component of those with weight, or nothing.
std::optional<Part> common(const std::vector<Part>& parts, double Part::*weight) {
  std::optional<Part> found;
  for (const Part& part : parts) {
    if (!(part.*weight > 0.0)) continue;
    if (found && (found->mean != part.mean || found->variance != part.variance)) return std::nullopt;
    found = part;
  }
  return found;
}

Normal start_of(const Affine& pair, const std::string& start, const Fifty& t0) {
  if (start == "exact") return {sqrt(t0) * pair.m, pair.V(t0)};
  if (start == "reweighted") return {sqrt(t0) * pair.m_J, pair.V_J(t0)};
  return {0, 1};
}

Normal step(const Affine& pair, const Normal& law, const Rule<Fifty>& r, const Fifty& t, double omega) {
  const Fifty factor = r.A + r.B * pair.slope(t, omega);
  return {factor * law.mean + r.B * pair.shift(t, omega), factor * factor * law.variance + r.S * r.S};
}

/// [from, to] cut at the edges of the guidance's window.
std::vector<Fifty> cuts(const Question& question, const Fifty& from, const Fifty& to) {
  std::vector<Fifty> result{from};
  for (const double edge : {question.from, question.to}) {
    if (from < edge && edge < to) result.push_back(edge);
  }
  std::sort(result.begin(), result.end());
  result.push_back(to);
  return result;
}

/// The same where f changes fastest at the end, as the limit does within the variance of a narrow Gaussian: on pieces
/// that halve towards it.
template <class Integrand>
Fifty integral_to_end(const Integrand& f, const Fifty& from, const Fifty& to) {
  constexpr int n_pieces = 40;
  Fifty sum = 0;
  Fifty left = from;
  for (int k = 1; k <= n_pieces; ++k) {
    const Fifty right = k == n_pieces ? to : Fifty((left + to) / 2);
    sum += integral(f, left, right);
    left = right;
  }
  return sum;
}

/// (26) between two times of constant omega, in u = log t: m' = (1/2 + slope) m + shift, V' = (1 + 2 slope) V + 1, with
/// the integrating factor Phi = t^(-1/2) V^(1 + omega) V_J^(-omega).
Normal advance(const Affine& pair, const Normal& law, const Fifty& from, const Fifty& to, double omega) {
  const auto log_phi = [&](const Fifty& t) -> Fifty {
    return -log(t) / 2 + (1 + Fifty(omega)) * log(pair.V(t)) - omega * log(pair.V_J(t));
  };
  const Fifty end = log_phi(to);
  const auto ratio = [&](const Fifty& t) -> Fifty { return exp(Fifty(end - log_phi(t))); };
  const Fifty u0 = log(from);
  const Fifty u1 = log(to);
  const Fifty moved = integral_to_end(
      [&](const Fifty& u) -> Fifty {
        const Fifty t = exp(u);
        return ratio(t) * pair.shift(t, omega);
      },
      u0, u1);
  const Fifty spread = integral_to_end(
      [&](const Fifty& u) -> Fifty {
        const Fifty r = ratio(exp(u));
        return r * r;
      },
      u0, u1);
  const Fifty whole = ratio(from);
  return {whole * law.mean + moved, whole * whole * law.variance + spread};
}

/// (1/2) Int E (bhat - b)^2 du over one step: the gap of the drifts is P Y_{n-1} + Q Z + R.
Fifty path_kl_of_step(const Affine& pair, const Problem& problem, const Normal& law, const Fifty& from,
                      const Fifty& to) {
  const std::string& scheme = problem.question.scheme;
  const double omega = problem.omega_at(static_cast<double>(from));
  const Fifty k = pair.slope(from, omega);
  const Fifty c = pair.shift(from, omega);
  const std::vector<Fifty> edges = cuts(problem.question, from, to);
  Fifty sum = 0;
  for (std::size_t i = 1; i < edges.size(); ++i) {
    const double here = problem.omega_at(static_cast<double>((edges[i - 1] + edges[i]) / 2));
    sum += integral(
        [&](const Fifty& u) -> Fifty {
          const Fifty t = exp(u);
          const Rule<Fifty> r = rule<Fifty>(scheme, from, t);
          const Fifty of_score = scheme == "ddpm" ? Fifty(sqrt(Fifty(from / t))) : Fifty(1);
          const Fifty now = scheme == "euler" ? Fifty(0) : Fifty(0.5);
          const Fifty before = scheme == "euler" ? Fifty(0.5) : Fifty(0);
          const Fifty of_state = now - Fifty(0.5) - pair.slope(t, here);
          const Fifty P = of_state * (r.A + r.B * k) + before + of_score * k;
          const Fifty Q = of_state * r.S;
          const Fifty R = of_state * r.B * c + of_score * c - pair.shift(t, here);
          const Fifty centre = P * law.mean + R;
          return (P * P * law.variance + Q * Q + centre * centre) / 2;
        },
        log(edges[i - 1]), log(edges[i]));
  }
  return sum;
}

void add_distances(std::map<std::string, Fifty>& result, const Normal& law, const Normal& limit) {
  result["tv"] = total_variation(law, limit);
  result["kl"] = kl(law, limit);
  result["kl_backward"] = kl(limit, law);
  result["hellinger"] = hellinger(law, limit);
  result["w1"] = w1(law, limit);
  result["w2"] = w2(law, limit);
  result["mean_difference"] = law.mean - limit.mean;
  result["second_moment_difference"] = law.mean * law.mean + law.variance - limit.mean * limit.mean - limit.variance;
}

/// Costs of chain and limit, of infinite ones nothing.
void add_costs(std::map<std::string, Fifty>& result, const Problem& problem, const Normal& law, const Normal& limit,
               const Fifty& tend) {
  const std::optional<Fifty> cost = cost_mean(problem, law, tend, 1);
  const std::optional<Fifty> of_limit = cost_mean(problem, limit, tend, 1);
  if (cost) result["expected_cost"] = *cost;
  if (of_limit) result["limit.expected_cost"] = result["limit.richardson"] = *of_limit;
  if (cost && of_limit) result["cost_difference"] = *cost - *of_limit;
  for (std::size_t i = 0; i < problem.question.powers.size(); ++i) {
    const std::string name = "powers." + std::to_string(i) + ".";
    const std::optional<Fifty> value = cost_mean(problem, law, tend, problem.question.powers[i]);
    const std::optional<Fifty> at_limit = cost_mean(problem, limit, tend, problem.question.powers[i]);
    if (value) result[name + "value"] = *value;
    if (at_limit) result[name + "limit"] = *at_limit;
    if (value && at_limit) result[name + "difference"] = *value - *at_limit;
  }
}

std::map<std::string, Fifty> with_times(const Problem& problem, const Affine& pair, const std::vector<Fifty>& t) {
  std::map<std::string, Fifty> result;
  Normal law = start_of(pair, problem.question.start, t.front());
  Fifty path = 0;
  for (std::size_t n = 1; n < t.size(); ++n) {
    path += path_kl_of_step(pair, problem, law, t[n - 1], t[n]);
    law = step(pair, law, rule<Fifty>(problem.question.scheme, t[n - 1], t[n]), t[n - 1],
               problem.omega_at(static_cast<double>(t[n - 1])));
  }
  const auto limit_from = [&](const std::string& start) {
    Normal limit = start_of(pair, start, t.front());
    const std::vector<Fifty> edges = cuts(problem.question, t.front(), t.back());
    for (std::size_t i = 1; i < edges.size(); ++i) {
      const double omega = problem.omega_at(static_cast<double>((edges[i - 1] + edges[i]) / 2));
      limit = advance(pair, limit, edges[i - 1], edges[i], omega);
    }
    return limit;
  };
  const Normal limit = limit_from(problem.question.start);
  result["tv_data"] = total_variation(law, {sqrt(t.back()) * pair.m, pair.V(t.back())});
  if (problem.question.start == "gaussian") result["tv_exact_start"] = total_variation(law, limit_from("exact"));
  result["mean"] = law.mean;
  result["second_moment"] = law.mean * law.mean + law.variance;
  result["path_kl_bound"] = path;
  add_distances(result, law, limit);
  add_costs(result, problem, law, limit, t.back());
  return result;
}

}  // namespace

std::optional<Answers> affine_answers(const Problem& problem) {
  const std::optional<Part> base = common(problem.parts, &Part::base);
  std::optional<Part> reweighted = common(problem.parts, &Part::reweighted);
  if (!reweighted && problem.omega == 0.0 && problem.question.start != "reweighted") reweighted = base;
  if (!base || !reweighted) return std::nullopt;
  const Affine pair{base->mean, base->variance, reweighted->mean, reweighted->variance};
  const std::vector<double> rounded = times<double>(problem.question);
  const auto exact = with_times(problem, pair, times<Fifty>(problem.question));
  const auto moved = with_times(problem, pair, std::vector<Fifty>(rounded.begin(), rounded.end()));
  Answers answers;
  for (const auto& [name, value] : exact) {
    const auto other = moved.find(name);
    if (other != moved.end()) answers[name] = {value, 3 * abs(value - other->second)};
  }
  return answers;
}

}  // namespace plumbline::reference
