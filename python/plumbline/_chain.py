"""Samplers of the affine form Y' = A Y + B (s + omega (s - s^J)) + S Z: as a scheme on a schedule, or as arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from plumbline import _core
from plumbline._case import Case, case
from plumbline._points import Array

if TYPE_CHECKING:
    from plumbline._law import Law


class Step(NamedTuple):
    """One transition: Y' = A Y + B (s + omega (s - s^J))(t, Y) + S Z, the scores at reverse time t where it starts."""

    t: float
    A: float
    B: float
    S: float
    omega: float


class Steps(Sequence[Step]):
    """The N steps of a chain, one by one, or as arrays `t`, `A`, `B`, `S`, `omega` of shape (N)."""

    def __init__(self, core: _core.Chain) -> None:
        self.t = np.array(core.times[:-1])
        self.A = np.array(core.A)
        self.B = np.array(core.B)
        self.S = np.array(core.S)
        self.omega = np.array(core.omega)

    def __len__(self) -> int:
        return len(self.t)

    def __getitem__(self, n: Any) -> Any:
        if isinstance(n, slice):
            return [self[i] for i in range(*n.indices(len(self)))]
        return Step(*(float(column[n]) for column in (self.t, self.A, self.B, self.S, self.omega)))

    def __iter__(self) -> Iterator[Step]:
        return (self[n] for n in range(len(self)))


class Chain:
    """A discrete sampler (27) of a case; from chain() or Chain.from_coefficients()."""

    def __init__(
        self,
        problem: Case,
        core: _core.Chain,
        w: float | None,
        words: str,
        again: Callable[[float], Chain] | None = None,
    ) -> None:
        self.case = problem
        self._core = core
        self._words = words
        self._w = w
        self._again = again
        self.steps = Steps(core)
        self.times: Array = np.array(core.times)

    @classmethod
    def from_coefficients(
        cls,
        problem: Any,
        t: ArrayLike,
        A: ArrayLike,
        B: ArrayLike,
        S: ArrayLike,
        omega: ArrayLike = 0.0,
        *,
        start: str = "exact",
    ) -> Chain:
        """Any sampler of the affine form, from its coefficients: a new scheme needs no C++.

        t: shape (N + 1), increasing in (0, 1], scores are taken at t[:-1]. A, B, S >= 0, omega: shape (N), or
        numbers for all steps; omega is signed, w for a cost and -w for a reward. Exact laws need d = 1 and S > 0.
        """
        of = case(problem)
        times = np.asarray(t, dtype=np.float64)
        if times.ndim != 1 or len(times) < 2:
            raise ValueError(f"t: shape {times.shape}; give N + 1 times, the first and the last among them")
        rows = np.empty((4, len(times) - 1))
        for row, (name, given) in zip(rows, {"A": A, "B": B, "S": S, "omega": omega}.items(), strict=True):
            values = np.asarray(given, dtype=np.float64)
            if values.shape not in ((), row.shape):
                raise ValueError(f"{name}: shape {values.shape} for {len(times)} times; give {row.shape}, one a step")
            row[:] = values
        core = _core.Chain.from_coefficients(of._core, times.tolist(), rows, start)
        return cls(of, core, None, f"{len(times) - 1} steps by their coefficients")

    @property
    def w(self) -> float:
        """The guidance scale that it was made with; ValueError for one from coefficients: see steps.omega."""
        if self._w is None:
            raise ValueError("w: a chain from coefficients has no scale of its own; see steps.omega")
        return self._w

    def with_w(self, w: float) -> Chain:
        """The same chain at another guidance scale; ValueError for one from coefficients."""
        if self._again is None:
            raise ValueError("w: a chain from coefficients has no scale of its own; give other coefficients")
        return self._again(w)

    def start(self, n: int, seed: int = 0) -> Array:
        """`n` draws of Y_0 at times[0]; shape (n, d). They are the starts of sample() with the same seed."""
        out = _room(n, seed, self.case.dimension)
        self._core.draw_starts(seed, out)
        return out

    def sample(self, n: int, seed: int = 0, *, first: int = 0, threads: int = 0) -> Array:
        """`n` end states Y_N, by the path engine at hardware speed; shape (n, d).

        Paths are numbered from `first`: equal seeds give equal bits for every number of threads (0: all), and a stretch
        of paths comes out the same when it is computed alone. Ctrl-C stops it.
        """
        if first < 0 or threads < 0:
            raise ValueError(f"sample: first = {first}, threads = {threads}; give numbers >= 0")
        out = _room(n, seed, self.case.dimension)
        self._core.sample_into(seed, first, threads, out)
        return out

    def law(self) -> Law:
        """The exact law of Y_N: no Monte Carlo."""
        from plumbline._law import chain_law

        return chain_law(self)

    def limit(self) -> Law:
        """The law of the SDE (26) that the chain tends to as its steps shrink; on the line."""
        from plumbline._law import limit_law

        return limit_law(self)

    def __repr__(self) -> str:
        return f"<plumbline.Chain of {self.case.name}: {self._words}>"


