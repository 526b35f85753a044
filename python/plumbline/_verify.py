"""Claims under test: what `plumbline verify` says of every claim on every case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from plumbline import _core
from plumbline._case import case_names
from plumbline._points import whole
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

    `plumbline claims` lists them. tier: what may be spent; seed: of the paths, 0 to 2**64 - 1. mutant: the name of a
    deliberately wrong sampler to put under test. most_paths, most_steps: what a check may spend; one that needs more is
    INCONCLUSIVE, never HOLDS. The same for every number of `threads` (0: all). Ctrl-C ends it. ValueError for unknown
    names.
    """
    wanted = _names(claims)
    problems = cases_of(case_names() if cases is None else cases)
    if not problems:
        raise ValueError("verify: no case; give one or several, or none at all for the built-in ones")
    most = whole(most_paths, "most_paths"), whole(most_steps, "most_steps")
    request = _core.VerifyRequest(wanted, str(tier), whole(seed, "seed", below=2**64), str(mutant), *most)
    n_threads = whole(threads, "threads", below=2**31)
    return Findings(_core.verify([each._core for each in problems], request, n_threads))


def _names(claims: Any) -> list[str]:
    if isinstance(claims, str):
        return [claims]
    try:
        return [str(claim) for claim in claims]
    except TypeError:
        raise ValueError(f'claims: {claims!r}; give names such as "S1"') from None
