"""Exact laws: of a sampler, of its limit (26) and of the data, and the numbers and functions that they have."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
from plumbline import _core
from plumbline._case import case
from plumbline._chain import Chain, chain
from plumbline._core import OutOfReach, Value
from plumbline._expect import expectation
from plumbline._expect_plane import expectation_in_plane
from plumbline._law_functions import log_density, log_density_of_rows, on_the_line
from plumbline._law_views import law_dataset, plot_law
from plumbline._points import Array, number, reverse_time


class Law:
    """The exact law of Y at the end of a chain, of its limit (26), or of the noised data, without Monte Carlo.

    On the line, in the plane, and in R^d where all covariances are v I and the means span a line or a plane. Numbers
    are Values with the same bits that `plumbline law` prints. Densities and the like are arrays: on the line in the
    shape of the points, in R^d of shape (...) for points (..., d); with errors=True a pair (values, errors), the error
    being what a coarser computation changes. What cannot be computed raises OutOfReach, what is no point ValueError;
    what is infinite is inf. Laws pickle by how they were made, and are computed anew.
    """

    def __init__(
        self, core: _core.LineLaw | _core.PlaneLaw, of: Chain | None, words: str, made: partial[Law] | None = None
    ) -> None:
        self._core = core
        self._chain = of
        self._words = words
        self._made = made
        self._limit: Law | None = None
        self._distances: tuple[Law, dict[str, Value]] | None = None
        self._numbers: dict[str, Any] | None = None

    @property
    def expected_cost(self) -> Value:
        """E h_t(Y), which is E J(Y) (or of the reward) at t = 1; inf where H1 says so."""
        return self._core.expected_cost(1.0) if isinstance(self._core, _core.LineLaw) else self._core.expected_cost()

    def power(self, q: float) -> Value:
        """E h_t(Y)^q for a real q, on the line; inf where H1 says so. For moments q > 1 of heavy tails prefer
        report(powers=[q]).
        """
        if isinstance(self._core, _core.PlaneLaw):
            raise OutOfReach("power: not in the plane as a law of its own; report(powers=[q]) has it")
        return self._core.expected_cost(number(q, "q"))

    @property
    def mean(self) -> Value | list[Value]:
        """E Y; on the line a Value, else a list of d."""
        mean = self._core.mean()
        return mean[0] if len(mean) == 1 else mean

    @property
    def second_moment(self) -> Value:
        """``E |Y|^2``."""
        return self._core.second_moment()

    @property
    def mass_defect(self) -> Value:
        """The mass that rounding lost on the way."""
        return self._core.mass_defect()

    @property
    def end(self) -> float:
        """The reverse time t of Y."""
        return self._core.end

    def grid(self) -> Any:
        """On the line (y, log_density), each of shape (n); in the plane ((x, y), density), density (n_y, n_x)."""
        return self._core.grid()

    def log_density(self, y: Any, *, errors: bool = False) -> Any:
        """log q(y), natural; the far field is Gaussian. Shape (...) of the points."""
        return log_density(self._core, y, errors, None, "log_density")

    def density(self, y: Any, *, errors: bool = False) -> Any:
        """q(y); shape (...) of the points."""
        return log_density(self._core, y, errors, np.exp, "density")

    def cdf(self, y: Any, *, errors: bool = False) -> Any:
        """P(Y <= y), on the line; relative accuracy in the lower tail as far as the grid goes (8 deviations).

        Shape of `y`.
        """
        return on_the_line(self._core, "below", y, errors)

    def sf(self, y: Any, *, errors: bool = False) -> Any:
        """P(Y > y), on the line; relative accuracy in the upper tail as far as the grid goes (8 deviations).

        Shape of `y`.
        """
        return on_the_line(self._core, "above", y, errors)

    def quantile(self, p: Any, *, errors: bool = False) -> Any:
        """The y with P(Y <= y) = p, 0 < p < 1, on the line; shape of `p`."""
        return on_the_line(self._core, "quantile", p, errors)

    def expect(self, f: Callable[[Array], Any]) -> Value:
        """E f(Y) for a vectorised f of points of shape (n), in the plane (n, 2); kinks and jumps need not be known.

        The error holds that of the law (two resolutions), that of the quadrature and rounding. Kinks and jumps cost
        nothing on the line; in the plane they leave about 1e-3 and 1e-2. OutOfReach where f grows as fast as the law
        decays.
        """
        core = self._core
        if core.n_orthogonal:
            raise OutOfReach(f"expect: the law fills {len(core.frame)} dimensions; ask its density and its moments")
        if isinstance(core, _core.PlaneLaw):
            return Value(*expectation_in_plane(f, core), "sums over grids in the plane")

        def log_densities(y: Array) -> tuple[Array, Array]:
            return log_density_of_rows(core, y[:, None], False), log_density_of_rows(core, y[:, None], True)

        y = core.grid()[0]
        value, error = expectation(f, log_densities, (float(y[0]), float(y[-1])), core.rounding)
        return Value(value, error, f"quadrature over the {core.how}")

    def marginal(self, which: Literal["x", "y", "diagonal"]) -> Law:
        """The law of the coordinate `which`, or of (x + y) / sqrt(2), of a law in the plane; absolute accuracy in
        tails.
        """
        if not isinstance(self._core, _core.PlaneLaw):
            raise OutOfReach("marginal: of laws in the plane only")
        core = _core.marginal_law(self._core, str(which))
        return Law(core, None, f"of the marginal {which} {self._words}", partial(Law.marginal, self, which))

    def limit(self) -> Law:
        """The law of (26) that the chain tends to; computed once. In the plane it takes seconds."""
        if self._limit is None:
            if self._chain is None:
                raise OutOfReach("limit: this law is not that of a chain; ask a chain for its limit")
            self._limit = limit_law(self._chain)
        return self._limit

    def tv(self, other: Law | None = None) -> Value:
        """Total variation distance ``Int |p - q| / 2`` to the law `other`; to the limit if none is given."""
        return self._distance("tv", other)

    def kl(self, other: Law | None = None) -> Value:
        """KL(this, other) = E log(this / other), natural; `other` is the limit if none is given."""
        return self._distance("kl", other)

    def w1(self, other: Law | None = None) -> Value:
        """Wasserstein distance of order 1 to `other`, ``Int |F - G|``; to the limit if none is given. On the line."""
        return self._distance("w1", other)

    def w2(self, other: Law | None = None) -> Value:
        """Wasserstein distance of order 2 to `other`; to the limit if none is given. Not in the plane."""
        return self._distance("w2", other)

    def hellinger(self, other: Law | None = None) -> Value:
        """Hellinger distance (Int (sqrt p - sqrt q)^2 / 2)^(1/2) to `other`; to the limit if none is given. Not in the
        plane.
        """
        return self._distance("hellinger", other)

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draws the density on matplotlib axes `ax` (new ones if None) and returns them; `style` goes to plot().

        In the plane its levels, from 0.01 to 0.9 of the largest. Needs matplotlib.
        """
        return plot_law(self, ax, **style)

    def to_xarray(self) -> Any:
        """An xarray.Dataset of the density on the law's own grid, and its numbers with their errors; needs xarray."""
        return law_dataset(self)

    def report(self, powers: Sequence[float] = ()) -> dict[str, Any]:
        """Everything that `plumbline law --json` prints for this chain: its law, its limit, distances, the tilted law.

        powers: the q of further E J^q. Infinite numbers are the string "inf"; what is not known is None, and then
        KEY_why says why.
        """
        if self._chain is None:
            raise OutOfReach("report: this law is not that of a chain; ask the law of a chain")
        found: dict[str, Any] = json.loads(_core.report_text(self._chain._core, [float(q) for q in powers]))
        return found

    def _told(self) -> dict[str, Any]:
        """The report of a chain on a schedule, computed once; empty for one of its own times or coefficients."""
        if self._numbers is None:
            try:
                self._numbers = self.report()
            except OutOfReach:
                self._numbers = {}
        return self._numbers

    def _distance(self, name: str, other: Law | None) -> Value:
        told = self._told() if other is None else {}
        if name in told:  # there two methods for the limit are held together
            if told[name] is None:
                raise OutOfReach(f"{name}: {told[name + '_why']}")
            return Value(float(told[name]), float(told[name + "_error"]), "plumbline law")
        against = self.limit() if other is None else other
        if not isinstance(against, Law):
            raise ValueError(f"{name}: a {type(against).__name__}; give a law")
        if self._distances is None or self._distances[0] is not against:
            self._distances = (against, _distances(self._core, against._core))
        found = self._distances[1]
        if name not in found:
            raise OutOfReach(f"{name}: not known between laws in {len(self._core.frame)} dimensions; ask tv or kl")
        return found[name]

    def __reduce__(self) -> tuple[Any, ...]:
        if self._made is None:
            raise ValueError("pickle: this law does not know how it was made")
        return self._made, ()

    def __repr__(self) -> str:
        return f"<plumbline.Law {self._words}, at t = {self.end:g}>"


