#!/usr/bin/python3
"""Figures for papers from a results file: plot.py FILE.h5 [-o DIRECTORY] [--formats svg,pdf,png]

One figure a table, those of the report: errors against N with fitted orders and bounds, schedules, the guidance-scale
figure (in the style of Figure 1 of LJ25: fraction of improved samples, and the mean of -1/p(c|Y) with the exact value
beside it), score errors and the error budget, rewards and end states, learned scores, densities, work against precision,
and mutants. Needs h5py and matplotlib; nothing of plumbline.
"""

import argparse
import pathlib
import sys

try:
    import h5py
    import matplotlib
    import numpy as np

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
except ImportError as missing:
    sys.exit(f"plot.py: {missing.name} is not installed; apt-get install python3-h5py python3-matplotlib")

# Okabe and Ito's colours, told apart by colour-blind readers; shapes and dashes say the same again.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
MEASURES = {"weak_error": "|weak error|", "tv": "total variation", "kl": "KL", "w1": "$W_1$", "w2": "$W_2$",
            "strong_error": "strong error"}


def text(values):
    """Labels along an axis, as strings."""
    return [v.decode() if isinstance(v, bytes) else str(v) for v in values]


def errors(group, name):
    """The stated errors of a dataset; zeros if it has none."""
    return group[name + "_error"][()] if name + "_error" in group else np.zeros_like(group[name][()])


def grid(n_rows, n_columns):
    figure, axes = plt.subplots(n_rows, n_columns, figsize=(3.6 * n_columns, 3.0 * n_rows), squeeze=False)
    return figure, axes


def legend(ax, size=6):
    """A legend, where there is anything to tell apart."""
    if ax.get_legend_handles_labels()[0]:
        ax.legend(fontsize=size)


def plot_error_vs_n(group):
    """|error| against N, one row a measure, one column a case; the fitted power law over its range."""
    cases, schemes, steps = text(group["case"][()]), text(group["scheme"][()]), group["steps"][()].astype(float)
    measures = [m for m in MEASURES if m in group]
    figure, axes = grid(len(measures), len(cases))
    for row, measure in enumerate(measures):
        value, error = np.abs(group[measure][()]), errors(group, measure)
        for column, case in enumerate(cases):
            ax = axes[row, column]
            for k, scheme in enumerate(schemes):
                y, e = value[column, k], error[column, k]
                shown = np.isfinite(y) & (y > 0)
                label = scheme
                if measure + "_order" in group and np.isfinite(group[measure + "_order"][column, k]):
                    order, width = group[measure + "_order"][column, k], errors(group, measure + "_order")[column, k]
                    label += f", order {order:.3f} $\\pm$ {width:.2g}"
                    first, last = group[measure + "_first"][column, k], group[measure + "_last"][column, k]
                    fitted = shown & (steps >= first) & (steps <= last)
                    if fitted.any():
                        log_x = np.log(steps[fitted])
                        centre = np.log(y[fitted]).mean()
                        fit = np.exp(centre - order * (log_x - log_x.mean()))
                        ax.plot(steps[fitted], fit, "--", color=COLOURS[k % 7], linewidth=1)
                ax.errorbar(steps[shown], y[shown], e[shown], fmt=MARKERS[k % 7], color=COLOURS[k % 7], markersize=4,
                            linestyle="none", label=label)
            if measure == "kl" and "path_kl_bound" in group:
                for k in range(len(schemes)):
                    ax.plot(steps, group["path_kl_bound"][column, k], "-", color=COLOURS[k % 7], linewidth=1,
                            label="bound by the path KL" if k == 0 else None)
            ax.set(xscale="log", yscale="log", xlabel="steps $N$", ylabel=MEASURES[measure], title=case)
            legend(ax)
    return figure


def plot_grid_refinement(group):
    """Errors of the exact law against the spacing of its grid, one column a case."""
    cases, h = text(group["case"][()]), group["spacing"][()]
    figure, axes = grid(1, len(cases))
    for column, case in enumerate(cases):
        for k, (name, label) in enumerate((("deviation", "true error of $E\\,J$"),
                                           ("expected_cost_error", "stated error of $E\\,J$"),
                                           ("tv", "total variation"), ("mass_defect", "mass put back"))):
            shown = group[name][column] > 0  # on a logarithmic axis
            axes[0, column].plot(h[shown], group[name][column][shown], color=COLOURS[k], marker=MARKERS[k], markersize=3,
                                 linewidth=1, label=label)
        axes[0, column].set_xscale("log", base=2)
        axes[0, column].xaxis.set_major_formatter("{x:g}")
        axes[0, column].set(yscale="log", xlabel="spacing $h$ of the grid", ylabel="size", title=case)
        legend(axes[0, column])
    return figure


