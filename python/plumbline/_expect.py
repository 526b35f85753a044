"""Expectations of any function under a law on the line: adaptive Gauss-Kronrod quadrature, a panel an array."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from plumbline._core import OutOfReach
from plumbline._points import Array

# The 15 nodes of Gauss-Kronrod on [-1, 1], their weights, and those of the 7 Gauss nodes among them (QUADPACK, qk15).
_HALF = np.array(
    [0.991455371120812639206, 0.949107912342758524526, 0.864864423359769072790, 0.741531185599394439864]
    + [0.586087235467691130294, 0.405845151377397166907, 0.207784955007898467601, 0.0]
)
_KRONROD = np.array(
    [0.022935322010529224964, 0.063092092629978553291, 0.104790010322250183840, 0.140653259715525918745]
    + [0.169004726639267902827, 0.190350578064785409913, 0.204432940075298892414, 0.209482141084727828013]
)
_GAUSS = np.array(
    [0.0, 0.129484966168869693271, 0.0, 0.279705391489276667901, 0.0, 0.381830050505118944950, 0.0]
    + [0.417959183673469387755]
)
NODES = np.concatenate([-_HALF, _HALF[-2::-1]])
KRONROD = np.concatenate([_KRONROD, _KRONROD[-2::-1]])
GAUSS = np.concatenate([_GAUSS, _GAUSS[-2::-1]])

Function = Callable[[Array], Array]
MOST_HALVINGS = 45
MOST_PANELS = 20_000  # no kinks, but noise


Densities = Callable[[Array], tuple[Array, Array]]


def expectation(
    f: Function, log_densities: Densities, ends: tuple[float, float], rounding: float
) -> tuple[float, float]:
    """E f with its error: the law at two resolutions, the panels' own errors, and the rounding of the log density.

    `log_densities` gives both resolutions at points of shape (n); `rounding` is relative, more where |log q| is large.

    Starts from 48 panels of [low, high], goes on outward while the outermost ones matter, and halves every panel whose
    two rules differ, down to 2^-45 of it, so kinks and jumps need not be known.
    """
    low, high = ends
    width = (high - low) / 48.0
    edges: Array = np.linspace(low, high, 49, dtype=np.float64)
    total = _integrate(f, log_densities, edges[:-1], edges[1:])
    for direction, edge in ((-1.0, low), (1.0, high)):
        place = edge
        for panels in range(1, 20 * 48 + 1):
            beyond = place + direction * width
            ends_of_panel: Array = np.sort(np.array([place, beyond], dtype=np.float64))
            piece = _integrate(f, log_densities, ends_of_panel[:1], ends_of_panel[1:])
            total = total + piece
            place = beyond
            if panels >= 2 and piece[3] <= 1e-19 * total[3]:
                break
        else:
            raise OutOfReach(
                "expect: f grows as fast as the law decays, as far as it is known; its mean is infinite or out of reach"
            )
    fine, coarse, of_rule, size, of_logarithms = total
    error = of_rule + abs(fine - coarse) + 2e-15 * size + rounding * of_logarithms
    return float(fine), float(error)


def _integrate(f: Function, log_densities: Densities, left: Array, right: Array) -> Array:
    """(fine, coarse, error of the rule, integral of |f| q, of |f| q (1 + |log q|)) over the panels."""
    result = np.zeros(5)
    for halvings in range(MOST_HALVINGS + 1):
        half = (right - left) / 2.0
        y = (left + right)[:, None] / 2.0 + half[:, None] * NODES
        values = values_of(f, y.ravel()).reshape(y.shape)
        fine, coarse = (log_q.reshape(y.shape) for log_q in log_densities(y.ravel()))
        integrand = values * np.exp(fine)
        kronrod = half * (integrand @ KRONROD)
        differs = np.abs(kronrod - half * (integrand @ GAUSS))
        size = half * (np.abs(integrand) @ KRONROD)
        scale = max(result[3] + size.sum(), 1e-300)
        split = (differs > 1e-13 * size) & (differs > 1e-17 * scale)
        if halvings == MOST_HALVINGS or np.count_nonzero(split) > MOST_PANELS:
            split[:] = False  # what is left counts as error
        done = ~split
        of_coarse = half * ((values * np.exp(coarse)) @ KRONROD)
        of_logarithms = half * ((np.abs(integrand) * (1.0 + np.abs(fine))) @ KRONROD)
        result += [column[done].sum() for column in (kronrod, of_coarse, differs, size, of_logarithms)]
        if not split.any():
            break
        left, right, middle = left[split], right[split], ((left + right) / 2.0)[split]
        left, right = np.concatenate([left, middle]), np.concatenate([middle, right])
    return result


def values_of(f: Function, y: Array) -> Array:
    """f at points of shape (n), or (n, 2) in the plane: n real numbers, checked."""
    values = np.asarray(f(y))
    if values.shape != y.shape[:1]:
        raise ValueError(f"expect: f gives shape {values.shape} for points of shape {y.shape}; give one number a point")
    if values.dtype.kind not in "fiub":
        raise ValueError(f"expect: f gives dtype {values.dtype}; give real numbers")
    for bad, what, kind in (
        (np.isnan(values), "f is not a number at y = {}", ValueError),
        (np.isinf(values), "f is infinite at y = {}; its mean is infinite or out of reach", OutOfReach),
    ):
        if bad.any():
            raise kind("expect: " + what.format(" ".join(f"{x:.17g}" for x in np.atleast_1d(y[bad][0]))))
    return values.astype(np.float64)
