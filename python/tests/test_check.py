"""check() and assert_follows(): a right sampler holds, the usual mistakes are caught and named, few samples say so."""

import json
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
    assert found.verdict == "HOLDS" and found and found.n == NEEDED > found.samples_needed
    assert found.smallest_shift < 0.05 and not found.diagnosis and str(found).endswith("HOLDS")
    table = found.table
    assert "the state" in str(table["what"]) and set(table["verdict"]) == {"HOLDS"}
    assert (table["margin"] > 0).all() and len(table["margin"]) >= 5
    pl.assert_follows(y, CHAIN, resolution=0.05)
    pl.assert_follows(CHAIN.sample(NEEDED, 5)[:, 0], CHAIN, resolution=0.05)


def test_check_says_what_the_command_says(command_and_status, tmp_path):
    chain = pl.chain("unit-pair", 1.0, 8, t0=1e-2)
    y = run(chain, NEEDED, 2, w=2.0)
    np.save(tmp_path / "y.npy", y)
    words = [
        "check",
        "unit-pair",
        "--samples",
        tmp_path / "y.npy",
        "--w",
        "1",
        "--steps",
        "8",
        "--t0",
        "0.01",
        "--json",
    ]
    status, told = command_and_status(words)
    found, told = pl.check(y, chain), json.loads(told)
    assert status == 1 and found.verdict == told["verdict"] == "VIOLATED"
    assert found.diagnosis == told["diagnosis"] and "adds 1 to a w" in found.diagnosis[0]
    assert (found.n_tried, found.samples_needed) == (told["near_misses"], told["samples_needed"])
    checks = told["claims"][0]["checks"]
    assert [c["margin"] for c in checks] == found.table["margin"].tolist()
    assert [c["what"] for c in checks] == found.table["what"].tolist()


@pytest.mark.parametrize(
    ("w", "noise", "said"),
    [
        (0.0, 1.0, "ignores w"),
        (2.0, 1.0, "guides with w = 2: it adds 1 to a w that does not want it"),
        (-1.0, 1.0, "the samples fit a sampler that"),
        (1.0, 0.8, "none of the [0-9]+ near misses fits"),
    ],
)
def test_mistakes_are_caught_and_named(w, noise, said):
    with pytest.raises(AssertionError, match=said) as caught:
        pl.assert_follows(run(CHAIN, NEEDED, 2, w, noise), CHAIN, resolution=0.05)
    assert "do not follow" in str(caught.value) and "margin -" in str(caught.value)


def test_a_small_shift_is_caught_where_it_is_promised():
    y = run(CHAIN, NEEDED, 3)
    assert pl.check(y + 0.05 * y.std(), CHAIN, resolution=0.05).verdict == "VIOLATED"


def test_a_rule_of_ones_own_by_its_coefficients():
    steps = CHAIN.steps
    mine = pl.Chain.from_coefficients("unit-pair", CHAIN.times, steps.A, steps.B, 0.9 * steps.S, steps.omega)
    quiet = run(CHAIN, NEEDED, 4, noise=0.9)
    assert pl.check(quiet, mine).verdict == "HOLDS"
    found = pl.check(quiet * 1.1, mine)
    assert found.verdict == "VIOLATED" and found.n_tried == 0


@pytest.mark.heavy
def test_what_samples_are_held_against():
    data = pl.case("unit-pair").sample_data(NEEDED, seed=8)
    assert pl.check(data, CHAIN, against="data").verdict == "HOLDS"
    assert pl.check(data, CHAIN, against="chain").verdict == "VIOLATED"
    fine = pl.chain("unit-pair", 1.0, 2048, t0=1e-2)
    assert pl.check(fine.sample(NEEDED, 6), fine, against="limit").verdict == "HOLDS"
    with pytest.raises(ValueError, match='unknown reference "moon"'):
        pl.check(data, CHAIN, against="moon")


def test_few_samples_are_no_pass():
    with pytest.raises(
        pl.TooFewSamples, match=r"500 samples show shifts above 0\.\d+ sd; for 0.05 in every check take \d+"
    ):
        pl.assert_follows(CHAIN.sample(500), CHAIN)
    assert pl.check(CHAIN.sample(500), CHAIN).verdict == "INCONCLUSIVE"


def test_rows_that_depend_on_one_another():
    y = np.repeat(CHAIN.sample(NEEDED // 2, 3), 2, axis=0)
    found = pl.check(y, CHAIN)
    assert found.verdict == "VIOLATED" and found.oddities


def test_in_the_plane():
    chain = pl.chain("triad", 1.0, 2, t0=0.3, tend=0.7)
    y = chain.sample(NEEDED, 3)
    assert pl.check(y, chain).verdict == "HOLDS"
    assert pl.check(np.ascontiguousarray(y[:, ::-1]), chain).verdict == "VIOLATED"
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