def plot_guidance_scale(group):
    """Above: fraction of improved samples. Below: the mean of -1/p(c|Y), Monte Carlo beside exact."""
    cases, w = text(group["case"][()]), group["w"][()]
    figure, axes = grid(2, len(cases))
    for column, case in enumerate(cases):
        for ax, name, label in ((axes[0, column], "fraction_improved", "fraction improved"),
                                (axes[1, column], "mean_negative_cost", r"mean of $-1/p(c\,|\,Y)$")):
            if name in group:
                ax.errorbar(w, group[name][column], errors(group, name)[column], fmt=MARKERS[0], color=COLOURS[0],
                            markersize=4, linestyle="none", label="Monte Carlo")
            ax.set(xscale="log", xlabel="guidance scale $w$", ylabel=label, title=case)
        axes[0, column].set_ylim(-0.03, 1.03)
        if "exact_negative_cost" in group and np.isfinite(group["exact_negative_cost"][column]).any():
            axes[1, column].plot(w, group["exact_negative_cost"][column], "-", color=COLOURS[1], label="exact law")
        legend(axes[1, column], 7)
    return figure


def plot_density(group):
    """Densities of the unguided, guided and tilted laws laid over each other, one column a case and one row a time."""
    cases, laws, y = text(group["case"][()]), text(group["law"][()]), group["y"][()]
    times = [f", $t$ = {t:.4g}" for t in group["t"][()]] if "t" in group else [""]
    density = group["density"][()].reshape(len(cases), len(times), len(laws), len(y))
    figure, axes = grid(len(times), len(cases))
    for column, case in enumerate(cases):
        for row, time in enumerate(times):
            for k, law in enumerate(laws):
                if np.isfinite(density[column, row, k]).any():
                    axes[row, column].plot(y, density[column, row, k], color=COLOURS[k % 7],
                                           linestyle=["-", "--", ":", "-."][k % 4], label=law)
            axes[row, column].set(xlabel="$y$", ylabel="density", title=case + time)
            legend(axes[row, column], 7)
    return figure


def plot_plane_density(group):
    """Densities in the plane, one panel a law, with the contours of the unguided law over each."""
    cases, laws, x, y = text(group["case"][()]), text(group["law"][()]), group["x"][()], group["y"][()]
    density = group["density"][()]
    figure, axes = grid(len(cases), len(laws))
    for row, case in enumerate(cases):
        for column, law in enumerate(laws):
            ax = axes[row, column]
            ax.pcolormesh(x, y, density[row, column], cmap="Blues", shading="nearest", rasterized=True)
            ax.contour(x, y, density[row, 0], 5, colors=COLOURS[1], linewidths=0.6)
            ax.set(xlabel="$x$", ylabel="$y$", title=f"{case}, {law}", aspect="equal")
    return figure


def plot_dimension(group):
    """Above: KL and TV against the dimension at fixed N. Below: the N needed for a fixed KL, with its fitted power."""
    cases, d = text(group["case"][()]), group["dimension"][()].astype(float)
    figure, axes = grid(2, len(cases))
    for column, case in enumerate(cases):
        for k, measure in enumerate(("kl", "tv")):
            axes[0, column].errorbar(d, group[measure][column], errors(group, measure)[column], color=COLOURS[k],
                                     marker=MARKERS[k], markersize=4, linewidth=1, label=MEASURES[measure])
        power, width = group["steps_needed_power"][column], errors(group, "steps_needed_power")[column]
        axes[1, column].errorbar(d, group["steps_needed"][column], errors(group, "steps_needed")[column], color=COLOURS[2],
                                 marker=MARKERS[2], markersize=4, linewidth=1,
                                 label=f"$N \\sim d^{{p/2}}$, p = {power:.3f} $\\pm$ {width:.2g}")
        axes[0, column].set(xscale="log", yscale="log", xlabel="dimension $d$", ylabel="error", title=case)
        axes[1, column].set(xscale="log", yscale="log", xlabel="dimension $d$", ylabel="steps needed")
        legend(axes[0, column], 7)
        legend(axes[1, column], 7)
    return figure


