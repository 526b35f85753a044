"""Laws in the plane and in space: functions and expectations against closed forms, the limit, distances, marginals."""

import json
import math

import numpy as np
import plumbline as pl
import pytest
from law_requests import SPACE, arguments

MEAN, VARIANCE, TILT = np.array([0.3, -0.5]), np.array([0.8, 0.5]), np.array([0.4, -0.7])
ENDS = {"t0": 0.3, "tend": 0.9}


def bell(w, steps):
    """A chain of one Gaussian and J = exp(a.x), where every score is affine (O6), with mean and variance of Y_N."""
    case = pl.mixture([1.0], [MEAN], [VARIANCE], guidance=pl.cost(pl.exp_linear(TILT)), name="bell")
    chain = pl.chain(case, w, steps, **ENDS)
    t = chain.times[0]
    mean, variance = math.sqrt(t) * MEAN, t * VARIANCE + 1 - t
    for s in chain.steps:
        noised = s.t * VARIANCE + 1 - s.t
        shift = math.sqrt(s.t) * (MEAN - s.omega * VARIANCE * TILT) / noised
        factor = s.A - s.B / noised
        mean, variance = factor * mean + s.B * shift, factor**2 * variance + s.S**2
    return chain, mean, np.sqrt(variance)


def test_density_is_that_of_the_closed_form():
    chain, m, s = bell(1.5, 4)
    law = chain.law()
    y = m + s * np.random.default_rng(1).standard_normal((50, 2)) * 2.0
    exact = (-0.5 * ((y - m) / s) ** 2 - np.log(s * math.sqrt(2 * math.pi))).sum(axis=1)
    found, errors = law.log_density(y, errors=True)
    assert found.shape == errors.shape == (50,) and (np.abs(found - exact) <= errors + 1e-9).all()
    assert np.allclose(found, exact, rtol=0, atol=1e-8)
    assert np.allclose(law.density(y.reshape(5, 10, 2)), np.exp(exact).reshape(5, 10), rtol=1e-8)
    (a, b), density = law.grid()
    middle = (len(b) // 2, len(a) // 3)
    assert law.density([a[middle[1]], b[middle[0]]]) == pytest.approx(density[middle], rel=1e-12)
    with pytest.raises(pl.OutOfReach, match="a point lies"):
        law.density([1e6, 0.0])
    with pytest.raises(ValueError, match=r"y: shape \(3,\); the law has d = 2"):
        law.density([0.0, 1.0, 2.0])


def closed_forms(m, s):
    """(f, E f, whether f is smooth) under independent normals."""
    below = lambda z: 0.5 * math.erfc(-z / math.sqrt(2))
    peak = lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    positive_part = lambda m, s: m * below(m / s) + s * peak(m / s)
    both, across = (m[0] + m[1], math.hypot(*s)), (m[1] - m[0], math.hypot(*s))
    return [
        (lambda y: np.ones(len(y)), 1.0, True),
        (lambda y: y[:, 0], m[0], True),
        (lambda y: y[:, 0] * y[:, 1], m[0] * m[1], True),
        (lambda y: (y**2).sum(axis=1), (m**2 + s**2).sum(), True),
        (lambda y: np.exp(y @ [1.0, 0.5]), math.exp(m @ [1.0, 0.5] + 0.5 * s**2 @ [1.0, 0.25]), True),
        (lambda y: np.cos(3 * y[:, 0]), math.cos(3 * m[0]) * math.exp(-4.5 * s[0] ** 2), True),
        (lambda y: np.maximum(y[:, 0], 0), positive_part(m[0], s[0]), False),
        (lambda y: np.abs(y[:, 1]), 2 * positive_part(m[1], s[1]) - m[1], False),
        (lambda y: np.maximum(y.sum(axis=1), 0), positive_part(*both), False),
        (lambda y: y.max(axis=1), m[0] + positive_part(*across), False),
        (lambda y: y[:, 0] > 0.3, below((m[0] - 0.3) / s[0]), False),
        (lambda y: y[:, 1] > y[:, 0], below(across[0] / across[1]), False),
        (lambda y: (y > m).all(axis=1), 0.25, False),
    ]


@pytest.mark.parametrize("w", [0.0, 1.5])
def test_expect_against_closed_forms(w):
    chain, m, s = bell(w, 4)
    law = chain.law()
    for i, (f, truth, smooth) in enumerate(closed_forms(m, s)):
        found = law.expect(f)
        assert abs(found.value - truth) <= found.error, (i, found.value - truth, found.error)
        assert found.error <= (1e-8 if smooth else 0.02), (i, found.error)
    cost = law.expect(chain.case.cost if law.end == 1.0 else lambda y: chain.case.h(law.end, y))
    assert cost.agrees_with(law.expected_cost) and cost.error < 1e-7


def test_expect_refuses_what_it_cannot_know():
    law = bell(0.0, 2)[0].law()
    with pytest.raises(pl.OutOfReach, match="infinite or out of reach"), np.errstate(over="ignore"):
        law.expect(lambda y: np.exp(0.6 * (y**2).sum(axis=1)))
    with pytest.raises(pl.OutOfReach, match="f is infinite at y = "):
        law.expect(lambda y: np.full(len(y), np.inf))
    with pytest.raises(ValueError, match=r"f gives shape \(\d+, 2\) for points of shape \(\d+, 2\)"):
        law.expect(lambda y: y)


def test_the_limit_has_the_bits_of_the_command(command, tmp_path):
    case = tmp_path / "three.toml"
    three = pl.mixture(None, [[1.0, 0.0], [-0.5, 0.8], [-0.5, -0.8]], 0.6, classes=[1, 2, 3], guidance=pl.toward(1))
    case.write_text(three.to_toml())
    request = (case, 1.0, 2, {"t0": 0.3, "tend": 0.7})
    told, law = json.loads(command(arguments(*request))), pl.law(case, *request[1:3], **request[3])
    limit = law.limit()
    assert limit.expected_cost.value == told["limit"]["expected_cost"]
    assert limit.expected_cost.error == told["limit"]["error"]
    assert law.expected_cost.value == told["expected_cost"] > limit.expected_cost.value > 1.0
    for name in ("tv", "kl"):
        ours = getattr(law, name)(limit)
        assert (ours.value, ours.error) == (told[name], told[name + "_error"]) and 0.0 < ours.value < 1.0
        assert getattr(law, name)().value == ours.value
    for name in ("w1", "w2", "hellinger"):
        for other in ([], [limit]):
            with pytest.raises(pl.OutOfReach, match=name):
                getattr(law, name)(*other)
    with pytest.raises(ValueError, match="different"):
        law.tv(pl.data("unit-pair"))


def test_marginals_are_laws_on_the_line():
    chain, m, s = bell(1.0, 4)
    law = chain.law()
    x = law.marginal("x")
    assert x.cdf(m[0]) == pytest.approx(0.5, abs=1e-9) and x.quantile(0.5) == pytest.approx(m[0], abs=1e-8)
    assert x.density(m[0]) == pytest.approx(1 / (s[0] * math.sqrt(2 * math.pi)), rel=1e-8)
    assert x.expect(np.abs).value == pytest.approx(law.expect(lambda y: np.abs(y[:, 0])).value, abs=0.01)
    with pytest.raises(pl.OutOfReach, match="a marginal has no cost"):
        x.expected_cost  # noqa: B018
    with pytest.raises(pl.OutOfReach, match=r'marginal\("x"\)\.cdf'):
        law.cdf(m)
    with pytest.raises(ValueError, match='unknown direction "z"'):
        law.marginal("z")


def test_density_in_space_is_a_product():
    """Two bells in R^3: along the line of their means a law on the line, across it Gaussians by a recursion (D4)."""
    law = pl.law(SPACE, 1.0, 8, t0=1e-2)
    direction = np.array([1.0, 0.5, -0.25])
    line = pl.mixture([0.5, 0.5], [np.linalg.norm(direction), -np.linalg.norm(direction)], 0.8, classes=[1, 2],
                      guidance=pl.toward(1))  # fmt: skip
    chain = pl.chain(line, 1.0, 8, t0=1e-2)
    variance = chain.times[0] * 0.8 + 1 - chain.times[0]
    for s in chain.steps:
        variance = (s.A - s.B / (s.t * 0.8 + 1 - s.t)) ** 2 * variance + s.S**2
    y = np.random.default_rng(2).standard_normal((20, 3))
    along = y @ direction / np.linalg.norm(direction)
    across = (y**2).sum(axis=1) - along**2
    exact = chain.law().log_density(along) - 0.5 * across / variance - np.log(2 * np.pi * variance)
    assert np.allclose(law.log_density(y), exact, rtol=0, atol=1e-9)
    assert law.density(y[0]).shape == ()
    for name in ("cdf", "expect", "quantile"):
        with pytest.raises(pl.OutOfReach, match="the law fills 3 dimensions"):
            getattr(law, name)(np.abs if name == "expect" else 0.5)
