"""Exact laws: of a sampler, of its limit (26) and of the data, and the numbers and functions that they have."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from plumbline import _core
from plumbline._case import case
from plumbline._chain import Chain, chain
from plumbline._core import OutOfReach, Value
from plumbline._expect import expectation
from plumbline._law_views import law_dataset, plot_law
from plumbline._points import Array


class Law:
    """The exact law of Y at the end of a chain, of its limit (26), or of the noised data, without Monte Carlo.

    On the line, in R^d along a line (equal covariances v I), and for chains in the plane. Numbers are Values with the
    same bits that `plumbline law` prints. Densities and the like are arrays in the shape of the points; with
    errors=True a pair (values, errors), the error being what a coarser computation changes. What cannot be computed
    raises OutOfReach; what is infinite is inf.
    """

    def __init__(self, core: _core.LineLaw | _core.PlaneLaw, of: Chain | None, words: str) -> None:
        self._core = core
        self._chain = of
        self._words = words
        self._limit: Law | None = None
        self._distances: tuple[Law, dict[str, Value]] | None = None
        self._numbers: dict[str, Any] | None = None

    @property
    def expected_cost(self) -> Value:
        """E h_t(Y), which is E J(Y) (or of the reward) at t = 1; inf where H1 says so."""
        return self._core.expected_cost(1.0) if isinstance(self._core, _core.LineLaw) else self._core.expected_cost()

    def power(self, q: float) -> Value:
        """E h_t(Y)^q; inf where H1 says so. For moments q > 1 of heavy tails prefer report(powers=[q])."""
        return self._line("power").expected_cost(q)

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
        """log q(y), natural; the far field is Gaussian. Shape of `y`."""
        return self._function("log_density", y, errors)

    def density(self, y: Any, *, errors: bool = False) -> Any:
        """q(y); shape of `y`."""
        return self._function("log_density", y, errors, np.exp)

    def cdf(self, y: Any, *, errors: bool = False) -> Any:
        """P(Y <= y), with relative accuracy in the lower tail as far as the grid goes (8 deviations); shape of `y`."""
        return self._function("below", y, errors)

    def sf(self, y: Any, *, errors: bool = False) -> Any:
        """P(Y > y), with relative accuracy in the upper tail as far as the grid goes (8 deviations); shape of `y`."""
        return self._function("above", y, errors)

    def quantile(self, p: Any, *, errors: bool = False) -> Any:
        """The y with P(Y <= y) = p, 0 < p < 1; shape of `p`."""
        given = np.asarray(p, dtype=np.float64)
        if not ((given > 0.0) & (given < 1.0)).all():
            raise ValueError("quantile: p is not within (0, 1); give probabilities")
        return self._function("quantile", given, errors)

    def expect(self, f: Callable[[Array], Any]) -> Value:
        """E f(Y) for a vectorised f of points of shape (n); kinks and jumps need not be known.

        The error holds that of the law (two resolutions), that of the quadrature and rounding. OutOfReach where f grows
        as fast as the law decays.
        """
        core = self._line("expect")

        def log_densities(y: Array) -> tuple[Array, Array]:
            return _evaluated(core, "log_density", False, y), _evaluated(core, "log_density", True, y)

        y = core.grid()[0]
        value, error = expectation(f, log_densities, (float(y[0]), float(y[-1])), core.rounding)
        return Value(value, error, f"quadrature over the {core.how}")

    def marginal(self, which: Literal["x", "y", "diagonal"]) -> Law:
        """The law of a coordinate, or of (x + y) / sqrt(2), of a law in the plane; absolute accuracy in the tails."""
        if not isinstance(self._core, _core.PlaneLaw):
            raise OutOfReach("marginal: of laws in the plane only")
        return Law(_core.marginal_law(self._core, which), None, f"of {which}, marginal {self._words}")

    def limit(self) -> Law:
        """The law of (26) that the chain tends to; computed once."""
        if self._limit is None:
            if self._chain is None:
                raise OutOfReach("limit: this law is not that of a chain; ask a chain for its limit")
            self._limit = limit_law(self._chain)
        return self._limit

    def tv(self, other: Law | None = None) -> Value:
        """Total variation distance ``Int |p - q| / 2`` to another law; to the limit if none is given."""
        return self._distance("tv", other)

    def kl(self, other: Law | None = None) -> Value:
        """KL(this, other) = E log(this / other), natural; to the limit if none is given."""
        return self._distance("kl", other)

    def w1(self, other: Law | None = None) -> Value:
        """Wasserstein distance of order 1, ``Int |F - G|``; to the limit if none is given."""
        return self._distance("w1", other)

    def w2(self, other: Law | None = None) -> Value:
        """Wasserstein distance of order 2; to the limit if none is given."""
        return self._distance("w2", other)

    def hellinger(self, other: Law | None = None) -> Value:
        """Hellinger distance (Int (sqrt p - sqrt q)^2 / 2)^(1/2); to the limit if none is given."""
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

        Infinite numbers are the string "inf"; what is not known is None, and then KEY_why says why.
        """
        if self._chain is None:
            raise OutOfReach("report: this law is not that of a chain; ask the law of a chain")
        found: dict[str, Any] = json.loads(_core.report_text(self._chain._core, [float(q) for q in powers]))
        return found

    def _line(self, what: str) -> _core.LineLaw:
        if not isinstance(self._core, _core.LineLaw):
            raise OutOfReach(f"{what}: not computed in the plane; see grid() and report()")
        return self._core

    def _function(self, name: str, y: Any, errors: bool, then: Callable[[Array], Array] | None = None) -> Any:
        core = self._line(name)
        if core.n_orthogonal:
            raise OutOfReach(f"{name}: the law fills {core.n_orthogonal + 1} dimensions; ask its distances and moments")
        places = np.asarray(y, dtype=np.float64)
        if not np.isfinite(places).all():
            raise ValueError(f"{name}: {np.count_nonzero(~np.isfinite(places))} of {places.size} points are not finite")
        flat = np.ascontiguousarray(places.ravel())
        fine = _evaluated(core, name, False, flat) if then is None else then(_evaluated(core, name, False, flat))
        shaped = fine.reshape(places.shape)[()]
        if not errors:
            return shaped
        coarse = _evaluated(core, name, True, flat) if then is None else then(_evaluated(core, name, True, flat))
        error = np.abs(fine - coarse) + (core.rounding + 1e-15) * np.maximum(np.abs(fine), name == "log_density")
        return shaped, error.reshape(places.shape)[()]

    def _told(self) -> dict[str, Any]:
        """The report of a chain on a schedule, computed once; empty for one of its own times or coefficients."""
        if self._numbers is None:
            try:
                self._numbers = self.report()
            except OutOfReach:
                self._numbers = {}
        return self._numbers

    def _distance(self, name: str, other: Law | None) -> Value:
        core = self._line(name)
        if other is None and (told := self._told()):  # there two methods for the limit are held together
            if told[name] is None:
                raise OutOfReach(f"{name}: {told[name + '_why']}")
            return Value(float(told[name]), float(told[name + "_error"]), "plumbline law")
        against = self.limit() if other is None else other
        if self._distances is None or self._distances[0] is not against:
            self._distances = (against, core.distances(against._line(name)))
        found = self._distances[1]
        if name not in found:
            raise OutOfReach(f"{name}: W1 of products has no closed form")
        return found[name]

    def __repr__(self) -> str:
        return f"<plumbline.Law {self._words}, at t = {self.end:g}>"


