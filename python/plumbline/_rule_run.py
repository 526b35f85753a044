"""Any rule by its name, with scores and normals handed in: what a sampler of somebody else's is compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import ArrayLike
from plumbline import _core
from plumbline._points import Array, finite, reals


def run_rule(
    scheme: str,
    times: ArrayLike,
    start: ArrayLike,
    score: Callable[[float, Array], Any],
    normals: Callable[[], Any],
) -> Array:
    """The states of a rule of (27), stages and memory included, at all `times`; shape (N + 1, n, d).

    scheme: as for chain(), and "heun", "dpm++2m", "sde-dpm++2m", "dpm++sde", "heun-churn:.." besides. times: increasing
    reverse times, shape (N + 1). start: states at times[0], shape (n, d). score(t, y): the guided field, of the shape of
    y. normals(): fresh standard normals of that shape, asked for in the order in which the rule adds them; a rule
    without noise asks for none. ValueError for an unknown scheme, and for arrays of another shape.
    """
    y = finite(start, "start")
    if y.ndim != 2 or y.size == 0:
        raise ValueError(f"start: shape {y.shape}; give one state a row, (n, d)")
    grid = finite(times, "times")
    if grid.ndim != 1:
        raise ValueError(f"times: shape {grid.shape}; give N + 1 increasing times")

    def shaped(values: Any, name: str) -> Array:
        found = reals(values, name)
        if found.shape != y.shape:
            raise ValueError(f"{name}: gives shape {found.shape} for states of shape {y.shape}; give one row a state")
        return found.reshape(-1, 1)

    states = _core.run_rule(
        str(scheme),
        grid.tolist(),
        y.ravel(),
        lambda t, column: shaped(score(t, column.reshape(y.shape)), "score"),
        lambda: shaped(normals(), "normals"),
    )
    return states.reshape(len(grid), *y.shape)
