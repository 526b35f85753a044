"""Expectations of any function under a law in the plane: sums over its grid in 26 places."""

from __future__ import annotations

import numpy as np
from plumbline import _core
from plumbline._core import OutOfReach
from plumbline._expect import Function, values_of
from plumbline._points import Array

# Where the grid lies, in parts of its spacing: two lattices of thirteen places each. Along an axis, a diagonal and most
# other lines all thirteen offsets differ; the lines on which they do not are others for the second lattice.
MOVES = [np.array([(k / 13, slope * k % 13 / 13) for k in range(13)]) for slope in (5, 8)]


def expectation_in_plane(f: Function, core: _core.PlaneLaw) -> tuple[float, float]:
    """E f with its error.

    A sum over the grid is right to far below rounding for a smooth f. A kink or a jump makes it depend on where the
    grid lies: the mean over 26 places is off by a thirteenth of how far they scatter (a sixth is what is said), and
    what one lattice of places does not see, the other does. To that come what the coarser law changes, the mass that is
    missing, what f q is at the edge of the window, and rounding.
    """
    one, other = (np.array([_sum(f, core, False, move) for move in moves]) for moves in MOVES)
    fine, size, mass, edge = (one.mean(axis=0) + other.mean(axis=0)) / 2.0
    coarse = np.mean([_sum(f, core, True, move)[0] for move in MOVES[0]])
    if edge > 1e-3 * size:
        raise OutOfReach("expect: f grows as fast as the law decays; its mean is infinite or out of reach")
    scatter = max(np.abs(sums[:, 0] - fine).max() for sums in (one, other))
    differs = abs(one[:, 0].mean() - other[:, 0].mean()) + abs(one[:, 0].mean() - coarse)
    error = scatter / 6.0 + differs + (abs(mass - 1.0) + 1e-13) * size + 10.0 * edge
    return float(fine), float(error)


def _sum(f: Function, core: _core.PlaneLaw, coarse: bool, move: Array) -> Array:
    """Sums of f q, |f| q, q over the grid, and of |f| q over its edge."""
    (x, y), log_q = core.moved(coarse, *move.tolist())
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    values = values_of(f, points).reshape(log_q.shape)
    q = (x[1] - x[0]) * (y[1] - y[0]) * np.exp(log_q)
    part = np.abs(values) * q
    edge = part[[0, -1]].sum() + part[:, [0, -1]].sum()
    return np.array([(values * q).sum(), part.sum(), q.sum(), edge])
