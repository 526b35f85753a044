"""What a results file holds, checked, as the lines and panels that plot.py draws; needs h5py and numpy alone."""

import itertools
import json
import math
import pathlib

import h5py
import numpy as np

VERSIONS = (1, 2)  # of the format, see README.md
EXPANSION = 20  # compressed numbers may take more than their file, but not by more
FAMILIES = json.loads((pathlib.Path(__file__).parent / "report" / "figures.json").read_text())["families"]


class Refused(Exception):
    """The file, or what was asked for, cannot be drawn: one line."""


def shown(label):
    """A name from a file, without what would act in a terminal or in a picture (theory/base/printable.hpp)."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in label)


def value_text(value, error):
    """1.1704(3) is 1.1704 +- 0.0003: results/table/number_text.hpp, with the same examples in its test."""
    if not math.isfinite(value) or not math.isfinite(error) or error <= 0:
        return f"{value:.4g}"
    last = math.floor(math.log10(error)) - 1
    if math.ceil(error * 10.0**-last - 1e-6) >= 20:
        last += 1
    last = max(last, math.floor(math.log10(max(abs(value), error))) - 16)
    units = max(1, math.ceil(error * 10.0**-last - 1e-6))
    return f"{value:.{-last}f}({units})" if last <= 0 else f"{value:.4g}({error:.1g})"


def attribute(item, name):
    """A text attribute; Refused if it is missing or of another kind."""
    value = item.attrs.get(name)
    if isinstance(value, (bytes, np.bytes_)):
        return value.decode(errors="replace")
    if isinstance(value, str):
        return value
    raise Refused(f"{item.name}: attribute {name} is missing or no text")


def open_results(path):
    """An h5py file that is a results file of a version that we know."""
    if not path.is_file():
        raise Refused("is not a regular file")
    try:
        file = h5py.File(path, "r")
    except OSError:
        raise Refused("is not an HDF5 file") from None
    if "format" not in file.attrs or attribute(file, "format") != "plumbline results":
        raise Refused("is HDF5 but not a plumbline results file")
    version = file.attrs.get("format_version")
    if not isinstance(version, np.integer) or int(version) not in VERSIONS:
        raise Refused(f"has format version {shown(str(version))}; this reads {VERSIONS[0]} to {VERSIONS[-1]}")
    return file


class Axis:
    """Labels along a dimension, and their numbers if they have any."""

    def __init__(self, dataset, name):
        values = read(dataset)
        self.name = name
        self.numbers = values.astype(float) if values.dtype.kind in "iuf" else None
        plain = [f"{v:.6g}" if self.numbers is not None else v.decode(errors="replace") for v in values.tolist()]
        prefix = "" if self.numbers is None else ("N = " if name == "steps" else f"{name} = ")
        self.labels = [shown(prefix + label) for label in plain]


def read(dataset):
    """The values of a dataset that stands in the file itself."""
    if not isinstance(dataset, h5py.Dataset) or dataset.external or dataset.is_virtual:
        raise Refused(f"{dataset.name}: not a dataset of this file")
    if dataset.ndim == 0:
        raise Refused(f"{dataset.name}: a single value where a table has many")
    room = max(EXPANSION * dataset.file.id.get_filesize(), 1 << 20)
    if dataset.nbytes > room or math.prod(dataset.chunks or (0,)) * dataset.dtype.itemsize > room:
        raise Refused(f"{dataset.name}: larger than its file could hold")
    return dataset[()]


class Table:
    """A group with its axes, and datasets as numbers over them."""

    def __init__(self, group):
        if not isinstance(group, h5py.Group):
            raise Refused(f"{group.name}: not a group")
        self.group = group
        self.axes = {name: Axis(self.item(name), name) for name in attribute(group, "axes").split()}
        self.names = attribute(group, "datasets").split()

    def item(self, name):
        if self.group.get(name, getlink=True).__class__ is not h5py.HardLink:
            raise Refused(f"{self.group.name}/{name}: not in this file")
        return self.group[name]

    def __contains__(self, name):
        return name in self.names

    def axes_of(self, name):
        """Names of the axes of a dataset, slowest first."""
        axes = [
            scale.keys()[0] and scale[0].name.rsplit("/", 1)[-1] if len(scale) else ""
            for scale in self.item(name).dims
        ]
        if not axes or any(axis not in self.axes for axis in axes):
            raise Refused(f"{self.group.name}/{name}: a dimension is no axis of its table")
        return axes

    def numbers(self, name):
        """A dataset as an array of floats of the shape of its axes."""
        values = read(self.item(name))
        if values.dtype.kind not in "iuf":
            raise Refused(f"{self.group.name}/{name}: not numbers")
        if values.shape != tuple(len(self.axes[axis].labels) for axis in self.axes_of(name)):
            raise Refused(f"{self.group.name}/{name}: its shape is not that of its axes")
        return values.astype(float)

    def lookup(self, name, error=False):
        """How to find the numbers of a dataset for given places along axes: a function of {axis: place}, which gives
        what is left over (an array along the axes that it does not name); None if the table lacks the dataset."""
        source = name + "_error" if error else name
        if source not in self:
            return None
        axes, values = self.axes_of(source), self.numbers(source)
        return lambda places: values[tuple(places.get(axis, slice(None)) for axis in axes)]


def chosen(axis, figure, wanted=None):
    """Places along an axis that are drawn: all, those of wanted labels, or a few evenly chosen ones."""
    places = range(len(axis.labels))
    if wanted and axis.name == "case":
        unknown = [case for case in wanted if case not in axis.labels]
        if unknown:
            raise Refused(f"--case {shown(unknown[0])}: there are {', '.join(axis.labels)}")
        places = [k for k in places if axis.labels[k] in wanted]
    most = figure.get("at_most", {}).get(axis.name)
    if most and len(places) > most:
        places = sorted({places[round(k * (len(places) - 1) / (most - 1))] for k in range(most)})
    return places


def basis(table, figure):
    """The dataset over whose axes a figure runs: its y, or where the table lacks it the first of `more` that is there."""
    names = [figure["y"]] + [more["y"] for more in figure.get("more", [])]
    return next((name for name in names if name in table), None)


def panels(table, figure, cases=None):
    """The panels of a figure: (label, places along the axes that tell it apart), for a dataset over all these axes."""
    inner = {"curves": 1, "plane": 2, "scatter": 2, "sample": 2}[figure.get("kind", "curves")]
    outer = [table.axes[name] for name in table.axes_of(basis(table, figure))[:-inner]]
    outer = [axis for axis in outer if axis.name != figure.get("series")]
    for combination in itertools.product(*(chosen(axis, figure, cases) for axis in outer)):
        yield (
            ", ".join(axis.labels[k] for axis, k in zip(outer, combination)),
            {axis.name: k for axis, k in zip(outer, combination)},
        )
