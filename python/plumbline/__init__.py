"""plumbline: exact laws of guided diffusion samplers, with errors.

>>> import plumbline as pl
>>> case = pl.case("unit-pair")
>>> case.score(0.5, [0.0, 1.0])
array([ 0.70710678, -0.29289322])
"""

from plumbline._case import Case, case, case_names
from plumbline._problems import (
    bump,
    cost,
    curve,
    exp_linear,
    from_estimator,
    mixture,
    point_cloud,
    reward,
    table,
    toward,
)

__all__ = [
    "Case",
    "bump",
    "case",
    "case_names",
    "cost",
    "curve",
    "exp_linear",
    "from_estimator",
    "mixture",
    "point_cloud",
    "reward",
    "table",
    "toward",
]
