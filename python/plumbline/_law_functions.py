"""Functions of a law at points: density on the line, in the plane and in R^d; distribution function and quantiles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from plumbline import _core
from plumbline._core import OutOfReach
from plumbline._points import Array, Points, finite

Core = _core.LineLaw | _core.PlaneLaw
PLANE_ROUNDING = 1e-13  # of log q in the plane, relative to its size


def log_density(core: Core, y: Any, errors: bool, then: Callable[[Array], Array] | None, name: str) -> Any:
    """log q at y, then(log q) if given; on the line in the shape of y, in R^d of shape (...) for points (..., d)."""
    d = len(core.frame)
    if d == 1:
        places = finite(y, "y")
        rows, shape = places.reshape(-1, 1), places.shape
    else:
        points = Points(y, d, "the law", "y")
        rows, shape = finite(points.rows, "y"), points.lead
    found = [log_density_of_rows(core, rows, coarse) for coarse in _resolutions(errors)]
    return _shaped(found, shape, core, then, name)


def log_density_of_rows(core: Core, rows: Array, coarse: bool) -> Array:
    """At points of R^d, shape (n, d), as rows: that of the law along its line or plane, times Gaussians across."""
    along = np.ascontiguousarray(rows if not core.n_orthogonal else rows @ core.frame)
    out = np.empty(len(rows))
    if isinstance(core, _core.LineLaw):
        core.evaluate("log_density", coarse, along[:, 0].copy(), out)
    else:
        core.log_density(coarse, along, out)
    if core.n_orthogonal:
        v, squares = core.orthogonal_variance, (rows * rows).sum(axis=1) - (along * along).sum(axis=1)
        out -= 0.5 * (core.n_orthogonal * np.log(2.0 * np.pi * v) + np.maximum(squares, 0.0) / v)
    return out


def on_the_line(core: Core, name: str, y: Any, errors: bool) -> Any:
    """What needs an order of the points: "below", "above", "quantile"."""
    called = {"below": "cdf", "above": "sf"}.get(name, name)
    if isinstance(core, _core.PlaneLaw):
        raise OutOfReach(f'{called}: not in the plane; ask the law of a coordinate, marginal("x").{called}(...)')
    if core.n_orthogonal:
        raise OutOfReach(f"{called}: the law fills {core.n_orthogonal + 1} dimensions; ask its density and its moments")
    places = finite(y, "p" if name == "quantile" else "y")
    if name == "quantile" and not ((places > 0.0) & (places < 1.0)).all():
        raise ValueError("p: not within (0, 1); give probabilities")
    found = []
    for coarse in _resolutions(errors):
        found.append(np.empty(places.size))
        core.evaluate(name, coarse, np.ascontiguousarray(places.ravel()), found[-1])
    return _shaped(found, places.shape, core, None, name)


def _resolutions(errors: bool) -> tuple[bool, ...]:
    return (False, True) if errors else (False,)


def _shaped(
    found: list[Array], shape: tuple[int, ...], core: Core, then: Callable[[Array], Array] | None, name: str
) -> Any:
    """The finer numbers, or a pair with their errors: what the coarser law changes, and rounding."""
    numbers = found if then is None else [then(each) for each in found]
    shaped = numbers[0].reshape(shape)[()]
    if len(numbers) == 1:
        return shaped
    rounding = core.rounding + 1e-15 if isinstance(core, _core.LineLaw) else PLANE_ROUNDING
    error = np.abs(numbers[0] - numbers[1]) + rounding * np.maximum(np.abs(numbers[0]), name == "log_density")
    return shaped, error.reshape(shape)[()]