def plot_score_error(group):
    """Above: TV against the size of the score error, one curve a kind, with the bound of the worst case; below: the
    expected cost, with its values at true scores and at w = 0. One column a case, at the last w and number of steps."""
    cases, kinds, eps = text(group["case"][()]), text(group["kind"][()]), group["epsilon"][()]
    figure, axes = grid(2, len(cases))
    for column, case in enumerate(cases):
        for k, kind in enumerate(kinds):
            look = {"color": COLOURS[k % 7], "marker": MARKERS[k % 7], "markersize": 3, "linewidth": 1, "label": kind,
                    "linestyle": ["-", "--"][k // 7]}
            axes[0, column].plot(eps, group["tv"][column, -1, -1, k], **look)
            axes[1, column].plot(eps, group["expected_cost"][column, -1, -1, k], **look)
        axes[0, column].plot(eps, group["tv_bound"][column, -1, -1, 0], ":k", label=f"bound, {kinds[0]}")
        axes[1, column].axhline(group["guided_cost"][column, -1, -1], color="k", linewidth=0.8, label="true scores")
        axes[1, column].axhline(group["unguided_cost"][column, -1, -1], color="k", linestyle=":", label="$w = 0$")
        where = f"{case}, $w$ = {group['w'][-1]:g}, $N$ = {group['steps'][-1]}"
        axes[0, column].set(xscale="log", yscale="log", xlabel="size of the score error", ylabel="TV", title=where)
        axes[1, column].set(xscale="log", xlabel="size of the score error", ylabel="expected cost")
        legend(axes[0, column])
    return figure


def plot_reward(group):
    """Above: mean reward against w, one curve for each source of scores; below: its gain over w = 0, with what R2 promises."""
    cases, sources, w = text(group["case"][()]), text(group["source"][()]), group["w"][()]
    figure, axes = grid(2, len(cases))
    for column, case in enumerate(cases):
        r2, verdicts = group["r2_gain"][column], text(group["r2_verdict"][column])
        usual = np.nanmax(np.append(r2, 0.0))
        for row, name in enumerate(("mean_reward", "gain")):
            highest = usual + (group["mean_reward"][column, 0, 0] if row == 0 else 0.0)
            for k, source in enumerate(sources):
                y = group[name][column, k]
                if np.isfinite(y).any():
                    axes[row, column].errorbar(w, y, errors(group, name)[column, k], color=COLOURS[k], marker=MARKERS[k],
                                               markersize=3, linewidth=1, label=source)
            axes[row, column].set(xlabel="guidance scale $w$", ylabel=["mean reward", "gain over $w = 0$"][row], title=case,
                                  ylim=(None, 1.3 * highest))  # scores of few samples may run off far out
            axes[row, column].set_xscale("symlog", linthresh=0.5)
            axes[row, column].set_xlim(-0.05, 1.2 * w[-1])
            axes[row, column].set_xticks(w, [f"{scale:g}" for scale in w])
        axes[1, column].errorbar(w, r2, errors(group, "r2_gain")[column], color="k", linestyle=":",
                                 label=f"R2, along the paths ({verdicts.count('HOLDS')} of {len(w) - 1} hold)")
        legend(axes[0, column])
        legend(axes[1, column])
    return figure


def some_scales(w):
    """Indices of at most four guidance scales: none, and three up to the largest."""
    return sorted({0, *np.linspace(0, len(w) - 1, min(4, len(w))).round().astype(int)})


def plot_reward_density(group):
    """Laws on the line: one panel for each source of scores, one curve for each guidance scale."""
    cases, sources, w, y = text(group["case"][()]), text(group["source"][()]), group["w"][()], group["y"][()]
    figure, axes = grid(len(cases), len(sources))
    for row, case in enumerate(cases):
        for column, source in enumerate(sources):
            for k, scale in enumerate(some_scales(w)):
                axes[row, column].plot(y, group["end_density"][row, column, scale], color=COLOURS[k],
                                       linestyle=["-", "--", ":", "-."][k], linewidth=1, label=f"$w$ = {w[scale]:g}")
            axes[row, column].set(xlabel="$y$", ylabel="density", title=f"{case}, {source} scores")
            legend(axes[row, column])
    return figure


def plot_reward_states(group):
    """End states in the plane: one row for each case and source of scores, one column for each guidance scale."""
    cases, sources, w = text(group["case"][()]), text(group["source"][()]), group["w"][()]
    shown = [(c, s) for c in range(len(cases)) for s in range(len(sources)) if np.isfinite(group["end_state"][c, s]).any()]
    scales = some_scales(w)
    figure, axes = grid(len(shown), len(scales))
    for row, (c, s) in enumerate(shown):
        for column, k in enumerate(scales):
            x, y = group["end_state"][c, s, k].T
            reach = 1.1 * np.nanmax(np.abs(group["end_state"][c, 0]))
            axes[row, column].plot(x, y, ".", markersize=1.5, color=COLOURS[s])
            axes[row, column].set(title=f"{cases[c]}, {sources[s]}, $w$ = {w[k]:g}", aspect="equal", xlim=(-reach, reach),
                                  ylim=(-reach, reach))
    return figure


def plot_learned_distance(group):
    """Mean squared distance of learned scores to the true score against the number of samples, for each number of features;
    dashed: the predicted distance to their limit plus that of the limit."""
    cases, scores, n = text(group["case"][()]), text(group["score"][()]), group["samples"][()]
    features = group["features"][()]
    figure, axes = grid(len(scores), len(cases))
    for column, case in enumerate(cases):
        for row, score in enumerate(scores):
            ax = axes[row, column]
            for k, m in enumerate(features):
                order, width = group["order"][column, row, k], group["order_error"][column, row, k]
                ax.errorbar(n, group["square_distance"][column, row, k], errors(group, "square_distance")[column, row, k],
                            color=COLOURS[k % 7], marker=MARKERS[k % 7], markersize=4, linestyle="none",
                            label=f"{m} features, order {order:.2f} $\\pm$ {width:.2g}")
                ax.plot(n, group["predicted"][column, row, k] + group["square_of_limit"][column, row, k], "--",
                        color=COLOURS[k % 7], linewidth=1)
            ax.set(xscale="log", yscale="log", xlabel="samples $n$", ylabel="squared distance", title=f"{case}, {score}")
            legend(ax)
    return figure


def plot_network_distance(group):
    """Mean squared distance of trained networks to the true score against the number of samples."""
    cases, scores, n = text(group["case"][()]), text(group["score"][()]), group["samples"][()]
    figure, axes = grid(1, len(cases))
    for column, case in enumerate(cases):
        ax = axes[0, column]
        for k, score in enumerate(scores):
            ax.errorbar(n, group["network_square_distance"][column, k], errors(group, "network_square_distance")[column, k],
                        color=COLOURS[k % 7], marker=MARKERS[k % 7], markersize=4, linewidth=1, label=score)
        ax.set(xscale="log", yscale="log", xlabel="samples $n$", ylabel="squared distance", title=case)
        legend(ax)
    return figure


def plot_schedule(group):
    """|error| against N, one curve a schedule; one row a measure and scheme, one column a case. Dashed: the leading term of
    the weak error, from its expansion."""
    names = [dimension[0].name.rsplit("/", 1)[-1] for dimension in group["kl"].dims]
    cases, schedules, steps = text(group["case"][()]), text(group["schedule"][()]), group["steps"][()]
    schemes = text(group["scheme"][()]) if "scheme" in names else [""]
    measures = [m for m in ("weak_error", "kl") if m in group]
    figure, axes = grid(len(measures) * len(schemes), len(cases))
    # to [case, scheme, schedule, steps], whatever the order in the file
    order = [names.index(name) for name in ("case", "scheme", "schedule", "steps") if name in names]

    def size_of(name):
        return np.abs(np.transpose(group[name][()], order)).reshape(len(cases), len(schemes), len(schedules), len(steps))

    leading = size_of("weak_error_leading") if "weak_error_leading" in group else None
    for m, measure in enumerate(measures):
        value = size_of(measure)
        for column, case in enumerate(cases):
            for row, scheme in enumerate(schemes):
                ax = axes[m * len(schemes) + row, column]
                for k, schedule in enumerate(schedules):
                    ax.plot(steps, value[column, row, k], color=COLOURS[k % 7], marker=MARKERS[k % 7], markersize=3,
                            linewidth=1, label=schedule)
                    if leading is not None and measure == "weak_error":
                        ax.plot(steps, leading[column, row, k], "--", color=COLOURS[k % 7], linewidth=0.7)
                ax.set(xscale="log", yscale="log", xlabel="steps $N$", ylabel=MEASURES[measure],
                       title=", ".join(part for part in (case, scheme) if part))
                legend(ax)
    return figure


def plot_error_budget(group):
    """The size of each cause of error while all are halved again and again."""
    cases, halvings = text(group["case"][()]), group["halvings"][()]
    parts = [p for p in ("total", "initialisation", "truncation", "discretisation", "score", "remainder") if p in group]
    figure, axes = grid(1, len(cases))
    for column, case in enumerate(cases):
        for k, part in enumerate(parts):
            axes[0, column].errorbar(halvings, np.abs(group[part][column]), errors(group, part)[column], color=COLOURS[k],
                                     marker=MARKERS[k], markersize=3, linewidth=1, label=part)
        axes[0, column].set(yscale="log", xlabel="halvings of every cause", ylabel="size of the part of $E\\,J$", title=case)
        legend(axes[0, column])
    return figure


def plot_work_precision(group):
    """The error to come within against the evaluations of scores that it takes: one row a measure, one column a case and
    scheme, one curve a schedule."""
    cases, schedules, schemes = (text(group[axis][()]) for axis in ("case", "schedule", "scheme"))
    measures, targets = text(group["measure"][()]), group["target"][()]
    figure, axes = grid(len(measures), len(cases) * len(schemes))
    for row, measure in enumerate(measures):
        for column, (c, s) in enumerate((c, s) for c in range(len(cases)) for s in range(len(schemes))):
            ax = axes[row, column]
            for k, schedule in enumerate(schedules):
                work = group["evaluations"][c, k, s, row]
                if np.isfinite(work).any():
                    ax.plot(work, targets, color=COLOURS[k % 7], marker=MARKERS[k % 7], markersize=3, linewidth=1,
                            label=schedule)
            ax.set(xscale="log", yscale="log", xlabel="evaluations of scores a path", ylabel=f"{measure} error",
                   title=f"{cases[c]}, {schemes[s]}")
            legend(ax)
    return figure


def plot_mutants(group):
    """Which claim (across) catches which wrong sampler (down), and by how many allowances."""
    mutants, claims, severity = text(group["mutant"][()]), text(group["claim"][()]), group["severity"][()]
    figure, axes = plt.subplots(figsize=(2.2 + 0.42 * len(claims), 0.6 + 0.2 * len(mutants)))
    shown = np.ma.masked_invalid(np.log10(np.where(severity > 0, severity, np.nan)))
    picture = axes.imshow(shown, aspect="auto", cmap="viridis", vmin=0)
    axes.set(xticks=range(len(claims)), xticklabels=claims, yticks=range(len(mutants)), yticklabels=mutants)
    axes.grid(False)
    figure.colorbar(picture, label=r"$\log_{10}$ (difference / allowance)")
    return figure


PLOTS = {"error_vs_n": plot_error_vs_n, "schedule": plot_schedule, "grid_refinement": plot_grid_refinement,
         "guidance_scale": plot_guidance_scale,
         "score_error": plot_score_error, "error_budget": plot_error_budget, "reward": plot_reward,
         "reward_density": plot_reward_density, "reward_states": plot_reward_states,
         "learned_distance": plot_learned_distance, "network_distance": plot_network_distance, "density": plot_density,
         "plane_density": plot_plane_density, "dimension": plot_dimension, "strong_order": plot_error_vs_n,
         "work_precision": plot_work_precision, "mutants": plot_mutants}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("-o", "--out", type=pathlib.Path, help="directory; default: beside the file")
    parser.add_argument("--formats", default="svg,pdf,png")
    arguments = parser.parse_args()
    out = arguments.out or arguments.file.parent
    matplotlib.rcParams.update({"svg.hashsalt": "plumbline", "figure.constrained_layout.use": True, "font.size": 8,
                                "axes.grid": True, "grid.alpha": 0.3})
    try:
        with h5py.File(arguments.file, "r") as results:
            names = [name for name in PLOTS if name in results]
            if not names:
                sys.exit(f"plot.py: {arguments.file}: has none of the tables {', '.join(PLOTS)}")
            out.mkdir(parents=True, exist_ok=True)
            for name in names:
                figure = PLOTS[name](results[name])
                for suffix in arguments.formats.split(","):
                    path = out / f"{arguments.file.stem}_{name}.{suffix}"
                    # No dates inside: equal inputs give equal pictures.
                    dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(suffix)
                    figure.savefig(path, dpi=160, metadata=dates)
                    print(path)
                plt.close(figure)
    except (OSError, KeyError, ValueError) as error:
        print(f"plot.py: {arguments.file}: {error}", file=sys.stderr)
        sys.exit(4)


if __name__ == "__main__":
    main()
