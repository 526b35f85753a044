"""Rules with stages or a memory, and chains that end without noise: the command's bits, samples, and what they lack."""

import json
import pickle

import numpy as np
import plumbline as pl
import pytest
from law_requests import arguments

CHURN = "heun-churn:4,0,inf,1"
RULES = ["ddim:0", "ddim:0.5", "heun", "dpm++2m", CHURN, "sde-dpm++2m", "dpm++sde", "cfg++"]
ENDS = {"t0": 1e-2, "tend": 0.9}


def of_rule(rule, **changes):
    options = {"t0": 1e-2, "tend": 1.0} if rule == "ddim:0.5" else ENDS  # with its last step alone a map
    return ("unit-pair", 0.5, 6, {**options, "scheme": rule, **changes})


@pytest.mark.parametrize("rule", RULES)
def test_laws_have_the_bits_of_the_command(command, rule):
    case, w, steps, options = request = of_rule(rule)
    told = json.loads(command(arguments(*request)))
    law = pl.law(case, w, steps, **options)
    for key in ("expected_cost", "mean", "second_moment", "mass_defect"):
        value = getattr(law, key)
        assert (value.value, value.error) == (told[key], told[f"{key}_error"]), key
    for key in ("tv", "kl", "hellinger", "w1", "w2"):
        if told[key] is None:
            with pytest.raises(pl.OutOfReach, match="another limit"):
                getattr(law, key)()
            continue
        assert (getattr(law, key)().value, getattr(law, key)().error) == (told[key], told[f"{key}_error"]), key
    if told["tv"] is not None:
        limit = law.limit().expected_cost
        of_solver = "fokker_planck" in told["limit"]  # beside it the command has a second way
        value, error = ("fokker_planck", "fokker_planck_error") if of_solver else ("expected_cost", "error")
        assert (limit.value, limit.error) == (told["limit"][value], told["limit"][error])


@pytest.mark.parametrize("rule", RULES)
def test_samples_follow_the_law(rule):
    case, w, steps, options = of_rule(rule)
    chain = pl.chain(case, w, steps, **options)
    y, law = chain.sample(40_000, seed=3), chain.law()
    assert np.array_equal(y[100:200], chain.sample(100, seed=3, first=100, threads=1))
    deviation = (law.second_moment.value - law.mean.value**2) ** 0.5
    assert abs(y.mean() - law.mean.value) < 6 * deviation / 200
    places = law.quantile(np.linspace(0.05, 0.95, 19))
    assert np.abs((y <= places).mean(axis=0) - np.linspace(0.05, 0.95, 19)).max() < 0.5 * 6 / 200
    assert law.cdf(places) == pytest.approx(np.linspace(0.05, 0.95, 19), abs=1e-10)
    assert law.expect(lambda z: z**2).value == pytest.approx(law.second_moment.value, abs=1e-8)


def test_samples_of_a_rule_in_numpy():
    """Heun's method as its paper has it, from the same starts."""
    chain = pl.chain("unit-pair", 0.5, 5, scheme="heun", **ENDS)
    sigma = np.sqrt((1 - chain.times) / chain.times)
    u = chain.start(1000, seed=2) / np.sqrt(chain.times[0])

    def slope(u, t):
        return -np.sqrt(1 - t) * chain.case.score(t, u * np.sqrt(t), "guided", w=0.5)

    for n in range(5):
        d = slope(u, chain.times[n])
        after = slope(u + (sigma[n + 1] - sigma[n]) * d, chain.times[n + 1])
        u = u + (sigma[n + 1] - sigma[n]) * 0.5 * (d + after)
    assert chain.sample(1000, seed=2) == pytest.approx(u * np.sqrt(chain.times[-1]), abs=1e-12)


def test_a_rule_in_the_plane_is_sampled_but_has_no_law():
    chain = pl.chain("triad", 1.0, 4, scheme="dpm++2m", **ENDS)
    assert chain.sample(10).shape == (10, 2)
    for ask in (chain.law, lambda: pl.law("triad", 1.0, 4, scheme="ddim:0", **ENDS)):
        with pytest.raises(pl.OutOfReach, match=r"known on the line alone|without noise|dimension"):
            ask()


def test_a_map_that_folds_has_expectations_but_no_density():
    law = pl.law("unit-pair", 8.0, 2, scheme="ddim:0", t0=1e-2, tend=0.99)
    assert law.mean.error < 1e-8
    assert "t = 0.99" in repr(law)
    for ask in (lambda: law.density(0.0), lambda: law.cdf(0.0), lambda: law.tv(), lambda: law.expect(np.sin)):
        with pytest.raises(pl.OutOfReach, match="folds"):
            ask()


def test_staged_chains_compare_pickle_and_have_no_coefficients():
    chain = pl.chain("unit-pair", 0.5, 5, scheme="heun", **ENDS)
    copy = pickle.loads(pickle.dumps(chain))
    assert copy == chain and hash(copy) == hash(chain)
    for other in (chain.with_w(0.6), pl.chain("unit-pair", 0.5, 5, scheme="dpm++2m", **ENDS),
                  pl.chain("unit-pair", 0.5, 6, scheme="heun", **ENDS), pl.chain("unit-pair", 0.5, 5, **ENDS),
                  pl.chain("unit-pair", 0.5, 5, scheme="heun", window=(0.0, 0.5), **ENDS)):
        assert chain != other and other != chain
    with pytest.raises(ValueError, match="not one affine step"):
        chain.steps  # noqa: B018
    own = pl.chain("unit-pair", 0.5, times=chain.times, scheme="heun")
    assert own == chain and own.law().mean == chain.law().mean
    assert own.law().tv(own.limit()).value == pytest.approx(chain.law().tv().value, rel=1e-6)
