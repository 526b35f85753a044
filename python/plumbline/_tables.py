"""Tables: of studies, and of results files that the command writes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plumbline import _core
from plumbline._case import Case, case

Column = NDArray[Any]


class Table(Mapping[str, Column]):
    """Arrays by name over named axes; `table["tv"]`, with `table["tv_error"]` beside it.

    NaN stands for no value, inf for one that is infinite. `dims[name]` are the axes of an array, `about[name]` its
    meaning, `axes` the coordinates.
    """

    def __init__(self, name: str, title: str) -> None:
        self.name = name
        self.title = title
        self.axes: dict[str, Column] = {}
        self.dims: dict[str, tuple[str, ...]] = {}
        self.about: dict[str, str] = {}
        self._columns: dict[str, Column] = {}

    def add(self, name: str, about: str, dims: Sequence[str], values: Column) -> None:
        """One more array, or an axis: an array over itself, added before those that need it."""
        if list(dims) == [name]:
            self.axes[name] = values
        else:
            self._columns[name] = values.reshape([len(self.axes[axis]) for axis in dims])
            self.dims[name] = tuple(dims)
        self.about[name] = about

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


def study(
    name: str,
    cases: Any,
    *,
    w: float = 1.0,
    steps: Sequence[int] = (32, 64, 128, 256, 512, 1024),
    schedules: Sequence[str] = ("log-uniform",),
    t0: float = 1e-4,
) -> dict[str, Table]:
    """The tables that `plumbline study` makes: "error-vs-n", or "schedule" over several schedules.

    cases: one or several, on the line. Uses all threads; the same bits as the command's for the same request.
    """
    if name not in ("error-vs-n", "schedule"):
        raise ValueError(f'study: unknown study "{name}"; choose one of error-vs-n, schedule')
    one = isinstance(cases, str | os.PathLike | Mapping | Case)
    problems = [case(each)._core for each in ([cases] if one else cases)]
    tables = {}
    found = _core.run_study(name, problems, float(w), list(steps), list(schedules), float(t0))
    for group, title, axes, datasets in found:
        table = Table(group, title)
        for column, _, about, dims, values in [*axes, *datasets]:
            table.add(column, about, dims, np.asarray(values))
        tables[group] = table
    return tables


def read_results(path: str | os.PathLike[str]) -> dict[str, Table]:
    """Every table of a results file that `plumbline ... --out` wrote; needs h5py."""
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
                    table.add(name, _text(data.attrs.get("long_name", "")), dims, np.asarray(values))
                tables[group] = table
    except OSError as error:
        raise ValueError(f"{os.fspath(path)}: not a results file ({error})") from None
    return tables


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
