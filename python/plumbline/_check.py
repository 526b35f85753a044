"""Samples of anybody's sampler against the exact law of the chain that it is meant to be, with a promise."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from plumbline import _core
from plumbline._chain import Chain
from plumbline._points import Points, number
from plumbline._verify import Findings


class TooFewSamples(ValueError):
    """The samples show larger shifts only than the one asked for: no verdict, and how many would give one."""


class SampleCheck(Findings):
    """What check() found: `verdict` and `table` as of all Findings, and what the samples can show and say.

    n: how many samples there are. smallest_shift: what they show with probability 0.99, in standard deviations.
    samples_needed: to see a shift of `resolution` in every check. diagnosis: the near misses that they fit, best first,
    where they do not have the law; n_tried: how many were tried. oddities: what the rows show by themselves, such as
    repeated rows, half precision, bounds.
    """

    def __init__(self, told: Any, resolution: float) -> None:
        findings, self.n, self.smallest_shift, self.samples_needed, self.diagnosis, self.oddities, self.n_tried = told
        super().__init__(findings)
        self.resolution = resolution

    def __str__(self) -> str:
        lines = [f"{self.n} samples see a shift of {self.smallest_shift:.2g} standard deviations"]
        if self.n < self.samples_needed:
            lines[0] += f"; for {self.resolution:.2g} in every check bring {self.samples_needed}"
        return "\n".join([*lines, *super().__str__().splitlines()[:-1], *self._remarks(), self.verdict])

    @property
    def explanation(self) -> str:
        """One line: the verdict, the check that is furthest off, and what the samples fit or show; for a test's log."""
        if self.verdict == "INCONCLUSIVE":
            return (
                f"INCONCLUSIVE: {self.n} samples show shifts above {self.smallest_shift:.3g} sd; "
                f"for {self.resolution:g} in every check take {self.samples_needed}"
            )
        if self.verdict == "HOLDS":
            return f"HOLDS: {self.n} samples show no shift of {self.resolution:g} sd"
        return "; ".join(["VIOLATED: " + self._violated()[0], *self._remarks()])

    def _remarks(self) -> list[str]:
        nothing = self.verdict == "VIOLATED" and not self.diagnosis and self.n_tried > 0
        return [*self.diagnosis, *([f"none of the {self.n_tried} near misses fits"] if nothing else []), *self.oddities]

    def _violated(self) -> list[str]:
        t = self.table
        return [
            f"{what}: {left:.8g} +- {left_error:.2g}, exact {right:.8g} +- {right_error:.2g}, margin {margin:.3g}"
            for what, left, left_error, right, right_error, margin, verdict in zip(
                *(t[key] for key in ("what", "lhs", "lhs_error", "rhs", "rhs_error", "margin", "verdict")), strict=True
            )
            if verdict == "VIOLATED"
        ]


def check(
    y: Any,
    chain: Chain,
    *,
    against: Literal["chain", "limit", "data"] = "chain",
    false_alarm: float = 1e-6,
    resolution: float = 0.05,
) -> SampleCheck:
    """Whether samples follow the exact law of a chain, of its limit (26) or of the data; what `plumbline check` says.

    y: shape (n, d), independent rows; on the line also (n). Projections chosen beforehand are held against the law
    (S3): distribution, mean, mean square, both tails, and neighbours for independence; each with its error and its
    margin. When the law is right, the verdict is VIOLATED with probability at most `false_alarm`. A check HOLDS only if
    it could have seen a shift of `resolution` standard deviations; else it is INCONCLUSIVE. Where samples do not follow
    the chain, more than forty near misses are tried. against: "chain", "limit" or "data". OutOfReach or ValueError
    where no exact law is known.
    """
    false_alarm, resolution = number(false_alarm, "false_alarm"), number(resolution, "resolution")
    if not 0.0 < false_alarm < 1.0 or not resolution > 0.0:
        raise ValueError(
            f"false_alarm = {false_alarm}, resolution = {resolution}; give 0 < false_alarm < 1, resolution > 0"
        )
    given = Points(y, chain.case.dimension, f"case {chain.case.name}", "y")
    if len(given.lead) != 1:
        raise ValueError(f"y: shape {np.shape(y)}; give one sample a row, (n, {chain.case.dimension})")
    rows = given.rows
    bad = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    if len(bad):
        raise ValueError(f"y: {len(bad)} of {len(rows)} rows are not finite (first: {bad[0]}); leave them out")
    if len(rows) < 2:
        raise ValueError(f"y: {len(rows)} samples; give two or more")
    return SampleCheck(_core.check(rows, chain._core, str(against), false_alarm, resolution), resolution)


def assert_follows(y: Any, chain: Chain, *, false_alarm: float = 1e-6, resolution: float = 0.05) -> None:
    """check(), for tests: AssertionError if it is VIOLATED, TooFewSamples if it is INCONCLUSIVE, else nothing.

    y: shape (n, d); chain, false_alarm and resolution: as for check(). The message says what differs and what fits.
    """
    found = check(y, chain, false_alarm=false_alarm, resolution=resolution)
    if found.verdict == "VIOLATED":
        lines = [f"the samples do not follow {chain!r}", *found._violated(), *found._remarks()]
        raise AssertionError("\n".join(lines))
    if found.verdict != "HOLDS":
        shown = f"{found.n} samples show shifts above {found.smallest_shift:.3g} sd"
        raise TooFewSamples(f"{shown}; for {resolution:g} in every check take {found.samples_needed}")
