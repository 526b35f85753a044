"""Arrays and numbers in and out: points of any shape (..., d), of any library that speaks DLPack, as rows."""

from __future__ import annotations

import operator
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Points:
    """Points of R^d as contiguous rows, and how to give results back in the shape, type and library they came in.

    `rows` has the shape (n, d), `lead` is the shape of the points, without their coordinates.
    """

    __slots__ = ("_column", "_dtype", "_source", "lead", "rows")

    def __init__(self, x: Any, dimension: int, owner: str, name: str = "x") -> None:
        array: NDArray[Any] = x if type(x) is np.ndarray else _as_numpy(x, name)
        if array.dtype.kind not in "fiu":
            raise _no_real_numbers(array, name)
        shape = array.shape
        column = dimension > 1 or (len(shape) > 1 and shape[-1] == 1)
        if column and (not shape or shape[-1] != dimension):
            mend = "transpose?" if shape and shape[0] == dimension else f"give (n, {dimension})"
            raise ValueError(f"{name}: shape {shape}; {owner} has d = {dimension}: {mend}")
        self._column = column
        self.lead = shape[:-1] if column else shape
        self._source = None if type(x) is np.ndarray else x
        self._dtype = array.dtype if array.dtype.kind == "f" and array.dtype.itemsize < 8 else None
        rows = np.ascontiguousarray(array, dtype=np.float64)
        if not rows.flags.aligned:
            rows = rows.copy()
        self.rows: Array = rows.reshape(-1, dimension) if rows.size else np.empty((0, dimension))

    def vectors(self, out: Array) -> Any:
        """Results of shape (n, d), as the points came."""
        return self._give(out.reshape((*self.lead, out.shape[1]) if self._column else self.lead))

    def numbers(self, out: Array) -> Any:
        """Results of shape (n), one a point."""
        return self._give(out.reshape(self.lead))

    def _give(self, out: Array) -> Any:
        if self._dtype is not None:
            out = out.astype(self._dtype)
        if self._source is None:
            return out if out.ndim else out[()]
        return _as_library_of(self._source, out)


def reals(values: Any, name: str) -> Array:
    """Real numbers of any shape as an aligned array of double precision; of any library that speaks DLPack."""
    array = _as_numpy(values, name)
    if array.dtype.kind not in "fiu":
        raise _no_real_numbers(array, name)
    return np.require(array, np.float64, "A")


def finite(values: Any, name: str) -> Array:
    """reals() without NaN and infinity."""
    array = reals(values, name)
    bad = ~np.isfinite(array)
    if bad.any():
        n = int(np.count_nonzero(bad))
        first = np.flatnonzero(bad.ravel())[0]
        raise ValueError(f"{name}: {n} of {array.size} numbers {'is' if n == 1 else 'are'} not finite (first: {first})")
    return array


def number(value: Any, name: str) -> float:
    """One real number; an array that holds one counts as it."""
    if type(value) is float:
        return value
    if isinstance(value, str | bytes | bytearray | bool | np.bool_):
        raise ValueError(f"{name} = {value!r}: of type {type(value).__name__}; give a number")
    try:
        return float(value.item() if getattr(value, "size", 1) == 1 and hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        raise ValueError(f"{name}: of type {type(value).__name__}, not one number; give a number") from None


def whole(value: Any, name: str, least: int = 0, below: int = 2**63) -> int:
    """One whole number from `least` to `below` - 1."""
    try:
        found = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} = {value!r}: not a whole number; give one from {least} on") from None
    if not least <= found < below:
        raise ValueError(f"{name} = {found}: out of range; give a whole number from {least} to {_power(below)}")
    return found


def reverse_time(t: Any) -> float:
    """A reverse time as a number. As networks are handed one time a point, an array of equal times is one as well."""
    if type(t) is float:
        return t
    if getattr(t, "ndim", 0) == 0:
        return number(t, "t")
    times = np.unique(reals(t, "t"))
    if len(times) != 1:
        raise ValueError(f"t: {len(times)} different times; give one for all points")
    return float(times[0])


def _power(below: int) -> str:
    return f"2**{below.bit_length() - 1} - 1" if below & (below - 1) == 0 else str(below - 1)


def _no_real_numbers(array: NDArray[Any], name: str) -> ValueError:
    return ValueError(f"{name}: dtype {array.dtype} is not one of real numbers; give float64")


def _as_numpy(x: Any, name: str) -> NDArray[Any]:
    if isinstance(x, np.ma.MaskedArray) and np.any(x.mask):
        raise ValueError(f"{name}: {np.count_nonzero(x.mask)} numbers are masked; leave them out")
    if isinstance(x, np.ndarray) or not hasattr(x, "__dlpack__"):
        try:
            return np.asarray(x)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name}: not an array of numbers ({error}); give shape (n, d)") from None
    try:
        return np.from_dlpack(x)
    except (BufferError, RuntimeError, TypeError) as error:
        why = str(error).splitlines()[0]
        raise ValueError(f"{name}: {why}; give a tensor in main memory, without gradient (detach)") from None


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
