"""plumbline: exact laws of guided diffusion samplers, with errors.

>>> import plumbline as pl
>>> case = pl.case("unit-pair")
>>> case.score(0.5, [0.0, 1.0])
array([ 0.70710678, -0.29289322])
>>> law = pl.law(case, w=1.0, steps=64)
>>> print(f"{law.expected_cost.value:.10f}")
1.1992131499

Problems: case(), mixture(), point_cloud(), from_estimator(). Samplers: chain(), sample(), Chain.from_coefficients(),
run_rule(). Exact laws: law(), limit(), data(). Samples, steps and scores of your own: check(), assert_follows(),
check_step(), check_score(), score_error(). Claims of theory, tables: verify(), study(), read_results(),
write_results(). Bad input is a ValueError of one line, what no computation reaches OutOfReach; Ctrl-C stops whatever
runs. (26), (27), E1, F2, G1 and their like are statements of theory/README.md.
"""

from plumbline import _interrupt  # noqa: F401  (registers itself)
from plumbline._case import Case, case, case_names
from plumbline._chain import Chain, Step, chain, sample
from plumbline._check import SampleCheck, TooFewSamples, assert_follows, check
from plumbline._check_score import ScoreCheck, check_score
from plumbline._check_step import StepCheck, check_step, check_transitions
from plumbline._core import OutOfReach, Value
from plumbline._law import Law, data, law, limit
from plumbline._problems import (
    autoguidance,
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
from plumbline._rule_run import run_rule
from plumbline._score_error import ScoreError, score_error
from plumbline._tables import Table, read_results, study, write_results
from plumbline._verify import Findings, verify

__all__ = [
    "Case",
    "Chain",
    "Findings",
    "Law",
    "OutOfReach",
    "SampleCheck",
    "ScoreCheck",
    "ScoreError",
    "Step",
    "StepCheck",
    "Table",
    "TooFewSamples",
    "Value",
    "assert_follows",
    "autoguidance",
    "bump",
    "case",
    "case_names",
    "chain",
    "check",
    "check_score",
    "check_step",
    "check_transitions",
    "cost",
    "curve",
    "data",
    "exp_linear",
    "from_estimator",
    "law",
    "limit",
    "mixture",
    "point_cloud",
    "read_results",
    "reward",
    "run_rule",
    "sample",
    "score_error",
    "study",
    "table",
    "toward",
    "verify",
    "write_results",
]
