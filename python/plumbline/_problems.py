"""Problems of one's own: mixtures and point clouds from arrays, with a cost or a reward, checked like case files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from plumbline._case import Case
from plumbline._points import number, reals
from plumbline._toml import toml_text

Table = dict[str, Any]


def toward(label: int) -> Table:
    """Classifier-free guidance toward the components of class `label`: J(x) = 1/p(label given x). For `guidance`."""
    return {"kind": "classifier-free", "class": label}


def autoguidance(widened: float, label: int | None = None) -> Table:
    """Autoguidance: away from a worse model of the same data, whose every covariance is larger by `widened` > 0. For
    `guidance`; within the components of class `label`, if one is given. w adds to the weight 1 of the better model.
    """
    within = {} if label is None else {"class": label}
    return {"kind": "autoguidance", "widened": number(widened, "widened")} | within


def exp_linear(a: ArrayLike, coefficient: float = 1.0) -> Table:
    """The term coefficient exp(a.x) of a cost() or reward(), coefficient > 0; `a` of shape (d), or a number."""
    return {"exp-linear": {"coefficient": number(coefficient, "coefficient"), "a": _vector(a, "a")}}


def bump(center: ArrayLike, width: float, coefficient: float = 1.0) -> Table:
    """The term ``coefficient exp(-|x - center|^2 / (2 width^2))``, coefficient > 0; `center` of shape (d)."""
    shape = {"center": _vector(center, "center"), "width": number(width, "width")}
    return {"bump": {"coefficient": number(coefficient, "coefficient")} | shape}


def curve(x: ArrayLike, values: ArrayLike) -> Table:
    """On the line, a positive function through the points (x, values), each of shape (n), x increasing.

    It stands alone in a cost() or reward(), and is for exact laws only: Monte Carlo does not take it.
    """
    return {"function": {"x": _vector(x, "x"), "value": _vector(values, "values")}}


def table(values: ArrayLike) -> Table:
    """On a point cloud, `values` > 0, one a point; shape (n). It stands alone in a cost() or reward()."""
    return {"table": reals(values, "values")}


def cost(*terms: Table, constant: float = 0.0) -> Table:
    """A positive cost J, which guidance lowers: the sum of `terms` and a `constant` >= 0; or one curve() or table()."""
    return _objective("cost", terms, constant)


def reward(*terms: Table, constant: float = 0.0) -> Table:
    """A positive reward r, which guidance raises: the sum of `terms` and a `constant`, as for cost()."""
    return _objective("reward", terms, constant)


def mixture(
    weights: ArrayLike | None,
    means: ArrayLike,
    covariances: ArrayLike,
    *,
    classes: ArrayLike | None = None,
    guidance: Mapping[str, Any] | None = None,
    name: str = "mixture",
    about: str = "",
) -> Case:
    """A Gaussian mixture of K components as a case.

    weights: shape (K), > 0, sum 1 (joint with the class); None: equal. means: (K, d), or (K) on the line. covariances:
    a number or (K) for multiples of I, (K, d) diagonal, (K, d, d) full; 0 makes a component a point. classes: (K)
    integers, for toward(). guidance: toward(), autoguidance(), cost(), reward() or the [guidance] table of a case
    file; None: a constant cost, which guides nothing. name, about: as in a case file. ValueError, one line, where a
    case file with these numbers would be refused.
    """
    centers = reals(means, "means")
    centers = centers.reshape(-1, 1) if centers.ndim == 1 else centers
    if centers.ndim != 2:
        raise ValueError(f"means: shape {centers.shape}; give (K, d), or (K) on the line")
    n = len(centers)
    shares = np.full(n, 1.0 / n) if weights is None and n else reals([] if weights is None else weights, "weights")
    spreads = reals(covariances, "covariances")
    spreads = np.full(n, float(spreads)) if spreads.ndim == 0 else spreads
    labels = None if classes is None else np.asarray(classes)
    if labels is not None and labels.dtype.kind not in "iu":
        raise ValueError(f"classes: dtype {labels.dtype}; give integers")
    for what, given, most in (("weights", shares, 1), ("covariances", spreads, 3), ("classes", labels, 1)):
        if given is not None and (not 1 <= given.ndim <= most or len(given) != n):
            raise ValueError(f"{what}: shape {given.shape} for {n} means; give one a component")
    components = []
    for k in range(n):
        component = {"weight": float(shares[k]), "mean": centers[k].tolist(), "covariance": spreads[k].tolist()}
        components.append(component if labels is None else component | {"class": int(labels[k])})
    return _build(name, about, {"component": components}, guidance)


def point_cloud(
    points: ArrayLike,
    *,
    classes: ArrayLike | None = None,
    guidance: Mapping[str, Any] | None = None,
    name: str = "point-cloud",
    about: str = "",
) -> Case:
    """Equal weights on the rows of `points`, shape (n, d). It has no density at t = 1: end chains before.

    classes, guidance, name, about: as for mixture(); or guidance by a cost() or reward() of one table() of n values.
    ValueError where a case file with these numbers would be refused.
    """
    rows = reals(points, "points")
    rows = rows.reshape(-1, 1) if rows.ndim == 1 else rows
    if guidance is None or "table" not in guidance:
        return mixture(None, rows, 0.0, classes=classes, guidance=guidance, name=name, about=about)
    arrays = {"x": rows, "values": np.asarray(guidance["table"])}
    where = {"file": "memory", "dataset": "x"}
    tables = _tables(name, about, {"points": where}, dict(guidance) | {"table": "values"})
    return Case.from_toml(toml_text(tables), origin=name, arrays=arrays)


def from_estimator(
    fitted: Any, *, classes: ArrayLike | None = None, guidance: Mapping[str, Any] | None = None, name: str = "fitted"
) -> Case:
    """A `fitted` mixture with ``weights_``, ``means_``, ``covariances_`` and ``covariance_type``, as of sklearn.

    classes, shape (K), guidance and name: as for mixture(). ValueError where it is not fitted, or no Gaussian mixture.
    """
    try:
        kind, covariances = fitted.covariance_type, reals(fitted.covariances_, "covariances")
        weights, means = reals(fitted.weights_, "weights"), reals(fitted.means_, "means")
    except AttributeError as error:
        raise ValueError(f"estimator: {error}; fit it first, and give a Gaussian mixture") from None
    if kind == "tied":
        covariances = np.broadcast_to(covariances, (len(weights), *covariances.shape))
    elif kind not in ("full", "diag", "spherical"):
        raise ValueError(f'estimator: covariance_type "{kind}"; give one of full, tied, diag, spherical')
    # What an estimator sums to 1 or makes symmetric holds to its rounding only.
    if covariances.ndim == 3:
        covariances = (covariances + covariances.transpose(0, 2, 1)) / 2.0
    return mixture(weights / weights.sum(), means, covariances, classes=classes, guidance=guidance, name=name)


def _objective(kind: str, terms: tuple[Table, ...], constant: float) -> Table:
    for lone in ("function", "table"):
        if any(lone in term for term in terms):
            if len(terms) != 1 or constant != 0.0:
                raise ValueError(f"{kind}: a {lone} stands alone; add other terms to its values")
            return {"kind": kind} | terms[0]
    return {"kind": kind, "constant": number(constant, "constant")} | ({"term": list(terms)} if terms else {})


def _tables(name: str, about: str, law: Mapping[str, Any], guidance: Mapping[str, Any]) -> Table:
    return {"name": name, "about": about, **law, "guidance": guidance}


def _build(name: str, about: str, law: Mapping[str, Any], guidance: Mapping[str, Any] | None) -> Case:
    wanted = cost(constant=1.0) if guidance is None else guidance
    return Case.from_toml(toml_text(_tables(name, about, law, wanted)), origin=name)


def _vector(values: ArrayLike, name: str) -> list[float]:
    array = np.atleast_1d(reals(values, name))
    if array.ndim != 1:
        raise ValueError(f"{name}: shape {array.shape}; give (n), or one number")
    return [float(value) for value in array]
