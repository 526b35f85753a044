#include "verify/reference/distances.hpp"

#include <boost/math/quadrature/gauss.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace plumbline::reference {
namespace {

using Function = std::function<Long(Long)>;
using Gauss = boost::math::quadrature::gauss<Long, 15>;

/// Where the integrals run.
struct Panels {
  Long low;
  Long high;
  int n;

  Long width() const { return (high - low) / n; }
};

Long integral(const Panels& panels, const Function& f) {
  Long sum = 0.0L;
  const Long width = panels.width();
  for (int i = 0; i < panels.n; ++i) {
    sum += Gauss::integrate(f, panels.low + width * i, panels.low + width * (i + 1));
  }
  return sum;
}

/// Int |f|, panel by panel; a panel at whose ends f differs in sign is cut at the zero.
Long integral_of_absolute(const Panels& panels, const Function& f) {
  Long sum = 0.0L;
  const auto [low, high, n_panels] = panels;
  const Long width = panels.width();
  Long at_left = f(low);
  for (int i = 0; i < n_panels; ++i) {
    const Long a = low + width * i;
    const Long b = a + width;
    const Long at_right = f(b);
    if ((at_left < 0.0L) == (at_right < 0.0L)) {
      sum += std::abs(Gauss::integrate(f, a, b));
    } else {
      Long left = a;
      Long right = b;
      for (int halving = 0; halving < 70; ++halving) {
        const Long middle = (left + right) / 2.0L;
        ((f(middle) < 0.0L) == (at_left < 0.0L) ? left : right) = middle;
      }
      sum += std::abs(Gauss::integrate(f, a, left)) + std::abs(Gauss::integrate(f, left, b));
    }
    at_left = at_right;
  }
  return sum;
}

using Limit = NoisedMixture<Long>;

/// Ten standard deviations beyond all components of the limit and all that the chain's law holds.
Panels panels_of(const Limit& limit, const std::vector<Layer>& laws, bool coarse) {
  Long low = laws.back().low;
  Long high = laws.back().y(laws.back().density.size() - 1);
  for (const auto& term : limit.terms()) {
    low = std::min(low, term.mean - 10.0L / std::sqrt(term.precision));
    high = std::max(high, term.mean + 10.0L / std::sqrt(term.precision));
  }
  const Long scale = std::min(limit.narrowest(), laws[laws.size() - 2].rule.S);
  return {low, high, static_cast<int>(std::min(4000.0L, std::ceil((high - low) / scale * (coarse ? 0.4L : 0.55L))))};
}

/// L + e^-L - 1, which is of second order.
Long excess(Long L) {
  return std::abs(L) < 1e-3L ? L * L * (0.5L - L / 6.0L + L * L / 24.0L - L * L * L / 120.0L) : L + std::expm1(-L);
}

void add_divergences(const Panels& panels, const Limit& limit, const std::vector<Layer>& laws,
                     std::map<std::string, Long>& numbers) {
  const auto p = [&](Long y) { return std::exp(limit(y).value); };
  const auto q = [&](Long y) { return end_density(laws, y); };
  numbers["tv"] = integral_of_absolute(panels, [&](Long y) { return q(y) - p(y); }) / 2.0L;
  const auto log_ratio = [&](Long y, Long density) { return std::log(density) - limit(y).value; };
  // q (L - 1) + p = q (L + e^-L - 1), and likewise backward: nothing cancels to first order.
  numbers["kl"] = integral(panels, [&](Long y) {
    const Long density = q(y);
    return density > 0.0L ? density * excess(log_ratio(y, density)) : p(y);
  });
  numbers["kl_backward"] = integral(panels, [&](Long y) {
    const Long density = q(y);
    return density > 0.0L ? p(y) * excess(-log_ratio(y, density)) : 0.0L;
  });
  numbers["hellinger"] = std::sqrt(integral(panels, [&](Long y) {
    const Long density = q(y);
    return (density > 0.0L ? density * std::pow(std::expm1(-log_ratio(y, density) / 2.0L), 2) : p(y)) / 2.0L;
  }));
}

/// T(y) - y of the transport map, F_q(T) = F_p(y), by Newton within a bracket.
Long shift(const Panels& panels, const Limit& limit, const std::vector<Layer>& laws, Long y) {
  const bool above = limit.below(y) > 0.5L;
  const Long mass = limit.below(y, above);
  Long x = y;
  Long left = panels.low - 10.0L * (panels.high - panels.low);
  Long right = panels.high + 10.0L * (panels.high - panels.low);
  for (int newton = 0; newton < 60; ++newton) {
    const Long off = end_probability(laws, x, above) - mass;
    ((off < 0.0L) != above ? left : right) = x;
    const Long density = end_density(laws, x);
    Long next = density > 0.0L ? x - (above ? -off : off) / density : left;
    if (!(next > left && next < right)) next = (left + right) / 2.0L;
    if (std::abs(next - x) < 1e-17L * (1.0L + std::abs(x))) break;
    x = next;
  }
  return x - y;
}

void add_transport(const Panels& panels, const Limit& limit, const std::vector<Layer>& laws,
                   std::map<std::string, Long>& numbers) {
  numbers["w1"] = integral_of_absolute(panels, [&](Long y) {
    const bool above = y > (panels.low + panels.high) / 2.0L;
    const Long difference = end_probability(laws, y, above) - limit.below(y, above);
    return above ? -difference : difference;
  });
  numbers["w2"] = std::sqrt(integral(panels, [&](Long y) {
    const Long density = std::exp(limit(y).value);
    return density < 1e-25L ? 0.0L : density * std::pow(shift(panels, limit, laws, y), 2);
  }));
}

}  // namespace

void add_distances(const Problem& problem, const std::vector<Layer>& laws, const std::vector<Long>& times, bool coarse,
                   std::map<std::string, Long>& numbers) {
  const Question& question = problem.question;
  const bool constant = question.from <= 0.0 && question.to >= 1.0;
  const bool unguided = problem.omega == 0.0 && question.start == "exact";
  const bool doob = constant && problem.omega == -1.0 && question.start == "reweighted";
  constexpr std::size_t affordable = 40;
  if ((!unguided && !doob) || laws.size() > affordable) return;
  const Limit limit(problem.parts, unguided ? &Part::base : &Part::reweighted, times.back());
  const Panels panels = panels_of(limit, laws, coarse);
  add_divergences(panels, limit, laws, numbers);
  add_transport(panels, limit, laws, numbers);
}

}  // namespace plumbline::reference
