"""A law as a picture (matplotlib) and as a dataset (xarray)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from plumbline import _core

if TYPE_CHECKING:
    from plumbline._law import Law

INK = "#1f6f8b"


def plot_law(law: Law, ax: Any, **style: Any) -> Any:
    """The density as a curve, or in the plane as levels, on matplotlib axes; new ones if there are none."""
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots()[1]
    if isinstance(law._core, _core.PlaneLaw):
        (x, y), density = law.grid()
        levels = density.max() * np.geomspace(0.01, 0.9, 8)
        shown = density.max(axis=0) > 1e-4 * density.max(), density.max(axis=1) > 1e-4 * density.max()
        ax.contour(x[shown[0]], y[shown[1]], density[np.ix_(shown[1], shown[0])], levels=levels,
                   **({"colors": INK} | style))  # fmt: skip
        ax.set(xlabel="x", ylabel="y", aspect="equal")
        return ax
    y, log_density = law.grid()
    seen = log_density > log_density.max() - 12.0
    ax.plot(y[seen], np.exp(log_density[seen]), **({"color": INK} | style))
    ax.set(xlabel="y", ylabel="density")
    return ax


def law_dataset(law: Law) -> Any:
    """An xarray.Dataset: the density on the law's own grid, and its numbers with their errors."""
    import xarray

    arrays: dict[str, Any]
    if isinstance(law._core, _core.PlaneLaw):
        (x, y), density = law.grid()
        arrays = {"density": (("y", "x"), density, {"long_name": "density of the law"})}
        coordinates = {"x": x, "y": y}
    else:
        y, log_density = law.grid()
        about = "natural logarithm of the density of the law"
        arrays = {
            "density": (("y",), np.exp(log_density), {"long_name": "density of the law"}),
            "log_density": (("y",), log_density, {"long_name": about}),
        }
        coordinates = {"y": y}
    dataset = xarray.Dataset(arrays, coords=coordinates, attrs={"title": repr(law), "t": law.end})
    for name in ("expected_cost", "second_moment", "mass_defect"):
        try:
            value = getattr(law, name)
        except _core.OutOfReach as why:
            dataset.attrs[f"{name}_why"] = str(why)
            continue
        dataset[name], dataset[f"{name}_error"] = value.value, value.error
    return dataset
