"""Arrays in and out: points of any shape (..., d), of any library that speaks DLPack, as rows for the compiled part."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Points:
    """Points of R^d as contiguous rows, and how to give results back in the shape, type and library they came in."""

    __slots__ = ("_column", "_dtype", "_lead", "_source", "rows")

    def __init__(self, x: Any, dimension: int, owner: str, name: str = "x") -> None:
        array: NDArray[Any] = x if type(x) is np.ndarray else _as_numpy(x, name)
        if array.dtype.kind not in "fiu":
            raise ValueError(f"{name}: dtype {array.dtype} is not one of real numbers; give float64")
        shape = array.shape
        column = dimension > 1 or (len(shape) > 1 and shape[-1] == 1)
        if column and (not shape or shape[-1] != dimension):
            mend = "transpose?" if shape and shape[0] == dimension else f"give (n, {dimension})"
            raise ValueError(f"{name}: shape {shape}; {owner} has d = {dimension}: {mend}")
        self._column = column
        self._lead = shape[:-1] if column else shape
        self._source = None if type(x) is np.ndarray else x
        self._dtype = array.dtype if array.dtype.kind == "f" and array.dtype.itemsize < 8 else None
        rows = np.ascontiguousarray(array, dtype=np.float64)
        self.rows: Array = rows.reshape(-1, dimension) if rows.size else np.empty((0, dimension))

    def vectors(self, out: Array) -> Any:
        """Results of shape (n, d), as the points came."""
        return self._give(out.reshape((*self._lead, out.shape[1]) if self._column else self._lead))

    def numbers(self, out: Array) -> Any:
        """Results of shape (n), one a point."""
        return self._give(out.reshape(self._lead))

    def _give(self, out: Array) -> Any:
        if self._dtype is not None:
            out = out.astype(self._dtype)
        if self._source is None:
            return out if out.ndim else out[()]
        return _as_library_of(self._source, out)


def _as_numpy(x: Any, name: str) -> NDArray[Any]:
    if isinstance(x, np.ndarray) or not hasattr(x, "__dlpack__"):
        try:
            return np.asarray(x)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name}: not an array of numbers ({error}); give shape (n, d)") from None
    try:
        return np.from_dlpack(x)
    except (BufferError, RuntimeError, TypeError) as error:
        raise ValueError(f"{name}: {error}; give a tensor in main memory, without gradient (detach)") from None


def _as_library_of(source: Any, out: Array) -> Any:
    """`out` as an array of the library of `source`, sharing memory; as it is where there is none."""
    library: Any = sys.modules.get(type(source).__module__.partition(".")[0])
    if hasattr(source, "__array_namespace__"):
        library = source.__array_namespace__()
    if hasattr(source, "__dlpack__") and library is not None and library is not np:
        from_dlpack = getattr(library, "from_dlpack", None) or getattr(
            getattr(library, "dlpack", None), "from_dlpack", None
        )
        if from_dlpack is not None:
            return from_dlpack(out)
    return out if out.ndim else out[()]
