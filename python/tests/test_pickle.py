"""Everything that is made once comes back from a pickle as it was, in another process too."""

import pickle
import subprocess
import sys

import numpy as np
import plumbline as pl
import pytest

WINDOWED = pl.chain("narrow-rival", 1.5, 16, scheme="exponential", schedule="karras", t0=1e-2, window=(0.1, 0.9))
BY_TIMES = pl.chain("reward-well", 1.0, times=[0.1, 0.4, 0.8], start="gaussian")
BY_ARRAYS = pl.Chain.from_coefficients("unit-pair", [0.1, 0.5, 1.0], [1.1, 1.2], 0.5, [0.5, 0.25], [0.0, 1.0])


def back(thing):
    return pickle.loads(pickle.dumps(thing))


@pytest.mark.parametrize("chain", [WINDOWED, BY_TIMES, BY_ARRAYS], ids=["schedule", "times", "arrays"])
def test_chains(chain):
    again = back(chain)
    assert again == chain and hash(again) == hash(chain) and repr(again) == repr(chain)
    assert np.array_equal(again.sample(100, seed=3), chain.sample(100, seed=3))
    assert all(np.array_equal(a, b) for a, b in zip(again.steps.arrays(), chain.steps.arrays(), strict=True))
    assert back(chain.steps)[1] == chain.steps[1] == back(chain.steps[1])
    if chain is not BY_ARRAYS:
        assert back(chain.with_w(0.25)) == chain.with_w(0.25) != chain and again.w == chain.w


def test_chains_compare_by_what_they_do():
    same = pl.chain("unit-pair", 1.0, 4)
    assert same == pl.chain("unit-pair", 1.0, times=same.times) != pl.chain("unit-pair", 1.0, 5)
    assert same != pl.chain("unit-pair", 1.0, 4, start="gaussian") and same != pl.chain("narrow-rival", 1.0, 4)
    assert same != "unit-pair"


def test_a_chain_keeps_what_it_was_made_of():
    times = np.array([0.1, 0.4, 1.0])
    chain = pl.chain("unit-pair", 1.0, times=times)
    times[1] = 0.9
    assert back(chain) == chain == chain.with_w(1.0)


def test_laws():
    chain = pl.law(WINDOWED.case, 1.0, 8, t0=1e-2)
    plane = pl.law("triad", 1.0, 2, t0=0.3, tend=0.7)
    for law in (chain, chain.limit(), pl.limit("unit-pair", 1.0, t0=0.1), pl.data("unit-pair", 0.5, "reweighted")):
        again = back(law)
        assert again.mean == law.mean and repr(again) == repr(law) and again.end == law.end
        assert np.array_equal(again.cdf([-1.0, 0.5]), law.cdf([-1.0, 0.5]))
    again = back(plane.marginal("diagonal"))
    assert again.mean == plane.marginal("diagonal").mean


def test_findings_tables_values_and_errors():
    y = BY_TIMES.sample(2000, seed=1)
    found = pl.check(y, BY_TIMES)
    assert str(back(found)) == str(found) and back(found).table["margin"].tolist() == found.table["margin"].tolist()
    findings = pl.verify("unit-pair", "F2")
    assert str(back(findings)) == str(findings) and bool(back(findings)) == bool(findings)
    tables = pl.study("error-vs-n", "unit-pair", w=1.0, steps=[8, 16], t0=1e-2)
    for name, table in back(tables).items():
        assert repr(table.plain()) == repr(tables[name].plain()) and len(table) > 3
    score = pl.score_error(lambda t, y: y, BY_TIMES, paths=10)
    assert str(back(score)) == str(score)
    step = pl.check_step(lambda y, t, u, z: y, "reward-well", BY_TIMES, n=4)
    assert str(back(step)) == str(step)
    assert back(pl.Value(1.0, 0.5, "grids")) == pl.Value(1.0, 0.5)
    for error in (pl.OutOfReach("no"), pl.TooFewSamples("few")):
        assert type(back(error)) is type(error) and str(back(error)) == str(error)


def test_in_another_process(tmp_path):
    (tmp_path / "chain.pickle").write_bytes(pickle.dumps(WINDOWED))
    code = "import pickle, sys; print(repr(pickle.load(open(sys.argv[1], 'rb')).law().mean.value))"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "chain.pickle")], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == repr(WINDOWED.law().mean.value), done.stderr
