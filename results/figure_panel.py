"""One panel of a figure, drawn from a table as report/figures.json describes it; needs matplotlib."""

import matplotlib
import matplotlib.ticker
import numpy as np
from figure_table import basis, chosen, shown, value_text

# Okabe and Ito's colours, told apart by colour-blind readers; shapes and dashes say the same again.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]


def plain(text):
    """Text that matplotlib does not take for mathematics."""
    return shown(text).replace("$", r"\$")


def curve(ax, x, y, error, k, draw="both", dashed=False, label=None):
    """One curve in the k-th colour: points with error bars, a line, or both."""
    kept = np.isfinite(x) & np.isfinite(y)
    if ax.get_yscale() == "log":
        y = np.abs(y)
        kept &= y > 0
    if ax.get_xscale() == "log":
        kept &= x > 0
    if not kept.any():
        return
    line = {"points": "none", "lines": "--" if dashed else "-", "both": "--" if dashed or k >= len(COLOURS) else "-"}[
        draw
    ]
    look = {
        "color": COLOURS[k % 7],
        "linestyle": line,
        "marker": "" if draw == "lines" else MARKERS[k % 7],
        "label": label and plain(label),
    }
    bars = np.zeros_like(y) if error is None else np.where(np.isfinite(error), error, 0.0)
    bars = np.broadcast_to(bars, y.shape)[kept]
    if draw == "lines" or not (bars > 0.02 * np.abs(y[kept])).any():  # bars smaller than the points are not seen
        ax.plot(x[kept], y[kept], **look)
    else:
        ax.errorbar(x[kept], y[kept], bars, elinewidth=0.6, **look)


def fit(ax, table, figure, places, x, y, k):
    """The label of the order of a curve; the fitted power law goes into the panel where the table has its range."""
    name = figure["order"]
    if table.lookup(name) is None:
        return ""
    order, error = float(table.lookup(name)(places)), table.lookup(name, error=True)
    if not np.isfinite(order):
        return ""
    first, last = (table.lookup(name.replace("_order", end)) for end in ("_first", "_last"))
    if first is not None and last is not None and first is not table.lookup(name):
        fitted = (x >= first(places)) & (x <= last(places)) & np.isfinite(y) & (y != 0)
        if name.endswith("_order") and fitted.any():
            log_x, log_y = np.log(x[fitted]), np.log(np.abs(y[fitted]))
            ax.plot(
                x[fitted],
                np.exp(log_y.mean() - order * (log_x - log_x.mean())),
                "--",
                color=COLOURS[k % 7],
                linewidth=0.7,
            )
    return f", order {value_text(order, float(error(places)) if error else 0.0)}"


def draw_curves(ax, table, figure, places):
    """A panel of curves, with all that figures.json lays over them."""
    x_axis = table.axes[table.axes_of(basis(table, figure))[-1]]
    x = x_axis.numbers if x_axis.numbers is not None else np.arange(len(x_axis.labels), dtype=float)
    scale = figure.get("log", "xy")
    ax.set(xscale="log" if "x" in scale else "linear", yscale="log" if "y" in scale else "linear")
    series = figure.get("series")
    value, error = table.lookup(figure["y"]), table.lookup(figure["y"], error=True)
    divisor = table.lookup(figure["divide_by"]) if "divide_by" in figure else None
    n_curves = 0
    places_of_curves = chosen(table.axes[series], figure) if series else [None]
    for place in places_of_curves if value is not None else []:
        here = {**places, series: place} if series else places
        y, e = value(here), error(here) if error else None
        if "divide_by" in figure:
            if divisor is None:
                return
            y, e = y / divisor(here), None if e is None else e / divisor(here)
        label = table.axes[series].labels[place] if series else figure.get("name")
        if figure.get("swap"):
            curve(ax, y, np.where(np.isfinite(y), x, np.nan), None, n_curves, label=label)
        else:
            label += fit(ax, table, figure, here, x, y, n_curves) if "order" in figure else ""
            curve(ax, x, y, e, n_curves, figure.get("draw", "both"), label=label)
        beside = figure.get("beside")
        if beside and all(table.lookup(name) is not None for name in beside["y"]):
            total = sum(np.broadcast_to(table.lookup(name)(here), y.shape) for name in beside["y"])
            curve(ax, x, total, None, n_curves, "lines", beside["dashed"], beside["label"] if n_curves == 0 else None)
        n_curves += 1
    for more in figure.get("more", []):
        if table.lookup(more["y"]) is not None:
            wrong = table.lookup(more["y"] + "_error")
            curve(
                ax,
                x,
                table.lookup(more["y"])(places),
                wrong and wrong(places),
                n_curves,
                more.get("draw", "both"),
                more.get("dashed", False),
                more["label"],
            )
            n_curves += 1
    for level in figure.get("levels", []):
        if table.lookup(level["y"]) is not None:
            ax.axhline(
                float(table.lookup(level["y"])(places)),
                color="k",
                linewidth=0.7,
                linestyle="--" if level["dashed"] else "-",
                label=level["label"],
            )
    if "y_shown" in figure:
        low, high = figure["y_shown"]
        ax.set_ylim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    few_ticks(ax, x if not figure.get("swap") else None)


