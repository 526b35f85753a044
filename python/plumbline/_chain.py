"""Samplers as a scheme on a schedule, or by the arrays of the form Y' = A Y + B (s + omega (s - s^J)) + S Z."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike
from plumbline import _core
from plumbline._case import Case, case
from plumbline._points import Array, finite, number, whole

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

    def arrays(self) -> tuple[Array, ...]:
        """(t, A, B, S, omega), each of shape (N)."""
        return self.t, self.A, self.B, self.S, self.omega

    def __len__(self) -> int:
        return len(self.t)

    @overload
    def __getitem__(self, n: int) -> Step: ...
    @overload
    def __getitem__(self, n: slice) -> list[Step]: ...
    def __getitem__(self, n: int | slice) -> Step | list[Step]:
        if isinstance(n, slice):
            return [self[i] for i in range(*n.indices(len(self)))]
        return Step(*(float(column[n]) for column in self.arrays()))

    def __iter__(self) -> Iterator[Step]:
        return (self[n] for n in range(len(self)))


class Chain:
    """A discrete sampler (27) of a case; from chain() or Chain.from_coefficients().

    `case`, `steps` (a sequence of Step with the arrays `t`, `A`, `B`, `S`, `omega` of shape (N)) and `times`, shape
    (N + 1), the reverse times of Y_0 ... Y_N. Chains compare by what they do, and pickle.
    """

    case: Case  #: the problem
    times: Array  #: reverse times of Y_0 ... Y_N; shape (N + 1)

    def __init__(self, problem: Case, core: _core.Chain, w: float | None, words: str, made: partial[Chain]) -> None:
        self.case = problem
        self._core = core
        self._words = words
        self._w = w
        self._made = made
        self._steps: Steps | None = None
        self.times = np.array(core.times)

    @property
    def steps(self) -> Steps:
        """The N transitions, one by one or as arrays of shape (N).

        ValueError for a rule with stages or a memory, such as "heun", whose steps are more than coefficients.
        """
        if self._steps is None:
            self._steps = Steps(self._core)
        return self._steps

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

        problem: as case() takes it. t: reverse times, shape (N + 1), increasing in (0, 1], scores are taken at t[:-1].
        A, B, S >= 0, omega: shape (N), or numbers for all steps; omega is signed, w for a cost and -w for a reward.
        start: as for chain(). Exact laws need d = 1 and S > 0. ValueError for what has another shape or is not finite.
        """
        of = case(problem)
        times = finite(t, "t").copy()
        if times.ndim != 1 or len(times) < 2:
            raise ValueError(f"t: shape {times.shape}; give N + 1 times, the first and the last among them")
        rows = np.empty((4, len(times) - 1))
        for row, (name, given) in zip(rows, {"A": A, "B": B, "S": S, "omega": omega}.items(), strict=True):
            values = finite(given, name)
            if values.shape not in ((), row.shape):
                raise ValueError(f"{name}: shape {values.shape} for {len(times)} times; give {row.shape}, one a step")
            row[:] = values
        core = _core.Chain.from_coefficients(of._core, times.tolist(), rows, str(start))
        made = partial(cls.from_coefficients, of, times, *rows, start=start)
        return cls(of, core, None, f"{len(times) - 1} steps by their coefficients", made)

    @property
    def w(self) -> float:
        """The guidance scale that it was made with; ValueError for one from coefficients: see steps.omega."""
        if self._w is None:
            raise ValueError("w: a chain from coefficients has no scale of its own; see steps.omega")
        return self._w

    def with_w(self, w: float) -> Chain:
        """The same chain at another guidance scale `w`; ValueError for one from coefficients."""
        if self._w is None:
            raise ValueError("w: a chain from coefficients has no scale of its own; give other coefficients")
        return self._made(w=w)

    def start(self, n: int, seed: int = 0) -> Array:
        """`n` draws of Y_0 at times[0]; shape (n, d). They are the starts of sample() with the same `seed`."""
        out = _room(n, self.case.dimension)
        self._core.draw_starts(_seed(seed), out)
        return out

    def sample(self, n: int, seed: int = 0, *, first: int = 0, threads: int = 0) -> Array:
        """`n` end states Y_N, by the path engine at hardware speed; shape (n, d).

        Paths are numbered from `first`: equal seeds (`seed`, 0 to 2**64 - 1) give equal bits for every number of
        `threads` (0: all), and a stretch of paths comes out the same when it is computed alone. Ctrl-C stops it.
        """
        out = _room(n, self.case.dimension)
        self._core.sample_into(_seed(seed), whole(first, "first"), whole(threads, "threads", below=2**31), out)
        return out

    def law(self) -> Law:
        """The exact law of Y_N (27): no Monte Carlo. OutOfReach for laws in more than two directions; for rules with
        stages or a memory, and chains that end without noise, in more than one dimension.
        """
        from plumbline._law import chain_law

        return chain_law(self)

    def limit(self) -> Law:
        """The law that the chain tends to as its steps shrink: of the SDE (26), or of one with less noise."""
        from plumbline._law import limit_law

        return limit_law(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Chain):
            return NotImplemented
        rules = self._core.staged_rule, other._core.staged_rule
        same = self.case == other.case and self._core.start_name == other._core.start_name and rules[0] == rules[1]
        if not same or not np.array_equal(self.times, other.times):
            return False
        if rules[0]:
            return True
        return all(np.array_equal(a, b) for a, b in zip(self.steps.arrays(), other.steps.arrays(), strict=True))

    def __hash__(self) -> int:
        return hash((self.case, self._core.start_name, self.times.tobytes()))

    def __reduce__(self) -> tuple[Any, ...]:
        return self._made, ()

    @property
    def words(self) -> str:
        """The chain in words: its case, its scale, its steps."""
        return f"{self.case.name}: {self._words}"

    def __repr__(self) -> str:
        return f"<plumbline.Chain of {self.words}>"


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
    guidance_rule: str = "cfg",
) -> Chain:
    """The sampler (27) of a case with guidance scale w: `steps` transitions of a scheme on a schedule, or on `times`.

    problem: as case() takes it. scheme: "ddpm", "ddim:0.5", "heun", and whatever else `plumbline law --help` lists.
    schedule: "log-uniform", "logit-uniform", "li", "ddpm-linear", "cosine", "karras", from reverse time t0 (1e-4) to
    tend (1). times: N + 1 increasing reverse times in (0, 1], shape (N + 1), in place of steps, schedule, t0 and tend.
    start: law of Y_0, "exact", "gaussian" or "reweighted". window: guide only while window[0] < t <= window[1].
    guidance_rule: what is made of the scale and the scores, "cfg", "apg:ETA" (the share ETA of the push that is
    parallel to the denoised state is kept) or, in two dimensions and more, "rescale:PHI"; sample() takes all, law() apg
    in the plane, and "cfg++" none but "cfg".
    ValueError, one line, for what is none of these.
    """
    of, scale = case(problem), number(w, "w")
    request = _core.ChainRequest(scale, str(scheme), str(start), *_window(window), str(guidance_rule))
    made = partial(chain, of, w=scale, scheme=scheme, start=start, window=window, guidance_rule=guidance_rule)
    guided = f"w = {scale:g}" + ("" if guidance_rule == "cfg" else f" by {guidance_rule}")
    if times is not None:
        if steps is not None or t0 is not None or tend is not None:
            raise ValueError("times: given, and so are steps, t0 or tend; leave those out")
        grid = finite(times, "times").copy()
        if grid.ndim != 1:
            raise ValueError(f"times: shape {grid.shape}; give N + 1 increasing times")
        core = _core.Chain.from_times(of._core, request, grid.tolist())
        words = f"{guided}, {len(grid) - 1} steps of {scheme} on times of its own"
        return Chain(of, core, scale, words, partial(made, times=grid))
    if steps is None:
        raise ValueError("steps: missing; give the number of transitions, or times")
    ends = [None if end is None else number(end, name) for end, name in ((t0, "t0"), (tend, "tend"))]
    core = _core.Chain.from_schedule(of._core, request, whole(steps, "steps"), str(schedule), *ends)
    words = f"{guided}, {steps} steps of {scheme} on {schedule}, start {start}"
    return Chain(of, core, scale, words, partial(made, steps=steps, schedule=schedule, t0=t0, tend=tend))


def sample(
    problem: Any, w: float = 0.0, steps: int | None = None, *, paths: int, seed: int = 0, **options: Any
) -> Array:
    """`paths` end states of the sampler (27), shape (paths, d); problem, w, steps and options as for chain().

    Those of equal seeds (`seed`, 0 to 2**64 - 1) are equal to the bit. ValueError where chain() refuses the options.
    """
    return chain(problem, w, steps, **options).sample(paths, seed)


def _room(n: Any, dimension: int) -> Array:
    return np.empty((whole(n, "n"), dimension))


def _seed(seed: Any) -> int:
    return whole(seed, "seed", below=2**64)


def _window(window: Any) -> tuple[float, float]:
    try:
        begin, end = window
    except (TypeError, ValueError):
        raise ValueError(f"window: {window!r}; give (from, to)") from None
    return number(begin, "window"), number(end, "window")