def chain(
    problem: Any,
    w: float = 0.0,
    steps: int | None = None,
    *,
    scheme: str = "ddpm",
    schedule: str = "log-uniform",
    times: ArrayLike | None = None,
    t0: float | None = None,
    tend: float | None = None,
    start: str = "exact",
    window: tuple[float, float] = (0.0, 1.0),
) -> Chain:
    """The sampler (27) of a case with guidance scale w: `steps` transitions of a scheme on a schedule, or on `times`.

    scheme: "ddpm", "exponential", "euler", and whatever else `plumbline law --help` lists. schedule: "log-uniform",
    "logit-uniform", "li", "ddpm-linear", "cosine", "karras", from t0 (1e-4) to tend (1). times: N + 1 increasing
    reverse times in (0, 1] in place of steps, schedule, t0 and tend. start: law of Y_0, "exact", "gaussian" or
    "reweighted". window: guide only while window[0] < t <= window[1].
    """
    of = case(problem)

    def again(other: float) -> Chain:
        return chain(
            of,
            other,
            steps,
            scheme=scheme,
            schedule=schedule,
            times=times,
            t0=t0,
            tend=tend,
            start=start,
            window=window,
        )

    request = _core.ChainRequest(float(w), scheme, start, float(window[0]), float(window[1]))
    if times is not None:
        if steps is not None or t0 is not None or tend is not None:
            raise ValueError("times: given, and so are steps, t0 or tend; leave those out")
        grid = np.asarray(times, dtype=np.float64)
        if grid.ndim != 1:
            raise ValueError(f"times: shape {grid.shape}; give N + 1 increasing times")
        core = _core.Chain.from_times(of._core, request, grid.tolist())
        return Chain(of, core, float(w), f"w = {w:g}, {len(grid) - 1} steps of {scheme} on times of its own", again)
    if steps is None:
        raise ValueError("steps: missing; give the number of transitions, or times")
    core = _core.Chain.from_schedule(of._core, request, int(steps), schedule, t0, tend)
    return Chain(of, core, float(w), f"w = {w:g}, {steps} steps of {scheme} on {schedule}, start {start}", again)


def sample(
    problem: Any, w: float = 0.0, steps: int | None = None, *, paths: int, seed: int = 0, **options: Any
) -> Array:
    """`paths` end states of the sampler, shape (paths, d); `options` as for chain()."""
    return chain(problem, w, steps, **options).sample(paths, seed)


def _room(n: int, seed: int, dimension: int) -> Array:
    if n < 0 or not 0 <= seed < 2**64:
        raise ValueError(f"n = {n}, seed = {seed}; give n >= 0 and a seed from 0 to 2**64 - 1")
    return np.empty((n, dimension))
