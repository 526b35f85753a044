"""Studies and results files: the same tables by either way."""

import numpy as np
import plumbline as pl
import pytest

REQUEST = {"w": 1.0, "steps": [8, 16, 32], "t0": 1e-2}


def test_a_study_is_what_the_command_writes(command, tmp_path):
    path = tmp_path / "study.h5"
    words = ["study", "error-vs-n", "unit-pair", "--steps", "8", "16", "32", "--w", "1", "--t0", "0.01", "--out"]
    command([*words, str(path)])
    mine, theirs = pl.study("error-vs-n", "unit-pair", **REQUEST), pl.read_results(path)
    assert "error_vs_n" in mine and set(mine) <= set(theirs)
    for group, table in mine.items():
        same = theirs[group]
        assert set(same) >= set(table) and len(table) > 5
        for name in table:
            assert table.dims[name] == same.dims[name], name
            assert np.array_equal(table[name], same[name], equal_nan=table[name].dtype.kind == "f"), name
        for axis, values in table.axes.items():
            assert np.array_equal(values, same.axes[axis])


def test_the_numbers_are_those_of_the_laws():
    table = pl.study("error-vs-n", pl.case("unit-pair"), **REQUEST)["error_vs_n"]
    law = pl.law("unit-pair", 1.0, 16, t0=1e-2)
    scheme = table.axes["scheme"].tolist().index("ddpm")
    assert table["tv"][0, scheme, 1] == pytest.approx(law.tv().value, rel=1e-6)
    assert table["tv"].shape == (1, len(table.axes["scheme"]), 3) and table.about["tv"]


def test_frames():
    tables = pl.study("schedule", ["unit-pair"], **REQUEST, schedules=["cosine", "karras"])
    table = tables["schedule"]
    assert set(table.axes["schedule"]) == {"cosine", "karras"}
    xarray, pandas = pytest.importorskip("xarray"), pytest.importorskip("pandas")
    assert isinstance(table.to_xarray(), xarray.Dataset) and "tv" in table.to_xarray()
    assert isinstance(table.to_pandas(), pandas.DataFrame) and len(table.to_pandas()) == table["tv"].size


def test_bad_requests(tmp_path):
    with pytest.raises(ValueError, match='unknown study "magic"'):
        pl.study("magic", "unit-pair")
    with pytest.raises(ValueError, match="unknown schedule"):
        pl.study("schedule", "unit-pair", schedules=["magic"])
    with pytest.raises(ValueError, match="triad has dimension 2"):
        pl.study("error-vs-n", "triad", steps=[8])
    (tmp_path / "no.h5").write_text("no")
    with pytest.raises(ValueError, match="not a results file"):
        pl.read_results(tmp_path / "no.h5")
