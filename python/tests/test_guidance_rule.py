"""Guidance that is not linear in the scores, against the same sampler in numpy and against its own paths."""

import pickle

import numpy as np
import plumbline as pl
import pytest

RULES = ["apg:0", "apg:0.3", "rescale:0.7"]


def in_space():
    """Two classes of three components in three dimensions, of unlike covariances."""
    means = np.array([[2.0, 1.0, 0.5], [-1.0, 0.5, 1.5], [0.5, -2.0, 1.0]])
    covariances = np.array([np.diag([0.3, 0.5, 0.4]), 0.4 * np.eye(3), [[0.5, 0.1, 0.0], [0.1, 0.4, 0.1], [0.0, 0.1, 0.3]]])
    return pl.mixture([0.5, 0.3, 0.2], means, covariances, classes=[1, 1, 2], guidance={"kind": "classifier-free", "class": 1})


def in_plane():
    """Equal covariances, so that E J is known to be finite, and a class away from 0, where apg jumps."""
    return pl.mixture([0.4, 0.6], [[2.5, 1.0], [1.7, 1.6]], [0.4 * np.eye(2)] * 2, classes=[1, 2], guidance={"kind": "classifier-free", "class": 1})


def guided_denoised(rule, conditional, difference, w):
    """The denoised states, shape (n, d), by the papers' own formulas."""
    form, parameter = rule.split(":")
    plain = conditional + w * difference
    if form == "rescale":
        rescaled = plain * conditional.std(axis=1, keepdims=True) / plain.std(axis=1, keepdims=True)
        return float(parameter) * rescaled + (1 - float(parameter)) * plain
    unit = conditional / np.linalg.norm(conditional, axis=1, keepdims=True)
    parallel = (difference * unit).sum(axis=1, keepdims=True) * unit
    return conditional + w * (difference - parallel + float(parameter) * parallel)


@pytest.mark.parametrize("rule", RULES)
def test_paths_are_those_of_a_numpy_sampler(rule):
    case, w = in_space(), 2.0
    chain = pl.chain(case, w, 12, scheme="ddim:0", t0=1e-2, tend=0.9, guidance_rule=rule)
    y = chain.start(500, seed=3)
    for t, s in zip(chain.times[:-1], chain.times[1:], strict=True):
        conditional = case.denoiser(t, y)
        D = guided_denoised(rule, conditional, conditional - case.denoiser(t, y, which="reweighted"), w)
        y = np.sqrt(s) * D + np.sqrt((1 - s) / (1 - t)) * (y - np.sqrt(t) * D)
    assert np.abs(chain.sample(500, seed=3) - y).max() < 1e-11
    assert np.abs(pl.sample(case, w, 12, scheme="ddim:0", t0=1e-2, tend=0.9, paths=500, seed=3) - y).max() > 0.1


def test_a_rule_with_stages_takes_it_too():
    options = {"scheme": "heun", "t0": 1e-2, "tend": 0.9, "paths": 400, "seed": 1}
    plain = pl.sample(in_space(), 2.0, 8, **options)
    assert np.abs(plain - pl.sample(in_space(), 2.0, 8, guidance_rule="apg:1", **options)).max() < 1e-11
    assert np.abs(plain - pl.sample(in_space(), 2.0, 8, guidance_rule="apg:0.5", **options)).max() > 0.1


def test_the_law_in_the_plane_is_that_of_its_paths():
    request = {"t0": 1e-2, "guidance_rule": "apg:0.2"}
    law = pl.law(in_plane(), 1.5, 12, **request)
    y = pl.sample(in_plane(), 1.5, 12, paths=400_000, seed=8, **request)
    for found, exact in (
        (y[:, 0], law.mean[0]),
        (y[:, 1], law.mean[1]),
        ((y**2).sum(axis=1), law.second_moment),
        (np.exp(in_plane().log_h(1.0, y)), law.expected_cost),
    ):
        standard_error = found.std() / np.sqrt(len(found))
        assert abs(found.mean() - exact.value) < 5 * standard_error + exact.error  # 4 alarms in 10^6 runs at most
        assert exact.error < 1e-5 * abs(exact.value)
    plain = pl.law(in_plane(), 1.5, 12, t0=1e-2)
    assert abs(plain.second_moment.value - law.second_moment.value) > 0.05


def test_whole_parallel_part_is_plain_guidance():
    plain, whole = (pl.law(in_plane(), 1.5, 8, t0=1e-2, guidance_rule=rule) for rule in ("cfg", "apg:1"))
    cost = whole.expected_cost
    assert abs(plain.expected_cost.value - cost.value) <= cost.error < 1e-5


def test_what_is_refused():
    for rule, says in (("apg", "write apg:ETA"), ("apg:2", "from 0 to 1"), ("momentum", "known: cfg")):
        with pytest.raises(ValueError, match=says):
            pl.chain("triad", 1.0, 8, guidance_rule=rule)
    with pytest.raises(ValueError, match="not linear"):
        pl.law("unit-pair", 1.0, 8, guidance_rule="apg:0.5")
    with pytest.raises(ValueError, match="not linear"):
        _ = pl.chain("triad", 1.0, 8, guidance_rule="apg:0.5").steps
    with pytest.raises(ValueError, match="pole"):
        pl.law("triad", 1.0, 8, guidance_rule="rescale:0.5")
    with pytest.raises(ValueError, match="two dimensions"):
        pl.chain("unit-pair", 1.0, 8, guidance_rule="rescale:0.5")
    with pytest.raises(ValueError, match="no rule for cfg"):
        pl.chain("triad", 1.0, 8, scheme="cfg++", guidance_rule="apg:0.5")


def test_chains_tell_their_rules_apart():
    rules = ("cfg", "apg:0.5", "apg:0.2")
    plain, projected, otherwise = (pl.chain("triad", 1.0, 8, guidance_rule=rule) for rule in rules)
    assert plain != projected != otherwise
    assert pickle.loads(pickle.dumps(projected)) == projected
    assert "apg:0.5" in repr(projected)
