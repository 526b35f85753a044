#!/usr/bin/python3
"""Figures for papers from a results file: plot.py FILE.h5 [--width 3.4] [--panel kl] [--case NAME] [-o DIRECTORY]

Draws every family of figures that the file has a table for, as described in report/figures.json, fit for one column
(3.4 inches) or both (7 inches) of a paper. Needs h5py and matplotlib; nothing of plumbline but figures.json,
figure_table.py and figure_panel.py beside this file. Exit status: 0 drawn; 2 a file or a choice that cannot be drawn;
4 the pictures cannot be written.
"""

import argparse
import os
import pathlib
import re
import signal
import sys

try:
    import matplotlib
    import numpy as np

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from figure_panel import DRAW, plain
    from figure_table import FAMILIES, Refused, Table, basis, open_results, panels, shown
except ImportError as missing:
    sys.exit(f"plot.py: {missing.name} is not installed; apt-get install python3-h5py python3-matplotlib")

TALLEST = 9.0  # inches: what a page has room for
STYLE = {
    "svg.hashsalt": "plumbline",
    "svg.fonttype": "none",
    "path.simplify_threshold": 1.0,
    "font.size": 7,
    "axes.titlesize": 7,
    "axes.labelsize": 7,
    "xtick.labelsize": 6,
    "ytick.labelsize": 6,
    "legend.fontsize": 6,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "grid.linewidth": 0.4,
    "axes.linewidth": 0.6,
    "lines.linewidth": 0.9,
    "lines.markersize": 2.8,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "figure.constrained_layout.use": True,
    "mathtext.default": "regular",
    "pdf.fonttype": 42,
}


def legends(axes, width, lasts):
    """Above the panels, where no data are: one a panel, or one for all where many curves have the same names in
    all. `lasts`: what stands last in each."""
    labels = [tuple(ax.get_legend_handles_labels()[1]) for ax in axes]
    for ax, names, last in zip(axes, labels, lasts):
        title = ax.get_title()
        ax.set_title("")
        ax.set_title(title, loc="left")
        if len(names) < 2 and not any("order" in name for name in names):
            continue
        if len(set(labels)) == 1 and ax is not axes[0] and len(names) > 3:
            continue
        ax.set_title("", loc="left")
        longest = 0.35 + 0.042 * max(map(len, names))  # inches
        entries = sorted(zip(*ax.get_legend_handles_labels()), key=lambda entry: entry[1] == last)
        legend = ax.legend(
            *zip(*entries),
            loc="lower left",
            bbox_to_anchor=(-0.02, 1.0),
            title=title,
            borderaxespad=0.2,
            borderpad=0,
            ncol=max(1, int(0.85 * width / longest)),
            labelspacing=0.25,
            columnspacing=0.8,
            handletextpad=0.4,
        )
        legend.get_title().set_fontsize(7)
        legend._legend_box.align = "left"  # matplotlib 3.6 has no other way


MANY = 8  # names from which on one legend above all panels stands for those of each


def legend_of_page(top, axes, width):
    """All names of the panels once, above them on axes of their own; a name has one look in all panels."""
    entries = {}
    for ax in axes:
        ax.set_title(ax.get_title(), loc="left")
        ax.set_title("")
        for handle, name in zip(*ax.get_legend_handles_labels()):
            entries.setdefault(name, handle)
    top.set_axis_off()
    if entries:
        longest = 0.35 + 0.042 * max(map(len, entries))  # inches
        n_columns = max(1, int(0.9 * width / longest))
        top.legend(entries.values(), entries, loc="center left", ncol=n_columns, borderaxespad=0.0, columnspacing=0.8)


