#!/usr/bin/python3
"""The laws of samplers with stages or a memory, by another algorithm: the reference of line_law_test.cpp, and of
staged_rules_test.py beside staged_laws.cpp, which goes forward in long double.

For two unit Gaussians at -1 and +1, guided toward +1, v_n(state) = E[f(Y_N) | state after n steps] runs backward through
the steps, each a Gauss-Hermite sum over its normals, v_{n+1} by local interpolation. All in EDM coordinates u = x /
sqrt(t), Sigma = sqrt((1 - t) / t), with the denoiser of the mixture; nothing is shared with the C++ rules.

    staged_rules.py [RULE ...]      # prints E J, the mean and the second moment

Rules: heun, heun-churn (S_churn = 4), dpm++2m, dpm++sde, sde-dpm++2m. Those without noise are a plain sum over the start.
"""
import sys

import numpy as np

T0, TEND, REACH = 1e-3, 0.99, 18.0
CHURN = 4.0


def denoiser(u, Sigma, w):
    V = 1.0 + Sigma * Sigma
    of_class = (Sigma * Sigma + u) / V
    of_all = (Sigma * Sigma * np.tanh(u / V) + u) / V
    return of_class + w * (of_class - of_all)


class Local:
    """Values on a uniform grid of [-reach, reach], and their local interpolation by polynomials of degree 11; a function
    that was cut off at the ends spoils nothing further in."""

    def __init__(self, n, reach):
        self.x = np.linspace(-reach, reach, n)
        self.h = self.x[1] - self.x[0]
        k = np.arange(12)
        self.scale = np.array([np.prod([float(i - j) for j in k if j != i]) for i in k])

    def stencils(self, places):
        """First indices and weights, shapes (m) and (m, 12), of any places, those beyond the ends put there."""
        at = (np.clip(places, self.x[0], self.x[-1]) - self.x[0]) / self.h
        first = np.clip(np.floor(at).astype(int) - 5, 0, len(self.x) - 12)
        gap = (at - first)[:, None] - np.arange(12)[None, :]
        weights = np.empty_like(gap)
        for i in range(12):
            weights[:, i] = np.prod(np.delete(gap, i, axis=1), axis=1) / self.scale[i]
        return first, weights

    def __call__(self, places, values):
        """The last axis of `values` is the place."""
        first, weights = self.stencils(places)
        return sum(weights[:, i] * values[..., first + i] for i in range(12))


def normal_rule(n):
    z, weight = np.polynomial.hermite_e.hermegauss(n)
    return z, weight / weight.sum()


def levels(n_steps):
    t = T0 * (TEND / T0) ** (np.arange(n_steps + 1) / n_steps)
    return np.sqrt(1.0 / t - 1.0), np.sqrt(t)


def heun(u, Sigma, to, w):
    d = (u - denoiser(u, Sigma, w)) / Sigma
    euler = u + (to - Sigma) * d
    return u + (to - Sigma) * 0.5 * (d + (euler - denoiser(euler, to, w)) / to)


def ancestral(Sigma, to):
    up = np.sqrt(to**2 * (Sigma**2 - to**2) / Sigma**2)
    return to**2 / Sigma, up


def step_churn(u, Sigma, to, w, n_steps, z1, _):
    gamma = min(CHURN / n_steps, np.sqrt(2.0) - 1.0)
    higher = (1.0 + gamma) * Sigma
    return heun(u + np.sqrt(higher**2 - Sigma**2) * z1, higher, to, w)


def step_sde(u, Sigma, to, w, _, z1, z2):
    middle = np.sqrt(Sigma * to)
    down, up = ancestral(Sigma, middle)
    first = up * z1
    u_m = down / Sigma * u + (1.0 - down / Sigma) * denoiser(u, Sigma, w) + first
    down, _ = ancestral(Sigma, to)
    carried, last = ancestral(middle, to)
    return down / Sigma * u + (1.0 - down / Sigma) * denoiser(u_m, middle, w) + carried / middle * first + last * z2


def one_step_law(step, two_normals, w, n_steps, f, positive):
    """E f(x_N) for a rule without memory."""
    nodes = Local(601, REACH)
    z, weight = normal_rule(64)
    z2, weight2 = (z, weight) if two_normals else (np.zeros(1), np.ones(1))
    Sigma, alpha = levels(n_steps)
    to_kept, from_kept = (np.log, np.exp) if positive else (lambda v: v, lambda v: v)
    kept = to_kept(f(nodes.x))
    for n in range(n_steps - 1, -1, -1):
        u = nodes.x / alpha[n]
        value = np.zeros_like(kept)
        for zi, wi in zip(z, weight):
            ends = step(u[:, None], Sigma[n], Sigma[n + 1], w, n_steps, zi, z2[None, :]) * alpha[n + 1]
            ends = np.broadcast_to(ends, (len(u), len(z2)))
            v = from_kept(nodes(ends.ravel(), kept)).reshape(ends.shape)
            value += wi * (v @ weight2)
        kept = to_kept(value)
    return start_mean(lambda y: from_kept(nodes(y, kept)))