def law(problem: Any, w: float = 0.0, steps: int | None = None, **options: Any) -> Law:
    """The exact law of the sampler (27): ``chain(problem, w, steps, **options).law()``.

    OutOfReach where it cannot be computed: in more than two directions, or over more than any grid resolves.
    """
    return chain(problem, w, steps, **options).law()


def limit(problem: Any, w: float = 0.0, **options: Any) -> Law:
    """The law of the guided SDE (26) at tend from `start` at t0, the limit of most schemes.

    problem: as case() takes it; w: the guidance scale. In the plane to 1e-6, in seconds. options: the reverse times t0
    and tend, start, window and scheme, as for chain(); "ddim:0.5" and its like have a limit with less noise. OutOfReach
    in more than two directions, ValueError for other options.
    """
    allowed = {"t0", "tend", "start", "window", "scheme"}
    for unknown in sorted(options.keys() - allowed):
        raise ValueError(f"limit: unknown option {unknown}; the options are {', '.join(sorted(allowed))}")
    return limit_law(chain(problem, w, 1, **options))


def data(problem: Any, t: float = 1.0, which: Literal["base", "reweighted"] = "base") -> Law:
    """The law p_t of the data, or p^J_t by `which`, of a case on the line, noised to reverse time t in (0, 1].

    problem: as case() takes it. ValueError where there is no density, as for points at t = 1; OutOfReach in R^d.
    """
    of, at = case(problem), reverse_time(t)
    if which not in ("base", "reweighted"):
        raise ValueError(f'which: unknown law "{which}"; choose one of base, reweighted')
    if not 0.0 < at <= 1.0:
        raise ValueError(f"t: t = {at} is not within (0, 1]; give a reverse time: 1 is data")
    core = _core.line_data_law(of._core, which == "base", at)
    return Law(core, None, f"of the data of {of.name}, {which}", partial(data, of, at, which))


