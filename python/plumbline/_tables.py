"""Tables: of studies, and of results files that the command writes."""

from __future__ import annotations

import numbers
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from plumbline import _core
from plumbline._case import Case, case
from plumbline._points import whole

Column = NDArray[Any]
_core_column = tuple[str, str, str, list[str], list[float] | list[int] | list[str]]
_core_table = tuple[str, str, list[_core_column], list[_core_column]]


class Table(Mapping[str, Column]):
    """Arrays by name over named axes; `table["tv"]`, with `table["tv_error"]` beside it.

    NaN stands for no value, inf for one that is infinite. `dims[name]` are the axes of an array, `about[name]` its
    meaning, units[name] its unit ("1": a number), `axes` the coordinates.
    """

    def __init__(self, name: str, title: str) -> None:
        self.name = name
        self.title = title
        self.axes: dict[str, Column] = {}
        self.dims: dict[str, tuple[str, ...]] = {}
        self.about: dict[str, str] = {}
        self.units: dict[str, str] = {}
        self._columns: dict[str, Column] = {}

    def add(self, name: str, about: str, dims: Sequence[str], values: ArrayLike, unit: str = "1") -> None:
        """One more array over the axes `dims`, or an axis: an array over itself, added before those that need it.

        values: of the shape of its axes; about: what it is; unit: "1" for a number. ValueError for another shape.
        """
        given = np.asarray(values)
        if list(dims) == [name]:
            self.axes[name] = given
        else:
            self._columns[name] = given.reshape(self._shape(name, dims, given))
            self.dims[name] = tuple(dims)
        self.about[name], self.units[name] = about, unit

    def plain(self) -> _core_table:
        """(name, title, axes, arrays) as the compiled part takes it."""
        axes = [(name, self.units[name], self.about[name], [name], _plain_values(x)) for name, x in self.axes.items()]
        arrays = [
            (name, self.units[name], self.about[name], [*self.dims[name]], _plain_values(self[name])) for name in self
        ]
        return self.name, self.title, axes, arrays

    def _shape(self, name: str, dims: Sequence[str], values: Column) -> list[int]:
        unknown = [axis for axis in dims if axis not in self.axes]
        if unknown:
            raise ValueError(f"{name}: no axis {unknown[0]}; add it first")
        shape = [len(self.axes[axis]) for axis in dims]
        if values.size != np.prod(shape, dtype=int):
            raise ValueError(
                f"{name}: shape {values.shape} over axes of lengths {tuple(shape)}; give one number a place"
            )
        return shape

    def __getitem__(self, name: str) -> Column:
        return self.axes[name] if name in self.axes else self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def to_xarray(self) -> Any:
        """An xarray.Dataset; needs xarray."""
        import xarray

        arrays = {name: (self.dims[name], self[name], {"long_name": self.about[name]}) for name in self}
        return xarray.Dataset(arrays, coords=self.axes, attrs={"title": self.title})

    def to_pandas(self) -> Any:
        """A pandas.DataFrame of the arrays over all axes, which become its index; needs pandas."""
        import pandas

        full = tuple(self.axes)
        index = pandas.MultiIndex.from_product([self.axes[axis] for axis in full], names=full)
        return pandas.DataFrame({name: self[name].ravel() for name in self if self.dims[name] == full}, index=index)

    def __repr__(self) -> str:
        shape = ", ".join(f"{axis}: {len(values)}" for axis, values in self.axes.items())
        return f"<plumbline.Table {self.name} ({shape}): {', '.join(self)}>"

    def _repr_html_(self) -> str:
        try:
            return str(self.to_pandas()._repr_html_())
        except ImportError:
            return f"<code>{escape(repr(self))}</code>"


