// The laws of samplers with stages or a memory in long double, by densities carried forward: a second reference beside
// staged_rules.py, which goes backward in double. In the predicted noise eps = -sqrt(1 - t) s and x = sqrt(t) x_0 +
// sqrt(1 - t) eps, as the papers of DDIM and DPM-Solver write their rules; it includes nothing of the project.
//
//   staged_laws RULE W N     two unit Gaussians at -1 and +1, guided toward +1; t from 1e-3 to 0.99, log-uniform
//
// RULE: heun, heun-churn (S_churn = 4), dpm++2m, dpm++sde, sde-dpm++2m. Prints E J = E[1 + exp(-2 sqrt(0.99) Y)], the
// mean and the second moment. Plain trapezoidal sums of densities (not of their logarithms) on one grid for all steps;
// the last noise is taken in closed form.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <string>
#include <vector>

namespace {

using Real = long double;
using Density = std::vector<Real>;
using Moments = std::array<Real, 3>;  // E J, E Y, E Y^2

constexpr Real t_first = 1e-3L;
constexpr Real t_last = 0.99L;
constexpr Real reach = 20.0L;      // of every grid, on either side
constexpr Real S_churn = 4.0L;
constexpr Real kernel_reach = 13.0L;  // in standard deviations: exp(-84)

Real square(Real x) { return x * x; }
Real alpha(Real t) { return std::sqrt(t); }
Real sigma(Real t) { return std::sqrt(1.0L - t); }
Real lambda(Real t) { return std::log(alpha(t) / sigma(t)); }
Real gaussian(Real x, Real mean, Real deviation) {
  return std::exp(-0.5L * square((x - mean) / deviation)) / (deviation * std::sqrt(2.0L * std::numbers::pi_v<Real>));
}

/// The functions whose means are printed, their means over N(mean, deviation^2).
Moments means_over_normal(Real mean, Real deviation) {
  const Real a = 2.0L * alpha(t_last);
  return {1.0L + std::exp(-a * mean + 0.5L * square(a * deviation)), mean, square(mean) + square(deviation)};
}

/// sum += weight term.
void add(Moments& sum, Real weight, const Moments& term) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight * term[i];
}

/// A sampler of `w` with n steps; every noise-free formula as its paper has it.
struct Sampler {
  Real w;
  int n;

  Real time(int k) const { return t_first * std::pow(t_last / t_first, static_cast<Real>(k) / static_cast<Real>(n)); }

  /// The guided noise prediction: p_t of the class is N(alpha, 1), that of both is half N(alpha, 1), half N(-alpha, 1).
  Real eps(Real t, Real x) const {
    const Real conditional = sigma(t) * (x - alpha(t));
    const Real both = sigma(t) * (x - alpha(t) * std::tanh(alpha(t) * x));
    return conditional + w * (conditional - both);
  }
  Real data(Real t, Real x) const { return (x - sigma(t) * eps(t, x)) / alpha(t); }

  /// d (x / alpha) = eps d (sigma / alpha): one explicit trapezoidal step.
  Real heun(Real from, Real to, Real x) const {
    const Real rise = sigma(to) / alpha(to) - sigma(from) / alpha(from);
    const Real first = eps(from, x);
    const Real second = eps(to, alpha(to) * (x / alpha(from) + rise * first));
    return alpha(to) * (x / alpha(from) + 0.5L * rise * (first + second));
  }
  /// (sigma_to / sigma_from)(e^-h)^(power - 1) x + alpha_to (1 - e^(-power h)) (D + slope); power 1: the flow, 2: the
  /// SDE.
  Real exponential(Real from, Real to, Real x, Real D, int power) const {
    const Real h = lambda(to) - lambda(from);
    const Real keep = power == 1 ? 1.0L : std::exp(-h);
    return sigma(to) / sigma(from) * keep * x - alpha(to) * std::expm1(-static_cast<Real>(power) * h) * D;
  }
  /// The factor of D - D_before at step k.
  Real slope(int k) const {
    if (k == 0) return 0.0L;
    return 0.5L * (lambda(time(k + 1)) - lambda(time(k))) / (lambda(time(k)) - lambda(time(k - 1)));
  }
};

Real deviation_over(Real from, Real to) {  // of the SDE's noise at `to`
  return sigma(to) * std::sqrt(-std::expm1(-2.0L * (lambda(to) - lambda(from))));
}