def sheet_of(n_panels, n_columns, size, above):
    """A page of panels of `size` inches, and axes of the height `above` over them all, if that is not 0."""
    n_rows = -(-n_panels // n_columns)
    width, height = size[0] * n_columns, size[1] * n_rows + above
    sheet = plt.figure(figsize=(width, height))
    grid = sheet.add_gridspec(n_rows + (above > 0), n_columns, height_ratios=[above] * (above > 0) + [size[1]] * n_rows)
    top = sheet.add_subplot(grid[0, :]) if above else None
    return sheet, top, [sheet.add_subplot(grid[k // n_columns + (above > 0), k % n_columns]) for k in range(n_panels)]


def pages(table, family, arguments):
    """Figures of a family, each at most a page high; their panels are drawn and labelled."""
    wanted = [
        (figure, label, places)
        for figure in family["figures"]
        if basis(table, figure) and (not arguments.panel or figure["y"] in arguments.panel)
        for label, places in panels(table, figure, arguments.case)
    ]
    n_columns = min(len(wanted), max(1, round(arguments.width / 2.3)))
    width = arguments.width / max(n_columns, 1)
    names = max(
        [
            len(table.axes[f["series"]].labels) if f.get("series") else len(f.get("more", [])) + 1
            for f, _, _ in wanted
        ],
        default=1,
    )
    at_once = names > MANY and len(wanted) > 1
    height = 0.62 * width + 0.25 + (0.15 if at_once else 0.12 * min(names, MANY))
    above = 0.11 * -(-names // n_columns) + 0.2 if at_once else 0.0
    most = max(1, int((TALLEST - above) / height)) * max(n_columns, 1)
    for start in range(0, len(wanted), most):
        part = wanted[start : start + most]
        sheet, top, axes = sheet_of(len(part), n_columns, (width, height), above)
        for ax, (figure, label, places) in zip(axes, part):
            ax.set(xlabel=plain(figure["x_label"]), ylabel=plain(figure["y_label"]), title=plain(label))
            DRAW[figure.get("kind", "curves")](ax, table, figure, places)
        if top is not None:
            legend_of_page(top, axes, arguments.width)
        else:
            legends(axes, width, [figure.get("beside", {}).get("label", "") for figure, _, _ in part])
        yield sheet


def matrix(table, family, arguments):
    """Which claim (across) catches which wrong sampler (down), and by how many allowances."""
    figure = family["figures"][0]
    if arguments.panel and figure["y"] not in arguments.panel:
        return
    rows, columns = (table.axes[name] for name in table.axes_of(figure["y"]))
    severity = table.numbers(figure["y"])
    height = 0.7 + 0.13 * len(rows.labels)
    sheet, ax = plt.subplots(figsize=(arguments.width, min(height, TALLEST)))
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.ma.masked_invalid(np.log10(np.where(severity > 0, severity, np.nan)))
    picture = ax.imshow(size, aspect="auto", cmap="viridis", vmin=0)
    ax.set_xticks(range(len(columns.labels)), [plain(label) for label in columns.labels], rotation=90)
    ax.set_yticks(range(len(rows.labels)), [plain(label) for label in rows.labels])
    ax.grid(False)
    sheet.colorbar(picture, label="log10 (difference / allowance)")
    yield sheet


def economical(svg):
    """The same picture in fewer bytes: hundredths of a point, no comments, no indentation."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    places = re.compile(r'(?<= )(d|x|y|width|height|transform|points)="[^"]*"')
    svg = places.sub(lambda part: re.sub(r"-?\d+\.\d{3,}", lambda x: f"{float(x[0]):.2f}", part[0]), svg)
    svg = re.sub(r"\s*\n\s*(?=[MLCQz])", "", svg)
    return re.sub(r"\s*\n\s*(</?g|<defs|<use|</defs)", r"\1", svg)


BEGINNINGS = {"svg": (b"<?xml", b"<svg"), "pdf": (b"%PDF",), "png": (b"\x89PNG",)}


def require_replaceable(path, force):
    """Refused if something else than a picture of that form would be lost."""
    if path.is_file() and not force:
        with path.open("rb") as file:
            beginning = file.read(8)
        if beginning and not beginning.startswith(BEGINNINGS[path.suffix[1:]]):
            raise Refused(f"{shown(str(path))} exists and is no {path.suffix[1:]}; --force replaces it")
        if not os.access(path, os.W_OK):
            raise Refused(f"{shown(str(path))} is write-protected")


def save(sheet, path, force):
    """A picture that appears whole or not at all. No dates inside: equal inputs give equal pictures."""
    require_replaceable(path, force)
    suffix = path.suffix[1:]
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(suffix)
    try:
        sheet.savefig(temporary, dpi=300, metadata=dates, format=suffix)
        if suffix == "svg":
            temporary.write_text(economical(temporary.read_text()))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    print(path, flush=True)  # whoever reads along sees a picture when it is there


def draw(arguments):
    """All figures of the file, each in every format."""
    with open_results(arguments.file) as results:
        families = [family for family in FAMILIES if family["table"] in results]
        if arguments.table:
            families = [family for family in families if family["table"] in arguments.table]
        if not families:
            raise Refused(f"has none of the tables {', '.join(arguments.table or [f['table'] for f in FAMILIES])}")
        n_drawn = 0
        for family in families:
            table = Table(results[family["table"]])
            kind = family["figures"][0].get("kind")
            for number, sheet in enumerate((matrix if kind == "matrix" else pages)(table, family, arguments)):
                n_drawn += 1
                page = f"_{number + 1}" if number else ""
                for suffix in arguments.formats:
                    path = arguments.out / f"{arguments.file.stem}_{family['table']}{page}.{suffix}"
                    save(sheet, path, arguments.force)
                plt.close(sheet)
        if n_drawn == 0:
            raise Refused(f"has no panel {', '.join(arguments.panel or ['that could be drawn'])}")


def parsed():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("-o", "--out", type=pathlib.Path, help="directory; default: beside the file")
    parser.add_argument(
        "--formats", default="svg,pdf,png", type=lambda text: text.split(","), help="some of svg,pdf,png"
    )
    parser.add_argument(
        "--width", type=float, default=7.0, help="inches; 3.4: one column of a paper, 7 (default): both"
    )
    parser.add_argument("--table", nargs="+", metavar="NAME", help="tables to draw; default: all")
    parser.add_argument(
        "--panel", nargs="+", metavar="DATASET", help="what to draw of a table, such as kl weak_error; default: all"
    )
    parser.add_argument("--case", nargs="+", metavar="NAME", help="cases to draw; default: all")
    parser.add_argument("--force", action="store_true", help="replace files that are no pictures")
    arguments = parser.parse_args()
    if not 1.0 <= arguments.width <= 40.0:
        parser.error(f"--width {arguments.width:g}: give 1 to 40 inches")
    if not set(arguments.formats) <= {"svg", "pdf", "png"}:
        parser.error("--formats: give some of svg,pdf,png")
    arguments.out = arguments.out or arguments.file.parent
    return arguments


def interrupted(number, _):
    """Ends the program in the usual way, which removes what is half written."""
    print("plot.py: interrupted; what is drawn is whole", file=sys.stderr)
    sys.exit(128 + number)


def main():
    arguments = parsed()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    matplotlib.rcParams.update(STYLE)
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
        draw(arguments)
    except Refused as refusal:
        print(f"plot.py: {shown(str(arguments.file))}: {refusal}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(f"plot.py: {shown(str(arguments.out))}: {error}", file=sys.stderr)
        sys.exit(4)


if __name__ == "__main__":
    main()