def study(name: str, cases: Any, *, threads: int = 0, **options: Any) -> dict[str, Table]:
    """The tables that `plumbline study NAME CASES` makes: the same bits for the same request.

    name: "error-vs-n", "schedule", "dimension", "grid-refinement", "strong-order", "guidance-scale", "work-precision",
    "score-error", "score-error-paths", "reward", "learned-scores", "samplers", "noise-share"; `plumbline study --help`
    tells them. cases: one or several, as case() takes them. options: those of the command, w=1.0 for --w 1.0,
    most_steps=64 for --most-steps 64, a list for several values; `plumbline study NAME --help` lists them. threads: 0
    for all. Ctrl-C ends it. ValueError for what the command refuses.
    """
    words = []
    for key, value in options.items():
        words.append("--" + key.replace("_", "-"))
        many = isinstance(value, Iterable) and not isinstance(value, str)
        words += [word_of(each) for each in (value if many else [value])]
    n_threads = whole(threads, "threads", below=2**31)
    found = _core.run_study(str(name), [each._core for each in cases_of(cases)], words, n_threads)
    return {table.name: table for table in map(table_of, found)}


def write_results(
    path: str | os.PathLike[str],
    tables: Table | Mapping[str, Table],
    *,
    cases: Any = (),
    made_by: str = "",
    force: bool = False,
) -> None:
    """Writes tables as a results file, which `plumbline show`, `compare` and `report` read, and read_results().

    path: where to. `cases`: those that they are about, kept with the file; made_by: words on how to make it anew. It
    appears whole or not at all; a file that plumbline did not write is replaced only with `force`. OSError where it
    cannot be written, ValueError where it must not.
    """
    several = [tables] if isinstance(tables, Table) else list(tables.values())
    plain = [table.plain() for table in several]
    _core.write_results(os.fspath(path), plain, made_by, [each._core for each in cases_of(cases)], force)


def read_results(path: str | os.PathLike[str]) -> dict[str, Table]:
    """Every table of a results file that `plumbline ... --out` wrote, by name; needs h5py.

    ValueError where `path` is none.
    """
    import h5py

    tables: dict[str, Table] = {}
    try:
        with h5py.File(path) as file:
            for group, content in file.items():
                table = Table(group, str(_text(content.attrs.get("title", ""))))
                arrays = {name: data for name, data in content.items() if isinstance(data, h5py.Dataset)}
                for name in sorted(arrays, key=lambda name: not arrays[name].is_scale):
                    data = arrays[name]
                    dims = [name] if data.is_scale else [axis[0].name.rpartition("/")[2] for axis in data.dims]
                    values = data.asstr()[()] if data.dtype.kind in "SO" else data[()]
                    unit = _text(data.attrs.get("units", "1"))
                    table.add(name, _text(data.attrs.get("long_name", "")), dims, values, unit)
                tables[group] = table
    except OSError as error:
        raise ValueError(f"{os.fspath(path)}: not a results file ({error})") from None
    return tables


def cases_of(given: Any) -> list[Case]:
    """One case or several, as case() takes them."""
    one = isinstance(given, str | os.PathLike | Mapping | Case) or not isinstance(given, Iterable)
    return [case(each) for each in ([given] if one else given)]


def word_of(value: Any) -> str:
    """A number or a name as a word of a command line, to the last bit."""
    if isinstance(value, str):
        return value
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return str(int(value))
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return repr(float(value))
    raise ValueError(f"study: an option of type {type(value).__name__}; give numbers or names")


def table_of(plain: _core_table) -> Table:
    """A table of the compiled part."""
    group, title, axes, datasets = plain
    table = Table(group, title)
    for name, unit, about, dims, values in [*axes, *datasets]:
        table.add(name, about, dims, np.asarray(values), unit)
    return table


def _plain_values(values: Column) -> list[float] | list[int] | list[str]:
    flat = values.ravel()
    if flat.dtype.kind == "f":
        return [float(x) for x in flat]
    if flat.dtype.kind in "iu":
        return [int(x) for x in flat]
    return [str(x) for x in flat]


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