struct Grid {
  Real h;
  int size() const { return 2 * static_cast<int>(reach / h) + 1; }
  Real x(int i) const { return h * static_cast<Real>(i - size() / 2); }
};

Density start_on(const Grid& grid) {
  Density q(static_cast<std::size_t>(grid.size()));
  for (int i = 0; i < grid.size(); ++i) q[static_cast<std::size_t>(i)] = gaussian(grid.x(i), alpha(t_first), 1.0L);
  return q;
}

/// q'(.) += weight N(.; m, S^2), within reach of the kernel; from point to point the Gaussian grows by a factor that
/// itself falls by a constant one.
void spread(const Grid& grid, Real weight, Real m, Real S, Density& q) {
  const Real middle = m / grid.h + static_cast<Real>(grid.size() / 2);
  const Real width = kernel_reach * S / grid.h;
  const auto last = static_cast<Real>(grid.size() - 1);
  const int first = static_cast<int>(std::clamp(middle - width, 0.0L, last));
  const int end = static_cast<int>(std::clamp(middle + width, -1.0L, last));
  Real value = weight * gaussian(grid.x(first), m, S);
  Real growth = std::exp(-(grid.x(first) - m + 0.5L * grid.h) * grid.h / square(S));
  const Real fall = std::exp(-square(grid.h / S));
  for (int j = first; j <= end; ++j) {
    q[static_cast<std::size_t>(j)] += value;
    value *= growth;
    growth *= fall;
  }
}

/// The density after y -> y + S Z.
Density convolved(const Grid& grid, const Density& q, Real S) {
  Density next(q.size(), 0.0L);
  for (int i = 0; i < grid.size(); ++i) spread(grid, grid.h * q[static_cast<std::size_t>(i)], grid.x(i), S, next);
  return next;
}

/// Rules without noise: one trapezoidal sum over the start.
Moments without_noise(const Sampler& sampler, bool multistep) {
  constexpr Real h = 0.01L;
  const Grid grid{h};
  Moments sum{};
  const Density start = start_on(grid);
  for (int i = 0; i < grid.size(); ++i) {
    Real x = grid.x(i);
    Real before = 0.0L;
    for (int k = 0; k < sampler.n; ++k) {
      const Real from = sampler.time(k), to = sampler.time(k + 1);
      const Real D = sampler.data(from, x);
      x = multistep ? sampler.exponential(from, to, x, D + sampler.slope(k) * (D - before), 1)
                    : sampler.heun(from, to, x);
      before = D;
    }
    add(sum, h * start[static_cast<std::size_t>(i)], means_over_normal(x, 0.0L));
  }
  return sum;
}

/// Noise up to Sigma^, then Heun's step from there; the density is kept of the churned state.
Moments churned(const Sampler& sampler, Real h) {
  const Grid grid{h};
  const Real gamma = std::min(S_churn / static_cast<Real>(sampler.n), std::numbers::sqrt2_v<Real> - 1.0L);
  const auto higher = [&](Real t) { return 1.0L / (1.0L + square((1.0L + gamma) * sigma(t) / alpha(t))); };
  const auto noise = [&](Real t) {  // of x at t, whose x / alpha gets the rest of Sigma^^2
    return alpha(t) * std::sqrt(square(sigma(higher(t)) / alpha(higher(t))) - square(sigma(t) / alpha(t)));
  };
  const auto moved = [&](int k, Real x) {
    const Real t = sampler.time(k);
    return sampler.heun(higher(t), sampler.time(k + 1), x * alpha(higher(t)) / alpha(t));
  };
  Density q = convolved(grid, start_on(grid), noise(sampler.time(0)));
  for (int k = 0; k + 1 < sampler.n; ++k) {
    Density next(q.size(), 0.0L);
    for (int i = 0; i < grid.size(); ++i) {
      spread(grid, h * q[static_cast<std::size_t>(i)], moved(k, grid.x(i)), noise(sampler.time(k + 1)), next);
    }
    q = std::move(next);
  }
  Moments sum{};
  for (int i = 0; i < grid.size(); ++i) {
    add(sum, h * q[static_cast<std::size_t>(i)], means_over_normal(moved(sampler.n - 1, grid.x(i)), 0.0L));
  }
  return sum;
}