def heun_map(y, w, n_steps):
    """What Heun's method does to Y_0."""
    Sigma, alpha = levels(n_steps)
    u = y / alpha[0]
    for n in range(n_steps):
        u = heun(u, Sigma[n], Sigma[n + 1], w)
    return u * alpha[-1]


def multistep_map(y, w, n_steps):
    """What DPM-Solver++(2M) does to Y_0: u' = (Sigma'/Sigma) u + (1 - Sigma'/Sigma) (D + (D - D_before) h / (2 h_before))."""
    Sigma, alpha = levels(n_steps)
    u, D_before = y / alpha[0], 0.0
    h = np.log(Sigma[:-1] / Sigma[1:])
    for n in range(n_steps):
        D = denoiser(u, Sigma[n], w)
        data = D + 0.5 * h[n] / h[n - 1] * (D - D_before) if n > 0 else D
        keep = Sigma[n + 1] / Sigma[n]
        u, D_before = keep * u + (1.0 - keep) * data, D
    return u * alpha[-1]


def start_mean(v):
    y = np.linspace(-11.0, 11.0, 4401)
    density = np.exp(-0.5 * (y - np.sqrt(T0)) ** 2) / np.sqrt(2.0 * np.pi)  # unguided: the class at +1
    return float((y[1] - y[0]) * np.sum(density * v(y)))


def memory_law(w, n_steps, f, positive):
    """E f(x_N) for SDE-DPM++(2M): v_n(x, d), d the denoised state of the step before."""
    nodes = Local(401, REACH)
    Sigma, alpha = levels(n_steps)
    reach_d = 1.05 * max(np.max(np.abs(denoiser(nodes.x / a, S, w))) for a, S in zip(alpha[:-1], Sigma[:-1]))
    before = Local(81, reach_d)
    z, weight = normal_rule(64)
    to_kept, from_kept = (np.log, np.exp) if positive else (lambda v: v, lambda v: v)
    kept = to_kept(np.repeat(f(nodes.x)[None, :], len(before.x), axis=0))  # shape (d, x)
    h = np.log(Sigma[:-1] / Sigma[1:])
    for n in range(n_steps - 1, -1, -1):
        u = nodes.x / alpha[n]
        D = denoiser(u, Sigma[n], w)
        down, up = ancestral(Sigma[n], Sigma[n + 1])
        after = before(D, kept.T).T  # row i: v_{n+1}(., D(u_i)), shape (x, x)
        value = np.zeros((len(before.x), len(u)))
        for i in range(len(u)):
            d = before.x if n > 0 else np.zeros(1)
            data = D[i] + 0.5 * h[n] / h[n - 1] * (D[i] - d) if n > 0 else D[i] + d
            mean = down / Sigma[n] * u[i] + (1.0 - down / Sigma[n]) * data
            ends = (mean[:, None] + up * z[None, :]) * alpha[n + 1]
            v = from_kept(nodes(ends.ravel(), after[i])).reshape(ends.shape) @ weight
            value[:, i] = v
        kept = to_kept(value)
    return start_mean(lambda y: from_kept(nodes(y, kept[0])))


FUNCTIONS = [(lambda x: 1.0 + np.exp(-2.0 * np.sqrt(TEND) * x), True), (lambda x: x, False), (lambda x: x * x, False)]


def laws_of(name, w, n_steps):
    """E J, the mean and the second moment."""
    rules = {
        "heun": lambda w, n, f, _: start_mean(lambda y: f(heun_map(y, w, n))),
        "dpm++2m": lambda w, n, f, _: start_mean(lambda y: f(multistep_map(y, w, n))),
        "heun-churn": lambda *a: one_step_law(step_churn, False, *a),
        "dpm++sde": lambda *a: one_step_law(step_sde, True, *a),
        "sde-dpm++2m": memory_law,
    }
    return [rules[name](w, n_steps, *f) for f in FUNCTIONS]


def main():
    for name in sys.argv[1:] or ["heun", "heun-churn", "dpm++2m", "dpm++sde", "sde-dpm++2m"]:
        for w in (0.0, 1.0):
            for n_steps in (8, 16):
                print(name, w, n_steps, *(f"{value:.12g}" for value in laws_of(name, w, n_steps)), flush=True)


if __name__ == "__main__":
    main()
