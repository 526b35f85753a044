"""A sampler under test, as pytest runs it with plumbline installed: pip install plumbline pytest; pytest."""

import numpy as np
import plumbline as pl


def my_sampler(case, y, times, w, seed=1):
    """DDPM with classifier-free guidance; eps_c and eps_u are the exact model in place of a network."""
    rng = np.random.default_rng(seed)
    for t, t_next in zip(times[:-1], times[1:], strict=True):
        eps_c, eps_u = case.eps(t, y), case.eps(t, y, "reweighted")
        eps = eps_c + w * (eps_c - eps_u)
        a = t / t_next
        y = (y - (1 - a) / (1 - t) ** 0.5 * eps) / a**0.5 + ((1 - a) / a) ** 0.5 * rng.standard_normal(y.shape)
    return y


def test_my_sampler(follows):
    chain = pl.chain("unit-pair", w=1.0, steps=16, t0=1e-2)
    follows(my_sampler(chain.case, chain.start(60_000, seed=2), chain.times, 1.0), chain)


def test_its_step():
    chain = pl.chain("triad", w=1.0, steps=8, t0=1e-2, tend=0.9)

    def step(y, t, t_next, z):
        a, G = t / t_next, chain.case.score(t, y, "guided", w=1.0)
        return (y + (1 - a) * G) / a**0.5 + ((1 - a) / a) ** 0.5 * z

    assert pl.check_step(step, chain.case, chain)