/// DPM-Solver++ SDE with a midpoint: a sum over its first normal, and the density over its second.
Moments midpoint(const Sampler& sampler, Real h) {
  constexpr Real dz = 0.4L;
  constexpr int n_z = 24;
  const Grid grid{h};
  Density q = start_on(grid);
  for (int k = 0; k < sampler.n; ++k) {
    const Real from = sampler.time(k), to = sampler.time(k + 1);
    const Real half = 0.5L * (lambda(from) + lambda(to));
    const Real middle = 1.0L / (1.0L + std::exp(-2.0L * half));
    const Real inner = deviation_over(from, middle), S = deviation_over(middle, to);
    // what of the first noise is left at the end: it decays with x of the SDE's linear part
    const Real left = sigma(to) / sigma(middle) * std::exp(half - lambda(to)) * inner;
    Density next(q.size(), 0.0L);
    Moments sum{};
    for (int i = 0; i < grid.size(); ++i) {
      const Real x = grid.x(i);
      const Real at_middle = sampler.exponential(from, middle, x, sampler.data(from, x), 2);
      for (int l = -n_z; l <= n_z; ++l) {
        const Real z = dz * static_cast<Real>(l);
        const Real D = sampler.data(middle, at_middle + inner * z);
        const Real m = sampler.exponential(from, to, x, D, 2) + left * z;
        const Real weight = h * q[static_cast<std::size_t>(i)] * dz * gaussian(z, 0.0L, 1.0L);
        if (k + 1 == sampler.n) {
          add(sum, weight, means_over_normal(m, S));
        } else {
          spread(grid, weight, m, S, next);
        }
      }
    }
    if (k + 1 == sampler.n) return sum;
    q = std::move(next);
  }
  return {};
}

/// SDE-DPM-Solver++(2M): the joint density of a state and the one before it, rows by the state before.
Moments with_memory(const Sampler& sampler, Real h) {
  const Grid grid{h};
  const int n = grid.size();
  const auto mean = [&](int k, Real x, Real before) {
    const Real D = sampler.data(sampler.time(k), x);
    const Real D_before = k == 0 ? 0.0L : sampler.data(sampler.time(k - 1), before);
    return sampler.exponential(sampler.time(k), sampler.time(k + 1), x, D + sampler.slope(k) * (D - D_before), 2);
  };
  const auto S = [&](int k) { return deviation_over(sampler.time(k), sampler.time(k + 1)); };
  constexpr Real nothing = 1e-45L;  // of a density that is of order 1, and of J times it 1e-27
  const Density start = start_on(grid);
  std::vector<Density> joint(static_cast<std::size_t>(n), Density(static_cast<std::size_t>(n), 0.0L));  // [before][now]
  for (int i = 0; i < n; ++i) {
    const auto row = static_cast<std::size_t>(i);
    spread(grid, start[row], mean(0, grid.x(i), 0.0L), S(0), joint[row]);
  }
  Moments sum{};
  for (int k = 1; k < sampler.n; ++k) {
    std::vector<Density> next(joint.size(), Density(joint.size(), 0.0L));
    for (int b = 0; b < n; ++b) {
      for (int i = 0; i < n; ++i) {
        const Real p = joint[static_cast<std::size_t>(b)][static_cast<std::size_t>(i)];
        if (p < nothing) continue;
        const Real m = mean(k, grid.x(i), grid.x(b));
        if (k + 1 == sampler.n) {
          add(sum, h * h * p, means_over_normal(m, S(k)));
        } else {
          spread(grid, h * p, m, S(k), next[static_cast<std::size_t>(i)]);
        }
      }
    }
    joint = std::move(next);
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "staged_laws RULE W N\n");
    return 2;
  }
  const std::string rule = argv[1];
  const Sampler sampler{std::strtold(argv[2], nullptr), std::atoi(argv[3])};
  const Real share = 16.0L / static_cast<Real>(std::max(16, sampler.n));  // finer for shorter steps
  Moments found{};
  if (rule == "heun" || rule == "dpm++2m") found = without_noise(sampler, rule == "dpm++2m");
  if (rule == "heun-churn") found = churned(sampler, 0.06L * share);
  if (rule == "dpm++sde") found = midpoint(sampler, 0.08L * share);
  if (rule == "sde-dpm++2m") found = with_memory(sampler, 0.125L * share);
  std::printf("%.15Lg %.15Lg %.15Lg\n", found[0], found[1], found[2]);
  return 0;
}
