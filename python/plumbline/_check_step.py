"""A sampler's own step against the exact transition, state by state with its noise handed in: no statistics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from plumbline._case import Case, case
from plumbline._chain import Chain
from plumbline._points import Array, finite, number, reals, whole

#: user(y, t, t_next, z) -> next states; y, z and the result of shape (m, d). Or a tuple (mean, standard deviation).
UserStep = Callable[[Array, float, float, Array], Any]

ONE_TERM = 1e-3  # a discrepancy is put down to a term that leaves less than this part of it


@dataclass(frozen=True)
class StepCheck:
    """What check_step() found; true if every step is the chain's to rounding.

    n_states: how many states were compared. worst: the largest discrepancy of all, relative to the sum of the sizes of
    the terms of its step. step: the first step that is off, from 0, or None; then t is the reverse time where it
    starts, state the state with the largest discrepancy there, shape (d), terms those of A, B, omega, S that alone
    explain it (none: no single one does), and relative_error that of the coefficient of the first of them.
    """

    n_states: int
    worst: float
    step: int | None = None
    t: float | None = None
    state: Array | None = None
    terms: tuple[str, ...] = ()
    relative_error: float | None = None

    def __bool__(self) -> bool:
        return self.step is None

    def __str__(self) -> str:
        if self.step is None:
            return f"every step is right to {self.worst:.1e} of its terms ({self.n_states} states)"
        which = " or ".join(self.terms)
        said = (
            f"{which} is off by {self.relative_error:.3g} of itself" if which else "no single coefficient explains it"
        )
        return f"step {self.step}, from t = {self.t:.6g}: {said}; largest at state {self.state}"


def check_step(
    step: UserStep, problem: Any, chain: Chain, *, n: int = 64, seed: int = 0, tolerance: float = 1e-12
) -> StepCheck:
    """Calls a step of your own at every step of a chain: is it Y' = A Y + B (s + omega (s - s^J)) + S Z (S2)?

    problem: the case of the chain. step(y, t, t_next, z): states y at reverse time t, shape (m, d), with standard
    normal z to those at t_next; or it returns a tuple (mean, std) and z stays unused. Called with `n` states of p_t, n
    of twice its size, n near 0, far out and with large noise (`seed`). Discrepancies above `tolerance` of the sizes of
    the terms are errors: a relative one of 1e-9 in one coefficient is found, and named, where its term is more than
    1e-3 of the step. ValueError where the step gives another shape.
    """
    _same_case(case(problem), chain)
    n, seed, tolerance = whole(n, "n", least=1), whole(seed, "seed"), number(tolerance, "tolerance")
    rng = np.random.default_rng(seed)
    records = []
    for k, (t, t_next) in enumerate(zip(chain.times[:-1], chain.times[1:], strict=True)):
        near = chain.case.sample_data(n, seed=seed + k, t=float(t))
        y = np.concatenate([near, 2.0 * near, 1e-3 * near, 8.0 * near, near])
        z = rng.standard_normal(y.shape)
        z[-n:] *= 6.0
        records.append((np.full(len(y), k), y, z, _called(step, y, float(t), float(t_next), z)))
    return check_transitions(chain, *map(np.concatenate, zip(*records, strict=True)), tolerance=tolerance)


def check_transitions(
    chain: Chain, n: ArrayLike, y: ArrayLike, z: ArrayLike, after: ArrayLike, *, tolerance: float = 1e-12
) -> StepCheck:
    """The same for recorded transitions of a chain: numbers of steps n from 0, shape (m), states y, noises z, and
    after.

    y, z, after (the states that followed): shape (m, d), on the line also (m). tolerance: as for check_step().
    ValueError for no transition, and for shapes that do not fit.
    """
    numbers, tolerance = np.asarray(n), number(tolerance, "tolerance")
    d = chain.case.dimension
    if numbers.ndim != 1 or numbers.dtype.kind not in "iu":
        raise ValueError(f"n: shape {numbers.shape}, dtype {numbers.dtype}; give one integer a transition")
    if not len(numbers):
        raise ValueError("n: no transition; give one or more")
    if not (numbers.min() >= 0 and numbers.max() < len(chain.steps)):
        raise ValueError(f"n: from {numbers.min()} to {numbers.max()}; the chain has steps 0 to {len(chain.steps) - 1}")
    given = [_rows(values, name, len(numbers), d) for name, values in (("y", y), ("z", z), ("after", after))]
    worst = 0.0
    for k in np.unique(numbers):
        here = [values[numbers == k] for values in given]
        terms = _terms(chain, int(k), here[0], here[1])
        size = sum(np.abs(term) for term in terms.values()) + np.abs(terms["B"] + terms["omega"])
        off = here[2] - sum(terms.values())
        relative = np.abs(off) / np.maximum(size, np.finfo(float).tiny)
        worst = max(worst, float(np.nan_to_num(relative.max(), nan=np.inf, posinf=np.inf)))
        if not relative.max() <= tolerance:
            row = int(np.nanargmax(np.where(np.isnan(relative), np.inf, relative).max(axis=1)))
            fits = _fits(off, terms)
            return StepCheck(len(numbers), worst, int(k), float(chain.times[k]), here[0][row],
                             tuple(name for name, _ in fits), fits[0][1] if fits else None)  # fmt: skip
    return StepCheck(len(numbers), worst)


def _terms(chain: Chain, k: int, y: Array, z: Array) -> dict[str, Array]:
    """The summands of the step, by the coefficient that each is proportional to."""
    s = chain.steps[k]
    score, other = chain.case.score(s.t, y), chain.case.score(s.t, y, "reweighted")
    return {"A": s.A * y, "B": s.B * score, "omega": s.B * s.omega * (score - other), "S": s.S * z}


def _fits(off: Array, terms: dict[str, Array]) -> list[tuple[str, float]]:
    """Which coefficients alone explain the discrepancy, best first, with the relative error that each would have."""
    guided = dict(terms) | {"B": terms["B"] + terms["omega"]}
    found = []
    for name, term in guided.items():
        square = float((term * term).sum())
        if square == 0.0 or not np.isfinite(off).all():
            continue
        share = float((off * term).sum()) / square
        left = float(np.linalg.norm(off - share * term) / np.linalg.norm(off))
        if left < ONE_TERM:
            found.append((left, name, share))
    return [(name, share) for _, name, share in sorted(found)]


def _called(step: UserStep, y: Array, t: float, t_next: float, z: Array) -> Array:
    result = step(y.copy(), t, t_next, z.copy())
    after = result[0] + np.asarray(result[1]) * z if isinstance(result, tuple) else result
    found = reals(after, "step")
    if found.shape != y.shape:
        raise ValueError(f"step: gives shape {found.shape} for states of shape {y.shape}; give one state a row")
    return found


def _same_case(problem: Case, chain: Chain) -> None:
    if problem != chain.case:
        raise ValueError(
            f"check_step: case {problem.name}, but the chain is one of {chain.case.name}; give one of them"
        )


def _rows(values: ArrayLike, name: str, n: int, d: int) -> Array:
    rows = reals(values, name) if name == "after" else finite(values, name)  # a step that makes NaN is a finding
    if rows.shape not in ((n, d), (n,) if d == 1 else (n, d)):
        raise ValueError(f"{name}: shape {rows.shape} for {n} transitions in d = {d}; give {(n, d)}")
    return rows.reshape(n, d)