def chain_law(of: Chain) -> Law:
    """The law of Y_N."""
    core = _core.line_law(of._core) if _directions(of) == 1 else _core.plane_law(of._core)
    return Law(core, of, f"of {of.words}", partial(chain_law, of))


def limit_law(of: Chain) -> Law:
    """The law of (26) with the ends, the guidance and the start of a chain."""
    core = _core.line_limit_law(of._core) if _directions(of) == 1 else _core.plane_limit_law(of._core)
    return Law(core, None, f"(26), limit of {of.words}", partial(limit_law, of))


def _distances(a: _core.LineLaw | _core.PlaneLaw, b: _core.LineLaw | _core.PlaneLaw) -> dict[str, Value]:
    if isinstance(a, _core.LineLaw) and isinstance(b, _core.LineLaw):
        return a.distances(b)
    if isinstance(a, _core.PlaneLaw) and isinstance(b, _core.PlaneLaw):
        return a.distances(b)
    raise ValueError("distance: the laws have different dimensions; compare laws of one case")


def _directions(of: Chain) -> int:
    n = _core.directions(of.case._core)
    if n > 2:
        raise OutOfReach(
            f"law: the law of case {of.case.name} fills {n} dimensions; "
            "give one or two dimensions, or equal covariances v I and means in a plane"
        )
    return n
