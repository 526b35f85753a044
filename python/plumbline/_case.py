"""Problems: a data law, what guidance is to achieve on it, and everything exact about its noised laws."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from plumbline import _core
from plumbline._picture import case_picture
from plumbline._points import Array, Points, number, reverse_time, whole
from plumbline._toml import toml_text

Which = Literal["base", "reweighted", "guided"]
Arrays = Mapping[str, NDArray[Any]]


def case_names() -> list[str]:
    """Names of the built-in cases."""
    return _core.built_in_case_names()


def case(source: str | os.PathLike[str] | Mapping[str, Any] | Case) -> Case:
    """A problem by the name of a built-in case ("unit-pair"), by the path of a case file, as TOML text or as a dict.

    source: one of these, or a Case, which is given back. Everything is checked as `plumbline` checks a case file;
    ValueError is one line that says what is wrong and where.
    """
    if isinstance(source, Case):
        return source
    if isinstance(source, Mapping):
        return Case.from_dict(source)
    if not isinstance(source, str | os.PathLike):
        raise ValueError(f"case: a {type(source).__name__}; give a name, a path, TOML text, a dict or a case")
    text = os.fspath(source)
    return Case.from_toml(text) if "\n" in text else Case(_core.Case.load(text, _reader({})), {})


class Case:
    """A validated problem: two Gaussian mixtures over the same components, p (base) and p^J (reweighted).

    Times are reverse times t in (0, 1]: t = 1 is data, t -> 0 is noise, and t is the usual "alpha-bar"; an array of
    equal times, as networks are handed, is one as well. Points are arrays of shape (..., d); on the line also of shape
    (...). Results come back in the shape, the floating type and the library (numpy, or any that speaks DLPack, such as
    PyTorch) of the points, computed in double precision. Arrays of float64 in C order are read where they lie.
    ValueError, one line, for points that are not finite or of another shape or type, and for times outside (0, 1].

    x: points; t: the reverse time. `which` names the law: "base" p_t, "reweighted" p^J_t (for classifier-free guidance
    the unconditional law), or "guided" with a scale `w`: the field G = s + w (s - s^J) of equation (26) that lowers a
    cost, or G = s + w (s^r - s) that raises a reward. w = 0 is unguided; elsewhere this scale is often called 1 + w.
    """

    __slots__ = ("_arrays", "_core", "_dimension", "_owner")

    def __init__(self, core: _core.Case, arrays: Arrays) -> None:
        self._core = core
        self._arrays = dict(arrays)
        self._dimension = core.dimension
        self._owner = f"case {core.name}"

    @classmethod
    def from_toml(cls, text: str, *, origin: str = "text", arrays: Arrays | None = None) -> Case:
        """From the text of a case file; ValueError where it is none.

        `origin` stands in messages. `arrays` are the datasets of a [points] table whose file is "memory".
        """
        return cls(_core.Case.parse(text, origin, _reader(arrays or {})), arrays or {})

    @classmethod
    def from_dict(cls, tables: Mapping[str, Any], *, origin: str = "dict") -> Case:
        """From the `tables` of a case file as a dict, such as `tomllib.load` gives; `origin` stands in messages."""
        return cls.from_toml(toml_text(tables), origin=origin)

    @property
    def name(self) -> str:
        """Name of the case."""
        return self._core.name

    @property
    def about(self) -> str:
        """What it is for, in a line."""
        return self._core.about

    @property
    def dimension(self) -> int:
        """How many numbers a point has, d."""
        return self._dimension

    @property
    def expected_cost(self) -> float:
        """E J(X_0), or E r(X_0), under the base law; 1/p(c) for classifier-free guidance."""
        return self._core.expected

    @property
    def objective(self) -> Literal["lower cost", "raise reward"]:
        """What guidance is to do."""
        return "raise reward" if self._core.raises_reward else "lower cost"

    def components(self) -> list[tuple[float, float, Array, Array]]:
        """(base weight, reweighted weight, mean (d), covariance (d, d)) of every component of the two mixtures."""
        return self._core.components()

    def score(self, t: float, x: Any, which: Which = "base", w: float | None = None) -> Any:
        """The score grad log p_t(x), or the guided field G_t(x) (F2); shape of `x`. Relative error: a few roundings."""
        return self._affine(t, x, which, w, 0.0, 1.0)

    def eps(self, t: float, x: Any, which: Which = "base", w: float | None = None) -> Any:
        """The noise prediction -sqrt(1 - t) score; shape of `x`. Of the guided field with which="guided"."""
        t = reverse_time(t)
        return self._affine(t, x, which, w, 0.0, -_noise(t))

    def denoiser(self, t: float, x: Any, which: Which = "base", w: float | None = None) -> Any:
        """The x0-prediction D = (x + (1 - t) score) / sqrt(t), which is E[X_0 given X_{1-t} = x]; shape of `x`.

        Error: a few roundings of ``|x| / sqrt(t)``.
        """
        t = reverse_time(t)
        root = _root(t)
        return self._affine(t, x, which, w, 1.0 / root, (1.0 - t) / root)

    def v(self, t: float, x: Any, which: Which = "base", w: float | None = None) -> Any:
        """The v-prediction sqrt(t) eps - sqrt(1 - t) D = -sqrt((1 - t) / t) (x + score); shape of `x`."""
        t = reverse_time(t)
        factor = -_noise(t) / _root(t)
        return self._affine(t, x, which, w, factor, factor)

    def log_density(self, t: float, x: Any, which: Literal["base", "reweighted"] = "base") -> Any:
        """log p_t(x) or log p^J_t(x), natural; shape (...) of the points."""
        points = Points(x, self._dimension, self._owner)
        out = np.empty(len(points.rows))
        self._core.log_density(reverse_time(t), _law(which), points.rows, out)
        return points.numbers(out)

    def log_h(self, t: float, x: Any) -> Any:
        """log h_t(x) = log E[J(X_0) given X_{1-t} = x], the cost martingale (F3); shape (...) of the points."""
        points, out = self._log_h(t, x)
        return points.numbers(out)

    def h(self, t: float, x: Any) -> Any:
        """h_t(x) = E[J(X_0) given X_{1-t} = x]; inf where it exceeds the largest double."""
        points, out = self._log_h(t, x)
        with np.errstate(over="ignore"):
            return points.numbers(np.exp(out, out=out))

    def cost(self, x: Any) -> Any:
        """The cost J(x), or the reward r(x); for classifier-free guidance 1/p(c given x). It is h at t = 1."""
        return self.h(1.0, x)

    def sample_data(
        self, n: int, seed: int = 0, which: Literal["base", "reweighted"] = "base", t: float = 1.0
    ) -> Array:
        """`n` independent draws from the data law p, or p^J by `which`; shape (n, d). With t < 1 from the noised law.

        Equal seeds (`seed`, 0 to 2**64 - 1) give equal bits, and the first draws do not depend on `n`.
        """
        out = np.empty((whole(n, "n"), self._dimension))
        self._core.draw(reverse_time(t), _law(which), whole(seed, "seed", below=2**64), out)
        return out

    def to_toml(self) -> str:
        """The text of the case file. ValueError for a point cloud in memory that carries a table of costs."""
        if self._arrays:
            raise ValueError(f"case {self.name}: its points lie in memory; keep them in a file and name it in [points]")
        return self._core.text

    def to_dict(self) -> dict[str, Any]:
        """The tables of the case file; arrays in memory stay out."""
        return tomllib.loads(self._core.text)

    def _affine(self, t: float, x: Any, which: Which, w: float | None, a: float, b: float) -> Any:
        points = Points(x, self._dimension, self._owner)
        out = np.empty(points.rows.shape)
        if which == "guided":
            if w is None:
                raise ValueError("w: missing; the guided field needs a guidance scale, such as w = 1.0")
            self._core.guided(reverse_time(t), number(w, "w"), a, b, points.rows, out)
        else:
            if w is not None:
                raise ValueError(f'w: given, but which = "{which}" is not guided; leave it out or ask for "guided"')
            self._core.affine(reverse_time(t), _law(which), a, b, points.rows, out)
        return points.vectors(out)

    def _log_h(self, t: float, x: Any) -> tuple[Points, Array]:
        points = Points(x, self._dimension, self._owner)
        out = np.empty(len(points.rows))
        self._core.log_h(reverse_time(t), points.rows, out)
        return points, out

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Case):
            return NotImplemented
        return (
            self._core.text == other._core.text
            and self._arrays.keys() == other._arrays.keys()
            and all(np.array_equal(a, other._arrays[name]) for name, a in self._arrays.items())
        )

    def __hash__(self) -> int:
        return hash(self._core.text)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._core.text, self._arrays)

    def __repr__(self) -> str:
        kind = self.to_dict().get("guidance", {}).get("kind", "unguided")
        n = len(self.components())
        return f"<plumbline.Case {self.name}: {n} components in d = {self.dimension}, {kind}>"

    def _repr_html_(self) -> str:
        return case_picture(self)


def _restored(text: str, arrays: Arrays) -> Case:
    return Case.from_toml(text, origin="pickle", arrays=arrays)


def _reader(arrays: Arrays) -> Any:
    """Serves [points]: arrays in memory, or datasets of an HDF5 file by h5py."""

    def read(file: str, dataset: str) -> Array:
        if file == "memory":
            if dataset not in arrays:
                raise ValueError(f'[points]: no array "{dataset}" in memory; give it in `arrays`')
            found: NDArray[Any] = arrays[dataset]
        else:
            found = _read_hdf5(file, dataset)
        matrix: Array = np.require(found.reshape(len(found), -1), np.float64, ["F", "A"])
        return matrix

    return read


def _read_hdf5(file: str, dataset: str) -> NDArray[Any]:
    try:
        import h5py
    except ImportError:
        raise ValueError(f"{file}: reading HDF5 needs h5py; pip install h5py") from None
    try:
        with h5py.File(file) as opened:
            return np.asarray(opened[dataset])
    except (OSError, KeyError) as error:
        raise ValueError(f"{file}: no dataset {dataset} to be read ({error}); check file and dataset") from None


def _law(which: Any) -> str:
    """The name of a law, which the compiled part looks up; anything but a name is none."""
    return which if isinstance(which, str) else repr(which)


def _root(t: float) -> float:
    if not 0.0 < t <= 1.0:
        raise ValueError(f"t: t = {t} is not within (0, 1]; give a reverse time: 1 is data")
    return float(t**0.5)


def _noise(t: float) -> float:
    _root(t)
    return float((1.0 - t) ** 0.5)
