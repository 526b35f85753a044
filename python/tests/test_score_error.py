"""score_error(): errors of known size, the bounds that it promises, and what is refused."""

import numpy as np
import plumbline as pl
import pytest

CHAIN = pl.chain("unit-pair", 1.0, 16, t0=1e-2)


def guided(chain, t, y):
    return chain.case.score(t, y, "guided", w=chain.w)


def test_a_constant_error_is_measured_exactly():
    chain = pl.chain("triad", 0.7, 8, t0=1e-2, tend=0.9)
    off = np.array([0.03, -0.04])
    found = pl.score_error(lambda t, y: guided(chain, t, y) + off, chain, paths=500)
    assert found.eps.value == pytest.approx(0.05, rel=1e-9) and found.eps.error < 1e-9
    kl = 0.5 * ((chain.steps.B / chain.steps.S) ** 2).sum() * 0.05**2
    assert found.path_kl.value == pytest.approx(kl, rel=1e-9)
    assert found.tv_bound.value == pytest.approx((kl / 2) ** 0.5, rel=1e-9)
    assert found.path_kl_by_step.sum() == pytest.approx(kl, rel=1e-9) and found.eps_by_step.shape == (8,)
    assert "TV <=" in str(found) and found.n == 500
    right = pl.score_error(lambda t, y: guided(chain, t, y), chain, paths=100)
    assert right.path_kl.value < 1e-25


def test_the_law_with_the_error_is_within_the_bounds():
    """A score too large by a tenth is a chain with other coefficients: its exact law, and the size of its error."""
    steps = CHAIN.steps
    wrong = pl.Chain.from_coefficients("unit-pair", CHAIN.times, steps.A, 1.1 * steps.B, steps.S, steps.omega).law()
    found = pl.score_error(lambda t, y: 1.1 * guided(CHAIN, t, y), CHAIN, paths=20_000, seed=3)
    exact = CHAIN.law()
    tv, kl = wrong.tv(exact), wrong.kl(exact)
    assert 0.0 < kl.value < found.path_kl.value + 6 * found.path_kl.error
    assert 0.0 < tv.value < found.tv_bound.value + 6 * found.tv_bound.error
    # The last step's own share, by the law of the state that it starts from.
    before = pl.Chain.from_coefficients(
        "unit-pair", CHAIN.times[:-1], steps.A[:-1], 1.1 * steps.B[:-1], steps.S[:-1], steps.omega[:-1]
    ).law()
    square = before.expect(lambda y: (0.1 * guided(CHAIN, steps.t[-1], y)) ** 2).value
    assert found.eps_by_step[-1] ** 2 == pytest.approx(square, rel=0.05)


def test_it_is_what_the_study_finds():
    """Of the same kind and size; the study runs other paths."""
    table = pl.study("score-error-paths", "unit-pair", kind="constant", eps=0.1, w=1.0, steps=16, t0=1e-2, paths=500)
    found = pl.score_error(lambda t, y: guided(CHAIN, t, y) + 0.1, CHAIN, paths=500)
    (path_kl,) = table["score_error_paths"]["path_kl"].ravel()
    assert found.path_kl.value == pytest.approx(path_kl, rel=1e-6)


def test_bad_requests():
    for score, message in [
        (lambda t, y: y[:3], r"score: gives shape \(3, 1\) for states of shape \(50, 1\)"),
        (lambda t, y: np.full_like(y, np.nan), "score: 50 of 50 numbers are not finite"),
        (lambda t, y: y.astype(complex), "score: dtype complex128"),
    ]:
        with pytest.raises(ValueError, match=message):
            pl.score_error(score, CHAIN, paths=50)
    quiet = pl.Chain.from_coefficients("unit-pair", [0.1, 0.5, 1.0], 1.0, 1.0, [0.5, 0.0])
    with pytest.raises(pl.OutOfReach, match="a step without noise"):
        pl.score_error(lambda t, y: y, quiet)
    with pytest.raises(ValueError, match="paths = 1"):
        pl.score_error(lambda t, y: y, CHAIN, paths=1)
