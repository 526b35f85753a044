"""Values: shown, kept, compared, and computed with."""

import math
import pickle

import numpy as np
import plumbline as pl
import pytest


def test_values():
    v = pl.Value(1.16941844590, 2e-8, "two grids")
    assert str(v) == f"{v}" == "1.16941845(2)" and repr(v) == "Value(1.16941845(2))" and f"{v:.3f}" == "1.169"
    assert float(v) == v.value and v.how == "two grids" and math.sqrt(v) == math.sqrt(v.value)
    assert str(pl.Value(math.inf)) == "inf" and not pl.Value(math.inf).is_finite()
    again = pickle.loads(pickle.dumps(v))
    assert again == v and again.how == v.how and hash(again) == hash(v)
    assert v == pl.Value(1.16941844590, 2e-8) and v != pl.Value(1.0) and v != 3
    assert v.agrees_with(pl.Value(1.1694184, 4e-8)) and not v.agrees_with(pl.Value(1.1694183, 1e-9))


def test_arithmetic_holds_the_truth_whatever_ties_the_errors():
    rng = np.random.default_rng(3)
    operations = [
        lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b,
        lambda a, b: 2 + a, lambda a, b: 2 - a, lambda a, b: 0.5 * a, lambda a, b: 3 / b, lambda a, b: a - 1,
        lambda a, b: a / 4, lambda a, b: -a, lambda a, b: abs(a - 2 * b),
        lambda a, b: np.exp(a), lambda a, b: np.log(b), lambda a, b: np.sqrt(b),
    ]  # fmt: skip
    for f in operations:
        for _ in range(50):
            a, b = pl.Value(rng.uniform(1, 2), 1e-3, "grids"), pl.Value(rng.uniform(1, 2), 2e-3)
            found = f(a, b)
            assert isinstance(found, pl.Value) and 0 < found.error < 0.1
            inside = 1 - 1e-9  # at the very edge the truth itself would be rounded out
            for p, q in [(inside, inside), (inside, -inside), (-inside, inside), (-inside, -inside)]:
                truth = f(a.value + p * a.error, b.value + q * b.error)
                assert abs(float(truth) - found.value) <= found.error
    assert (pl.Value(1.0, 0.1) - pl.Value(1.0, 0.1)).error == pytest.approx(0.2)
    assert pl.Value(2.0, 0.1, "grids").sqrt().how == "grids"


def test_arithmetic_says_where_there_is_no_answer():
    infinite = pl.Value(math.inf)
    assert (1 / infinite).value == 0.0 and (infinite + 1).value == math.inf
    for none in (infinite - infinite, 1 / pl.Value(0.1, 0.2), pl.Value(-1.0, 0.1).sqrt(), pl.Value(0.0, 1.0).log()):
        assert math.isnan(none.value) and none.how
    with pytest.raises(TypeError):
        pl.Value(1.0) + "1"
    law = pl.law("unit-pair", 1.0, 16)
    excess = law.expected_cost - law.limit().expected_cost
    assert excess.value == law.expected_cost.value - law.limit().expected_cost.value and excess.error > 0
