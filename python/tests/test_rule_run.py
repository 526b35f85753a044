"""run_rule(): rules by their names with noise handed in, against their formulas and against numbers of theory."""

import numpy as np
import plumbline as pl
import pytest

CASE = pl.case("unit-pair")
TIMES = np.exp(np.linspace(np.log(1e-3), np.log(0.99), 9))


def no_noise():
    raise AssertionError("a rule without noise asked for some")


def quantiles(n=4000):
    return pl.data(CASE, TIMES[0]).quantile((np.arange(n) + 0.5) / n)[:, None]


def test_an_affine_rule_is_its_coefficients():
    chain = pl.chain("triad", 0.7, 6, scheme="ddim:0.5", t0=1e-2, tend=0.9)
    rng = np.random.default_rng(1)
    noises = rng.standard_normal((6, 50, 2))
    start = chain.start(50, seed=2)
    draws = iter(noises)
    states = pl.run_rule("ddim:0.5", chain.times, start, lambda t, y: chain.case.score(t, y, "guided", w=0.7),
                         lambda: next(draws))  # fmt: skip
    assert states.shape == (7, 50, 2) and np.array_equal(states[0], start)
    y = start
    for s, z in zip(chain.steps, noises, strict=True):
        y = s.A * y + s.B * chain.case.score(s.t, y, "guided", w=0.7) + s.S * z
    assert np.allclose(states[-1], y, rtol=0.0, atol=1e-12)


@pytest.mark.parametrize(
    ("scheme", "w", "mean", "square"),
    [
        ("ddim:0", 1.0, 1.606705046, 2.760581802),
        ("heun", 1.0, 1.617318066, 3.381282229),
        ("dpm++2m", 1.0, 1.303432552, 2.423341934),
        ("heun", 0.0, 0.994987437, 2.250787535),
    ],
)
def test_deterministic_rules_against_reference_numbers(scheme, w, mean, square):
    """Reference: another program's exact laws, N = 8; here by 4000 quantiles, which are good to 1e-3."""
    y = pl.run_rule(scheme, TIMES, quantiles(), lambda t, y: CASE.score(t, y, "guided", w=w), no_noise)[-1]
    assert y.mean() == pytest.approx(mean, abs=2e-3) and (y**2).mean() == pytest.approx(square, abs=1e-2)


def test_noises_are_asked_for_in_order():
    asked = []

    def normals():
        asked.append(1)
        return np.zeros((3, 1))

    for scheme, n in (("dpm++sde", 16), ("sde-dpm++2m", 8), ("heun-churn:4,0,inf,1", 8), ("ddim:1", 8), ("heun", 0)):
        asked.clear()
        pl.run_rule(scheme, TIMES, np.zeros((3, 1)), lambda t, y: CASE.score(t, y), normals)
        assert len(asked) == n, scheme


def test_bad_requests():
    good = ("heun", TIMES, np.zeros((3, 1)), lambda t, y: y, no_noise)
    for place, bad, message in [
        (0, "huen", 'unknown scheme "huen"'),
        (1, [0.5, 0.2], "times|grid|increas"),
        (2, [0.0, 1.0], r"start: shape \(2,\)"),
        (3, lambda t, y: y[:2], r"score: gives shape \(2, 1\)"),
    ]:
        words = list(good)
        words[place] = bad
        with pytest.raises(ValueError, match=message):
            pl.run_rule(*words)