def law(problem: Any, w: float = 0.0, steps: int | None = None, **options: Any) -> Law:
    """The exact law of the sampler (27): ``chain(problem, w, steps, **options).law()``."""
    return chain(problem, w, steps, **options).law()


def limit(problem: Any, w: float = 0.0, **options: Any) -> Law:
    """The law of the guided SDE (26) at tend from `start` at t0, the limit of most schemes; on the line.

    options: t0, tend, start, window and scheme, as for chain(); "ddim:0.5" and its like have a limit with less noise.
    """
    allowed = {"t0", "tend", "start", "window", "scheme"}
    for unknown in sorted(options.keys() - allowed):
        raise ValueError(f"limit: unknown option {unknown}; the options are {', '.join(sorted(allowed))}")
    return limit_law(chain(problem, w, 1, **options))


def data(problem: Any, t: float = 1.0, which: Literal["base", "reweighted"] = "base") -> Law:
    """The law p_t of the data, or p^J_t, noised to reverse time t; on the line."""
    of = case(problem)
    if which not in ("base", "reweighted"):
        raise ValueError(f'which: unknown law "{which}"; choose one of base, reweighted')
    if not 0.0 < t <= 1.0:
        raise ValueError(f"t: t = {t} is not within (0, 1]; give a reverse time: 1 is data")
    return Law(_core.line_data_law(of._core, which == "base", t), None, f"of the data of {of.name}, {which}")


def chain_law(of: Chain) -> Law:
    """The law of Y_N."""
    n = _directions(of)
    core = _core.line_law(of._core) if n == 1 else _core.plane_law(of._core)
    return Law(core, of, f"of {of!r}")


def limit_law(of: Chain) -> Law:
    """The law of (26) with the ends, the guidance and the start of a chain."""
    if _directions(of) != 1:
        raise OutOfReach("limit: as a law of its own on the line only; report() has its numbers in the plane")
    return Law(_core.line_limit_law(of._core), None, f"(26), limit of {of!r}")


def _directions(of: Chain) -> int:
    n = _core.directions(of.case._core)
    if n > 2:
        raise OutOfReach(
            f"law: the law of case {of.case.name} fills {n} dimensions; "
            "give one or two dimensions, or equal covariances v I and means in a plane"
        )
    return n


def _evaluated(core: _core.LineLaw, name: str, coarse: bool, x: Array) -> Array:
    out = np.empty(len(x))
    core.evaluate(name, coarse, x, out)
    return out
