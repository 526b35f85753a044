"""check_score(): injected errors come back with their size, laws are those of the chains that the scores make."""

import numpy as np
import plumbline as pl
import pytest

LINE = pl.chain("unit-pair", 1.0, 16, t0=1e-2)
PLANE = pl.chain("triad", 1.0, 3, t0=0.2, tend=0.8)


def guided(chain, t, y):
    return chain.case.score(t, y, "guided", w=chain.w)


def with_field(chain, off):
    return lambda t, y: guided(chain, t, y) + off(t, y)


def turning(t, y):
    """Of size 0.05 everywhere, smooth, in the plane and beyond."""
    angle = 1.5 * y[:, :1] + y[:, 1:2] ** 2 / (1.0 + y[:, 1:2] ** 2)
    return 0.05 * np.concatenate([np.cos(angle), np.sin(angle), np.zeros((len(y), y.shape[1] - 2))], axis=1)


def late(t, y):
    return np.where(t > LINE.times[12] - 1e-12, 0.1, 0.0) * np.ones_like(y)


SHAPES = {  # (chain, field, its size)
    "constant": (LINE, lambda t, y: np.full_like(y, 0.05), 0.05),
    "late": (LINE, late, 0.1 * (4 / 16) ** 0.5),
    "alternating": (LINE, lambda t, y: 0.04 * np.cos(3.0 * np.log(t)) * np.ones_like(y),
                    0.04 * float((np.cos(3.0 * np.log(LINE.steps.t)) ** 2).mean()) ** 0.5),
    "turning in the plane": (PLANE, turning, 0.05),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_the_injected_size_comes_back(name):
    chain, field, size = SHAPES[name]
    found = pl.check_score(with_field(chain, field), chain.case, chain, paths=500, tolerance=1e-7)
    assert found.eps.value == pytest.approx(size, rel=1e-3) and found.law is not None
    assert 0.0 < found.tv.value < found.tv_bound.value and 0.0 < found.kl.value < found.path_kl.value
    assert "TV =" in str(found)


def test_the_law_is_that_of_the_chain_with_this_score():
    """A score too large by a tenth is a chain with other coefficients, whose law comes another way."""
    steps = LINE.steps
    wrong = pl.Chain.from_coefficients("unit-pair", LINE.times, steps.A, 1.1 * steps.B, steps.S, steps.omega).law()
    found = pl.check_score(lambda t, y: 1.1 * guided(LINE, t, y), "unit-pair", LINE, paths=500)
    assert found.law.tv(wrong).value < 1e-8 and found.law.mean.value == pytest.approx(wrong.mean.value, abs=1e-9)
    assert found.tv.value == pytest.approx(wrong.tv(LINE.law()).value, abs=1e-8)
    assert found.expected_cost.value == pytest.approx(wrong.expected_cost.value, rel=1e-8)
    assert np.allclose(found.by_time, 0.1) and np.allclose(found.by_distance, 0.1)
    squares = []  # E |0.1 G|^2 step by step, along the chain with this score, by laws of their own
    for k in range(len(steps)):
        if k == 0:
            at = pl.data("unit-pair", LINE.times[0])
        else:
            parts = [column[:k] for column in (steps.A, 1.1 * steps.B, steps.S, steps.omega)]
            at = pl.Chain.from_coefficients("unit-pair", LINE.times[: k + 1], *parts).law()
        squares.append(at.expect(lambda y, t=steps.t[k]: (0.1 * guided(LINE, t, y)) ** 2).value)
    assert found.eps.value == pytest.approx(float(np.mean(squares)) ** 0.5, rel=1e-6)


def test_the_law_in_the_plane():
    found = pl.check_score(lambda t, y: guided(PLANE, t, y), "triad", PLANE, paths=100, tolerance=1e-7)
    assert found.eps.value < 1e-12 and found.tv.value < 1e-6
    off = pl.check_score(with_field(PLANE, turning), "triad", PLANE, paths=20_000, tolerance=1e-7)
    y, rng = PLANE.start(200_000, seed=3), np.random.default_rng(4)
    for s in PLANE.steps:
        y = s.A * y + s.B * (guided(PLANE, s.t, y) + turning(s.t, y)) + s.S * rng.standard_normal(y.shape)
    for k in (0, 1):
        error = y[:, k].std() / len(y) ** 0.5
        assert abs(y[:, k].mean() - off.law.mean[k].value) < 5.5 * error
    assert abs(off.law.mean[0].value - PLANE.law().mean[0].value) > 1e-3


def test_whether_the_improvement_survives():
    cost = {}
    for name, w, survives in (("right", 1.0, True), ("half", 0.5, True), ("none", 0.0, None), ("against", -0.3, False)):
        found = pl.check_score(lambda t, y, w=w: LINE.case.score(t, y, "guided", w=w), LINE.case, LINE, paths=100)
        assert found.survives is survives, name
        cost[name] = found.expected_cost.value
        assert found.unguided_cost.value == pytest.approx(LINE.with_w(0.0).law().expected_cost.value, rel=1e-9)
    assert cost["right"] < cost["half"] < cost["none"] < cost["against"]
    assert pl.check_score(lambda t, y: LINE.case.score(t, y), LINE.case, paths=100).survives is None


def test_where_the_score_is_wrong():
    def far_out(t, y):
        return np.where(np.abs(y) > 2.0, 0.5, 0.0)

    found = pl.check_score(with_field(LINE, far_out), LINE.case, LINE, paths=2000, tolerance=1e-3)
    assert found.by_distance[0] < 0.02 < found.by_distance[-2]
    found = pl.check_score(with_field(LINE, late), LINE.case, LINE, paths=2000, tolerance=1e-7)
    assert (found.by_time[:12] < 1e-12).all() and (found.by_time[12:] > 0.01).all()


@pytest.mark.parametrize("predicts", ["eps", "denoiser", "v"])
def test_other_predictions(predicts):
    def model(t, y):
        return getattr(LINE.case, predicts)(t, y, "guided", w=1.0)

    found = pl.check_score(model, LINE.case, LINE, predicts=predicts, paths=200)
    assert found.eps.value < 1e-10 and found.tv.value < 1e-9


def test_no_law_is_no_failure():
    chain = pl.chain(pl.mixture([0.5, 0.5], [[1.0, 0, 0], [0, 1.0, 0]], [1.0, 0.5], classes=[1, 2], guidance=pl.toward(1)),
                     1.0, 8, t0=1e-2, tend=0.9)  # fmt: skip
    found = pl.check_score(with_field(chain, turning), chain.case, chain, paths=1000)
    assert found.law is None and "d = 3" in found.why and found.eps.value == pytest.approx(0.05, rel=1e-9)
    assert "no exact law" in str(found)


def test_bad_requests():
    with pytest.raises(ValueError, match="unknown prediction"):
        pl.check_score(lambda t, y: y, LINE.case, LINE, predicts="x")
    with pytest.raises(ValueError, match="give one of them"):
        pl.check_score(lambda t, y: y, "triad", LINE)
    with pytest.raises(ValueError, match=r"score: gives shape \(3, 1\)"):
        pl.check_score(lambda t, y: y[:3], LINE.case, LINE)
    with pytest.raises(KeyError, match="mine"):  # what the model itself raises comes out

        def broken(t, y, n=[0]):  # noqa: B006
            n[0] += 1
            if n[0] > 60:
                raise KeyError("mine")
            return guided(LINE, t, y)

        pl.check_score(broken, LINE.case, LINE, paths=100)