def few_ticks(ax, x):
    """At least two labels an axis: within less than two decades those of the data, beyond them decades alone."""
    for axis, scale, limits in (
        (ax.xaxis, ax.get_xscale(), ax.get_xlim()),
        (ax.yaxis, ax.get_yscale(), ax.get_ylim()),
    ):
        if scale != "log":
            axis.set_major_locator(matplotlib.ticker.MaxNLocator(5))
            continue
        decades = np.log10(limits[1]) - np.log10(limits[0])
        if decades >= 2.2:
            axis.set_major_locator(matplotlib.ticker.LogLocator(numticks=5))
        else:
            subs = (1, 2, 5) if decades > 0.6 else (1, 1.5, 2, 3, 4, 5, 6, 8)
            axis.set_major_locator(matplotlib.ticker.LogLocator(subs=subs, numticks=20))
            axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:.4g}"))
        axis.set_minor_locator(matplotlib.ticker.NullLocator())


def draw_plane(ax, table, figure, places):
    """A density over the plane, and the contours of the first law."""
    y_name, x_name = table.axes_of(figure["y"])[-2:]
    x, y, density = table.axes[x_name].numbers, table.axes[y_name].numbers, table.lookup(figure["y"])
    first = next(name for name in table.axes_of(figure["y"])[:-2] if name != "case")
    ax.grid(False)
    ax.pcolormesh(x, y, np.nan_to_num(density(places)), cmap="Blues", shading="nearest", rasterized=True)
    below = np.nan_to_num(density({**places, first: 0}))
    if below.max() > below.min():
        ax.contour(x, y, below, 4, colors=COLOURS[1], linewidths=0.5)
    ax.set_aspect("equal")


def draw_scatter(ax, table, figure, places):
    """States in the plane."""
    states = table.lookup(figure["y"])(places)
    everywhere = table.lookup(figure["y"])({name: k for name, k in places.items() if name == "case"})
    ax.plot(states[:, 0], states[:, 1], ".", markersize=1.2, color=COLOURS[0], rasterized=len(states) > 500)
    reach = 1.05 * np.nanmax(np.abs(everywhere), initial=1e-300)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")


def draw_sample(ax, table, figure, places):
    """A histogram of end states on the line; a scatter plot of at most 5000 of them elsewhere."""
    states = table.numbers(figure["y"])
    if states.shape[1] == 1:
        finite = states[np.isfinite(states)]
        low, high = np.quantile(finite, [0.001, 0.999]) if finite.size else (0.0, 1.0)
        ax.hist(finite, bins=60, range=(low, high), density=True, histtype="stepfilled", color=COLOURS[0], alpha=0.6)
        ax.set_ylabel("density")
        return
    some = states[:: max(1, len(states) // 5000)]
    ax.plot(some[:, 0], some[:, 1], ".", markersize=1.0, color=COLOURS[0], alpha=0.5, rasterized=True)
    ax.set_aspect("equal", adjustable="datalim")


DRAW = {"curves": draw_curves, "plane": draw_plane, "scatter": draw_scatter, "sample": draw_sample}
