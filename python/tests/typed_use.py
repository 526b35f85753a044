"""What a user writes, for mypy --strict alone: nothing here is Any where it has a type, and no operation is missing."""

from collections.abc import Callable

import numpy as np
import plumbline as pl
from numpy.typing import NDArray


def excess(law: pl.Law, bound: float) -> pl.Value:
    return 2.0 * (law.expected_cost - 1.0) / bound - law.tv() * 0.5 + law.power(2.0).log()


def my_sampler(case: pl.Case, chain: pl.Chain, rng: np.random.Generator) -> NDArray[np.float64]:
    y = chain.start(100, seed=1)
    for step in chain.steps:
        guided: NDArray[np.float64] = case.score(step.t, y, "guided", w=chain.w)
        y = step.A * y + step.B * guided + step.S * rng.standard_normal(y.shape)
    return y


def checked(y: NDArray[np.float64], chain: pl.Chain) -> tuple[str, list[str], float]:
    found: pl.SampleCheck = pl.check(y, chain, against="limit", resolution=0.1)
    step: pl.Step = chain.steps[0]
    several: list[pl.Step] = chain.steps[1:3]
    return found.verdict, found.diagnosis, step.S + len(several)


def tables() -> NDArray[np.float64]:
    findings: pl.Findings = pl.verify(["unit-pair"], "F2", tier="quick")
    table: pl.Table = pl.study("error-vs-n", "unit-pair", w=1.0, steps=[8, 16])["error_vs_n"]
    values: NDArray[np.float64] = table["tv"]
    return values if findings else values[:0]


f: Callable[[NDArray[np.float64]], NDArray[np.float64]] = np.abs
mean: pl.Value | list[pl.Value] = pl.law("unit-pair", 1.0, 16).mean
size: float = pl.limit("unit-pair", 1.0).expect(f).value
