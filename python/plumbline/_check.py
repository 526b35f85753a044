"""Samples of anybody's sampler against the exact law of the chain that it is meant to be, with a promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from plumbline import _core
from plumbline._chain import Chain
from plumbline._core import OutOfReach, Value
from plumbline._law import Law
from plumbline._points import Array, Points

POWER = 0.99


class TooFewSamples(ValueError):
    """The samples show larger shifts only than the one asked for: no verdict, and how many would give one."""


@dataclass(frozen=True)
class Check:
    """One comparison of samples with the exact law."""

    what: str
    left: float  #: of the samples
    left_error: float  #: one standard error; for a distance, what samples of the law itself may reach
    right: Value  #: of the exact law
    verdict: str  #: "HOLDS", "VIOLATED" or "INCONCLUSIVE(reason)"
    margin: float  #: 1 is perfect agreement, 0 the edge, -k a miss by k more allowances
    p_bound: float  #: a probability not smaller than that of such a difference when the law is right
    smallest_shift_seen: float  #: in standard deviations of the statistic
    samples_needed: int  #: to see the shift asked for with probability 0.99


def check(y: Any, chain: Chain, *, false_alarm: float = 1e-6, resolution: float = 0.02) -> list[Check]:
    """Whether samples follow the exact law of a chain: distribution, mean and mean square of each projection.

    y: shape (n, d), independent; on the line also (n). On the line; in the plane by x, y and (x + y) / sqrt(2). When
    the law is right, one of the checks says VIOLATED with probability at most `false_alarm`. A check HOLDS
    only if it could have seen a shift of `resolution` standard deviations; else it is INCONCLUSIVE.
    """
    if not 0.0 < false_alarm < 1.0 or not resolution > 0.0:
        raise ValueError(
            f"false_alarm = {false_alarm}, resolution = {resolution}; give 0 < false_alarm < 1, resolution > 0"
        )
    rows = Points(y, chain.case.dimension, f"case {chain.case.name}", "y").rows
    bad = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    if len(bad):
        raise ValueError(f"y: {len(bad)} of {len(rows)} rows are not finite (first: {bad[0]}); leave them out")
    if len(rows) < 2:
        raise ValueError(f"y: {len(rows)} samples; give two or more")
    projections = _projections(chain.law(), rows)
    rate = false_alarm / (3 * len(projections))
    return [found for name, law, draws in projections for found in _against(name, law, draws, rate, resolution)]


def assert_follows(y: Any, chain: Chain, *, false_alarm: float = 1e-6, resolution: float = 0.02) -> None:
    """check(), for tests: AssertionError if a check is VIOLATED, TooFewSamples if one is INCONCLUSIVE, else nothing."""
    found = check(y, chain, false_alarm=false_alarm, resolution=resolution)
    violated = [c for c in found if c.verdict == "VIOLATED"]
    if violated:
        lines = [
            f"{c.what}: {c.left:.8g} +- {c.left_error:.2g}, exact {c.right}, margin {c.margin:.3g}" for c in violated
        ]
        raise AssertionError("\n".join([f"the samples do not follow {chain!r}", *lines, *_diagnosis(y, chain)]))
    if any(c.verdict != "HOLDS" for c in found):
        n, shown = len(np.asarray(y)), max(c.smallest_shift_seen for c in found)
        needed = max(c.samples_needed for c in found)
        raise TooFewSamples(f"{n} samples show shifts above {shown:.3g} sd; for {resolution:g} take {needed}")


def _projections(law: Law, rows: Array) -> list[tuple[str, Law, Array]]:
    if isinstance(law._core, _core.PlaneLaw):
        if law._core.n_orthogonal:
            raise OutOfReach("check: laws along a plane in more dimensions; project the samples on a plane of your own")
        draws: dict[Literal["x", "y", "diagonal"], Array] = {
            "x": rows[:, 0],
            "y": rows[:, 1],
            "diagonal": (rows[:, 0] + rows[:, 1]) / 2.0**0.5,
        }
        return [(f"of {name}", law.marginal(name), np.ascontiguousarray(of)) for name, of in draws.items()]
    if rows.shape[1] > 1:
        raise OutOfReach("check: laws along a line in more dimensions; give a case on the line")
    return [("", law, np.ascontiguousarray(rows[:, 0]))]


def _against(name: str, law: Law, draws: Array, rate: float, resolution: float) -> list[Check]:
    n = len(draws)
    log_density = law.grid()[1]
    spread = _deviation(law, lambda y: y)
    # To first order a shift moves the distribution function by itself times the density.
    of_shift = spread * float(np.exp(log_density.max()))
    order = np.sort(draws)
    below, errors = law.cdf(order, errors=True)
    steps = np.arange(n + 1) / n
    distance = float(max((steps[1:] - below).max(), (below - steps[:-1]).max()))
    error = float(errors.max()) + 1e-12
    verdict, _, allowance, margin, p = _core.decide_distribution(distance, n, error, rate, resolution * of_shift)
    needed = _core.paths_for_distribution(rate, resolution * of_shift, POWER)
    exact = Value(0.0, error, "exact law of the chain")
    what = f"Kolmogorov-Smirnov distance {name}".strip()
    found = [Check(what, distance, _core.ks_critical(n, rate), exact, verdict, margin, p, allowance / of_shift, needed)]
    for title, power in (("mean", 1), ("mean square", 2)):
        of_power = lambda y, power=power: y**power
        deviation, wanted = _deviation(law, of_power), law.expect(of_power)
        decided, mean, standard_error = _core.decide_mean(draws**power, wanted, rate, resolution * deviation)
        verdict, _, allowance, margin, p = decided
        needed = _core.paths_for_mean(rate, resolution * deviation, POWER, deviation**2)
        shift = allowance / deviation
        found.append(Check(f"{title} {name}".strip(), mean, standard_error, wanted, verdict, margin, p, shift, needed))
    return found


def _deviation(law: Law, f: Callable[[Array], Array]) -> float:
    return float((law.expect(lambda y: f(y) ** 2).value - law.expect(f).value ** 2) ** 0.5)


def _diagnosis(y: Any, chain: Chain) -> list[str]:
    """What the samples fit instead, among the usual mistakes with the scale."""
    if chain._again is None or chain.case.dimension != 1:
        return []
    order = np.sort(np.asarray(y, dtype=np.float64).ravel())
    n, found = len(order), []
    guesses = {
        chain.w + 1.0: "is w + 1 meant?",
        chain.w - 1.0: "is w given as 1 + w?",
        -chain.w: "is its sign right?",
        0.0: "is w applied?",
    }
    for w, question in guesses.items():
        if w == chain.w:
            continue
        try:
            below = chain.with_w(w).law().cdf(order)
        except OutOfReach:
            continue
        distance = float(np.abs(below - (np.arange(n) + 0.5) / n).max())
        if distance < _core.ks_critical(n, 0.01):
            found.append(f"they fit w = {w:g} (distance {distance:.2g}): {question}")
    return found
