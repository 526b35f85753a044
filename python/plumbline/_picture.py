"""A small picture of a case, for notebooks: SVG in a table cell, no other library needed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from plumbline._case import Case
    from plumbline._points import Array

WIDTH, HEIGHT = 220, 110
BASE, REWEIGHTED = "#1f6f8b", "#d1603d"


def case_picture(case: Case) -> str:
    """Densities of p and p^J on the line; ellipses of one standard deviation in (the first two axes of) R^d."""
    drawn = _curves(case) if case.dimension == 1 else _ellipses(case)
    return (
        f'<div><strong>{escape(case.name)}</strong> <span style="opacity:.7">{escape(case.about)}</span><br>'
        f'<svg width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{drawn}</svg><br>'
        f'<small><span style="color:{BASE}">base</span> · <span style="color:{REWEIGHTED}">reweighted</span> · '
        f"d = {case.dimension}, E = {case.expected_cost:.6g} ({case.objective})</small></div>"
    )


def _curves(case: Case) -> str:
    spreads = [(m[0], float(np.sqrt(c[0, 0]))) for _, _, m, c in case.components()]
    width = max(max(s for _, s in spreads), 0.1 * (max(m for m, _ in spreads) - min(m for m, _ in spreads)), 1e-9)
    x = np.linspace(
        min(m - 3.5 * s for m, s in spreads) - 0.2 * width, max(m + 3.5 * s for m, s in spreads) + 0.2 * width, 161
    )
    t = 1.0 if all(s > 0.0 for _, s in spreads) else 0.98
    curves = [np.exp(case.log_density(t, x, which)) for which in ("base", "reweighted")]
    top = max(float(curve.max()) for curve in curves)
    parts = []
    for curve, colour in zip(curves, (BASE, REWEIGHTED), strict=True):
        places = np.stack([np.linspace(4, WIDTH - 4, len(x)), HEIGHT - 4 - (HEIGHT - 10) * curve / top], axis=1)
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
    return "".join(parts)


def _ellipses(case: Case) -> str:
    shown = sorted(case.components(), key=lambda c: -max(c[0], c[1]))[:60]
    means = np.array([mean[:2] for _, _, mean, _ in shown])
    spread = np.array([np.sqrt(np.diag(covariance)[:2]) for _, _, _, covariance in shown])
    low, high = (means - 1.6 * spread).min(axis=0), (means + 1.6 * spread).max(axis=0)
    scale = min((WIDTH - 8) / max(high[0] - low[0], 1e-9), (HEIGHT - 8) / max(high[1] - low[1], 1e-9))
    heaviest = max(max(base, other) for base, other, _, _ in shown)
    parts = []
    for base, other, mean, covariance in shown:
        for weight, colour in ((base, BASE), (other, REWEIGHTED)):
            if weight > 0.0:
                parts.append(
                    _ellipse(
                        mean,
                        covariance,
                        (low + high) / 2.0,
                        scale,
                        f'stroke="{colour}" opacity="{0.25 + 0.75 * weight / heaviest:.2f}"',
                    )
                )
    return "".join(parts)


def _ellipse(mean: Array, covariance: Array, middle: Array, scale: float, style: str) -> str:
    variances, axes = np.linalg.eigh(covariance[:2, :2])
    radii = np.maximum(scale * np.sqrt(np.maximum(variances, 0.0)), 1.0)
    x, y = WIDTH / 2 + scale * (mean[0] - middle[0]), HEIGHT / 2 - scale * (mean[1] - middle[1])
    angle = -np.degrees(np.arctan2(axes[1, 1], axes[0, 1]))
    return (
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{radii[1]:.1f}" ry="{radii[0]:.1f}" '
        f'transform="rotate({angle:.0f} {x:.1f} {y:.1f})" fill="none" stroke-width="1.4" {style}/>'
    )
