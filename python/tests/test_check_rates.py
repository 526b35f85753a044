"""How often check() says VIOLATED: of right samples as rarely as it declares, of shifted ones as often as it promises."""

import collections

import plumbline as pl
import pytest
from scipy import stats

CHAIN = pl.chain("unit-pair", 1.0, 8, t0=1e-2)
N_ROWS = 4000
N_CHECKS = 6  # each with its share of the rate


def found(seed, rate, shift=0.0):
    """With that false-alarm rate of every check."""
    return pl.check(CHAIN.sample(N_ROWS, seed=seed) + shift, CHAIN, false_alarm=N_CHECKS * rate)


def interval(n, p):
    """Where the number of alarms lies but once in a thousand."""
    return stats.binom.interval(0.999, n, p)


@pytest.mark.heavy
@pytest.mark.parametrize(("n", "rate"), [(500, 0.1), pytest.param(10_000, 0.01, marks=pytest.mark.full)])
def test_false_alarms_are_as_rare_as_declared(n, rate):
    alarms = collections.Counter()
    for seed in range(n):
        finding = found(1000 + seed, rate)
        table = finding.table
        assert table["false_alarm"] == pytest.approx(rate)
        alarms.update(what for what, verdict in zip(table["what"], table["verdict"], strict=True) if verdict == "VIOLATED")
        alarms["any"] += finding.verdict == "VIOLATED"
    print(dict(alarms))
    low, high = interval(n, rate)
    assert len(alarms) == N_CHECKS + 1
    for what, number in alarms.items():
        assert number <= interval(n, N_CHECKS * rate)[1] if what == "any" else low <= number <= high, what


@pytest.mark.heavy
@pytest.mark.parametrize("n", [300, pytest.param(3000, marks=pytest.mark.full)])
def test_the_promised_shift_is_found_as_often_as_promised(n):
    law = CHAIN.law()
    deviation = (law.second_moment.value - law.mean.value**2) ** 0.5
    promised = found(0, 0.01).smallest_shift
    caught = sum(found(5000 + seed, 0.01, promised * deviation).verdict == "VIOLATED" for seed in range(n))
    print(f"{caught} of {n} shifts by {promised:.4f} standard deviations")
    assert caught >= interval(n, 0.99)[0]
