"""Makes the pictures of docs/gallery, small SVGs: python docs/gallery.py [FOLDER]."""

import re
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import plumbline as pl

BLUE, RED, GREY = "#1f6f8b", "#d1603d", "#8a8f98"
STYLE = {
    "svg.hashsalt": "plumbline", "font.family": "sans-serif", "font.size": 9, "axes.spines.top": False,
    "axes.spines.right": False, "path.simplify_threshold": 0.4, "svg.fonttype": "none",
}  # fmt: skip


def tilted_density(case, w, t, y):
    """p_t(y|c)^(1+w) p_t(y)^(-w), normalised on the grid."""
    log_q = (1 + w) * case.log_density(t, y) - w * case.log_density(t, y, "reweighted")
    q = np.exp(log_q - log_q.max())
    return q / (q.sum() * (y[1] - y[0]))


def not_tilting():
    """Ridges of three laws over time: they start alike, and end apart."""
    case, w, y = pl.case("narrow-rival"), 2.0, np.linspace(-3.5, 4.5, 97)
    times = np.geomspace(0.03, 1.0, 16)
    laws = {
        "unguided": (GREY, lambda t: np.exp(case.log_density(t, y))),
        f"guided, w = {w:g}": (BLUE, lambda t: pl.law(case, w, 128, scheme="exponential", t0=1e-3, tend=t).density(y)),
        "tilted": (RED, lambda t: tilted_density(case, w, t, y)),
    }
    figure, panels = plt.subplots(1, 3, figsize=(8.4, 3.6), sharey=True)
    for axes, (name, (colour, density)) in zip(panels, laws.items(), strict=True):
        for k, t in reversed(list(enumerate(times))):
            ridge = k + 3.4 * density(t)
            pale = 0.78 + 0.22 * np.array(matplotlib.colors.to_rgb(colour))
            axes.fill(y, ridge, facecolor=pale, edgecolor=colour, lw=1.0, zorder=20 - k)
        axes.set(title=name, xlabel="y")
        axes.title.set_color(colour)
        if colour == BLUE:
            axes.plot(y, 15 + 3.4 * tilted_density(case, w, 1.0, y), "--", color=RED, lw=1.2, zorder=30)
        axes.spines["left"].set_visible(False)
        axes.set_yticks([0, 5, 10, 15], [f"t = {times[k]:.2g}" for k in (0, 5, 10, 15)])
        axes.tick_params(axis="y", length=0)
    figure.tight_layout()
    return figure


def plane():
    """The triad: its three classes, and the law that a sampler guided toward the first one makes."""
    case = pl.case("triad")
    x, y = np.linspace(-3.2, 3.2, 80), np.linspace(-2.8, 3.9, 80)
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    law = pl.law(case, 2.0, 8, scheme="exponential", t0=0.05, tend=0.9)
    (a, b), density = law.grid()
    skip = max(1, len(a) // 160)
    figure, panels = plt.subplots(1, 3, figsize=(8.4, 3.3), sharex=True, sharey=True)
    shown = [
        ("all classes", GREY, x, y, np.exp(case.log_density(0.9, grid, "reweighted"))),
        ("class 1", RED, x, y, np.exp(case.log_density(0.9, grid))),
        ("guided toward it, w = 2, N = 8", BLUE, a[::skip], b[::skip], density[::skip, ::skip]),
    ]
    for axes, (name, colour, u, v, q) in zip(panels, shown, strict=True):
        levels = q.max() * np.geomspace(0.02, 0.9, 8)
        axes.contourf(
            u,
            v,
            q,
            levels=[*levels, q.max()],
            cmap=matplotlib.colors.LinearSegmentedColormap.from_list("", ["white", colour]),
        )
        axes.set(title=name, xlim=(-3.2, 3.2), ylim=(-2.8, 3.9), aspect="equal")
        axes.title.set_color(colour)
    figure.tight_layout()
    return figure


def error_vs_n():
    """Distances of three schemes from their limit: slopes without noise."""
    limit, steps = pl.limit("unit-pair", 1.0, t0=1e-3), np.unique(np.geomspace(8, 1024, 15).astype(int))
    figure, panels = plt.subplots(1, 2, figsize=(7.0, 3.0))
    for axes, distance in zip(panels, ("tv", "kl"), strict=True):
        for scheme, colour in (("ddpm", BLUE), ("exponential", RED), ("euler", GREY)):
            values = [
                getattr(pl.law("unit-pair", 1.0, int(n), scheme=scheme, t0=1e-3), distance)(limit).value for n in steps
            ]
            slope = np.log(values[-1] / values[-4]) / np.log(steps[-1] / steps[-4])
            axes.loglog(steps, values, color=colour, lw=1.4, label=f"{scheme}: slope {slope:.2f}")
        axes.set(title=distance.upper() + " from the limit (26)", xlabel="steps N")
        axes.legend(frameon=False)
    figure.tight_layout()
    return figure


def rounded(svg):
    """The same picture with its paths to a tenth of a point, each in one line."""

    def shorter(path):
        tenths = re.sub(r"-?\d+\.\d{2,}", lambda number: f"{float(number.group()):.1f}", path.group())
        return " ".join(tenths.split())

    return re.sub(r'(?<= d=")[^"]*', shorter, svg)


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "gallery")
    folder.mkdir(exist_ok=True)
    with plt.rc_context(STYLE):
        for name, make in {"not-tilting": not_tilting, "plane": plane, "error-vs-n": error_vs_n}.items():
            figure = make()
            path = folder / f"{name}.svg"
            figure.savefig(path, metadata={"Date": None})
            path.write_text(rounded(path.read_text()))
            plt.close(figure)


if __name__ == "__main__":
    main()
