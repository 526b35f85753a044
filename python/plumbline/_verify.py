"""Claims under test: what `plumbline verify` says of every claim on every case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from plumbline import _core
from plumbline._case import case_names
from plumbline._tables import Table, cases_of, table_of


class Findings:
    """What was compared with what, and the verdict; str() is what the command prints.

    `verdict` is "HOLDS", "VIOLATED" or "INCONCLUSIVE", the worst of all; `table` has a row a check: both sides with
    their errors, the margin (1 is perfect agreement, 0 the edge) and the verdict, as `--out` stores it.
    """

    def __init__(self, told: tuple[str, str, Any]) -> None:
        self.verdict, self._text, plain = told
        self.table: Table = table_of(plain)

    def __bool__(self) -> bool:
        return self.verdict == "HOLDS"

    def __str__(self) -> str:
        return f"{self._text}{self.verdict}"

    def __repr__(self) -> str:
        return f"<plumbline.{type(self).__name__}: {self.verdict}, {len(self.table.axes['claim_row'])} checks>"

    def _repr_html_(self) -> str:
        return f"<strong>{self.verdict}</strong>{self.table._repr_html_()}"


def verify(
    cases: Any = None,
    claims: str | Iterable[str] = (),
    *,
    tier: Literal["quick", "full", "nightly"] = "quick",
    seed: int = _core.SUITE_SEED,
    mutant: str = "",
    most_paths: int = 0,
    most_steps: int = 0,
    threads: int = 0,
) -> Findings:
    """Checks claims ("S1", "G1", ...; all if none is named) on cases (the built-in ones if None), as the command does.

    mutant: the name of a deliberately wrong sampler to put under test. most_paths, most_steps: what a check may spend;
    one that needs more is INCONCLUSIVE, never HOLDS. The same for every number of threads. Ctrl-C ends it.
    """
    wanted = [claims] if isinstance(claims, str) else list(claims)
    if not 0 <= seed < 2**64:
        raise ValueError(f"verify: seed = {seed}; give a seed from 0 to 2**64 - 1")
    problems = cases_of(case_names() if cases is None else cases)
    if not problems:
        raise ValueError("verify: no case; give one or several, or none at all for the built-in ones")
    request = _core.VerifyRequest(wanted, tier, seed, mutant, most_paths, most_steps)
    return Findings(_core.verify([each._core for each in problems], request, threads))
