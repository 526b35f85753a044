"""check() and assert_follows(): a right sampler holds, the usual mistakes are caught and named, few samples say so."""

import math

import numpy as np
import plumbline as pl
import pytest

CHAIN = pl.chain("unit-pair", 1.0, 8, t0=1e-2)
NEEDED = 60_000


def run(chain, n, seed, w=None, noise=1.0):
    """The sampler in numpy, with the scale and the noise it believes in."""
    y, rng = chain.start(n, seed), np.random.default_rng(seed)
    scale = chain.w if w is None else w
    for s in chain.steps:
        G = (1 + scale) * chain.case.score(s.t, y) - scale * chain.case.score(s.t, y, "reweighted")
        y = s.A * y + s.B * G + noise * s.S * rng.standard_normal(y.shape)
    return y


def test_a_right_sampler_holds():
    y = run(CHAIN, NEEDED, 1)
    found = pl.check(y, CHAIN, resolution=0.05)
    assert [c.what for c in found] == ["Kolmogorov-Smirnov distance", "mean", "mean square"]
    assert all(c.verdict == "HOLDS" and 0 < c.margin <= 1 and c.smallest_shift_seen <= 0.05 for c in found)
    assert all(c.samples_needed < NEEDED for c in found)
    pl.assert_follows(y, CHAIN, resolution=0.05)
    pl.assert_follows(CHAIN.sample(NEEDED, 5)[:, 0], CHAIN, resolution=0.05)


@pytest.mark.parametrize(
    ("w", "noise", "said"),
    [
        (0.0, 1.0, "is w applied"),
        (2.0, 1.0, r"is w \+ 1 meant"),
        (-1.0, 1.0, "is its sign right"),
        (1.0, 0.9, "margin -"),
    ],
)
def test_mistakes_are_caught_and_named(w, noise, said):
    with pytest.raises(AssertionError, match=said) as caught:
        pl.assert_follows(run(CHAIN, NEEDED, 2, w, noise), CHAIN, resolution=0.05)
    assert "do not follow" in str(caught.value)


def test_a_small_shift_is_caught_where_it_is_promised():
    y = run(CHAIN, NEEDED, 3)
    shifted = y + 0.05 * y.std()
    assert any(c.verdict == "VIOLATED" for c in pl.check(shifted, CHAIN, resolution=0.05))


def test_few_samples_are_no_pass():
    with pytest.raises(pl.TooFewSamples, match=r"500 samples show shifts above 0\.\d+ sd; for 0.02 take \d+"):
        pl.assert_follows(CHAIN.sample(500), CHAIN)
    assert {c.verdict for c in pl.check(CHAIN.sample(500), CHAIN)} == {"INCONCLUSIVE(noise floor)"}


def test_in_the_plane():
    chain = pl.chain("triad", 1.0, 2, t0=0.3, tend=0.7)
    found = pl.check(chain.sample(NEEDED, 3), chain, resolution=0.05)
    assert len(found) == 9 and all(c.verdict == "HOLDS" for c in found)
    wrong = chain.sample(NEEDED, 3)[:, ::-1]
    assert any(c.verdict == "VIOLATED" for c in pl.check(wrong, chain, resolution=0.05))
    law, x = chain.law(), np.array([0.1, 0.5])
    assert law.marginal("x").mean.value == pytest.approx(law.mean[0].value, abs=1e-9)
    assert law.marginal("diagonal").mean.value == pytest.approx(sum(v.value for v in law.mean) / math.sqrt(2), abs=1e-8)
    assert (law.marginal("y").cdf(x) > 0).all()


def test_bad_samples():
    bad = np.zeros((50, 1))
    bad[[8, 12, 40]] = np.nan
    for y, message in [
        (bad, r"y: 3 of 50 rows are not finite \(first: 8\)"),
        ([0.3], "y: 1 samples"),
    ]:
        with pytest.raises(ValueError, match=message):
            pl.check(y, CHAIN)
    with pytest.raises(ValueError, match=r"y: shape \(2, 50\); case triad has d = 2: transpose"):
        pl.check(np.zeros((2, 50)), pl.chain("triad", 1.0, 2, t0=0.3, tend=0.7))
    with pytest.raises(ValueError, match="false_alarm = 0"):
        pl.check([0.1, 0.2], CHAIN, false_alarm=0.0)
