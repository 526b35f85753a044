"""Studies and results files: the same tables by either way."""

import numpy as np
import plumbline as pl
import pytest

REQUEST = {"w": 1.0, "steps": [8, 16, 32], "t0": 1e-2}


# Every study, with options that make it cheap; a dataset of measured times is not the same twice.
STUDIES = {
    "error-vs-n": (["unit-pair"], REQUEST),
    "schedule": (["unit-pair"], REQUEST | {"schedule": ["cosine", "karras"]}),
    "dimension": (["unit-pair"], {"dimension": [1, 4], "steps": 16, "t0": 1e-2, "scheme": "ddpm"}),
    "grid-refinement": (["unit-pair"], {"spacing": [0.5, 0.4], "steps": 8, "t0": 1e-2}),
    "strong-order": (["unit-pair"], {"steps": [8, 16, 32], "paths": 200, "t0": 1e-2, "seed": 5}),
    "guidance-scale": (["unit-pair"], {"steps": 8, "trials": 100, "w": [0.5, 1.0]}),
    "work-precision": (
        ["unit-pair"], {"target": 0.1, "schedule": "karras", "t0": 1e-2, "paths": 200, "most_steps": 64}
    ),
    "score-error": (
        ["unit-pair"], {"eps": [0.1, 0.2], "w": 1.0, "steps": 8, "kind": "constant", "t0": 1e-2, "halvings": [0, 1]}
    ),
    "score-error-paths": (["unit-pair"], {"eps": 0.1, "w": 1.0, "steps": 8, "kind": "constant", "paths": 200}),
    "reward": (["reward-well"], {"w": [0.0, 1.0], "samples": 200, "steps": 8, "width": 4, "updates": 5, "t0": 1e-2}),
    "noise-share": (["unit-pair"], {"share": [0.0, 1.0], "w": 1.0}),
    "samplers": (
        ["unit-pair"], {"evaluations": [8, 16], "scheme": ["ddpm", "heun"], "schedule": ["karras", "li"], "t0": 1e-2}
    ),
    "learned-scores": (["reward-well"], {"samples": 100, "features": 4, "sets": 2, "width": 4, "updates": 5}),
}  # fmt: skip


def as_words(options):
    for key, value in options.items():
        yield "--" + key.replace("_", "-")
        yield from [str(each) for each in (value if isinstance(value, list) else [value])]


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_is_what_the_command_writes(command, tmp_path, name):
    cases, options = STUDIES[name]
    path = tmp_path / "study.h5"
    command(["study", name, *cases, *as_words(options), "--out", str(path)])
    mine, theirs = pl.study(name, cases, **options), pl.read_results(path)
    assert mine and set(mine) <= set(theirs)
    for group, table in mine.items():
        same = theirs[group]
        assert set(same) >= set(table) and len(table) > 0
        for column in table:
            assert table.dims[column] == same.dims[column], column
            if table.units[column] != "s":
                equal_nan = table[column].dtype.kind == "f"
                assert np.array_equal(table[column], same[column], equal_nan=equal_nan), (group, column)
        for axis, values in table.axes.items():
            assert np.array_equal(values, same.axes[axis])


def test_no_study_is_left_out(command_and_status):
    listed = command_and_status(["study", "--help"])[1].partition("Subcommands:")[2].split("\n")
    names = {line.split()[0] for line in listed if line.startswith("  ") and not line.startswith("   ")}
    assert names - {"classifier-probability"} == set(STUDIES)  # which reads a file, and no case


def test_tables_are_written_and_read(command, tmp_path):
    tables = pl.study("error-vs-n", "unit-pair", **REQUEST)
    path = tmp_path / "mine.h5"
    pl.write_results(path, tables, cases="unit-pair", made_by="a script of mine")
    again = pl.read_results(path)
    assert set(again) >= set(tables)
    for group, table in tables.items():
        assert list(again[group].axes) == list(table.axes) and again[group].title == table.title
        for column in table:
            assert np.array_equal(again[group][column], table[column], equal_nan=table[column].dtype.kind == "f")
            assert (again[group].units[column], again[group].about[column]) == (
                table.units[column],
                table.about[column],
            )
    assert "a script of mine" in command(["show", str(path)])
    own = pl.Table("growth", "of a thing")
    own.add("n", "step", ["n"], [1, 2, 3])
    own.add("size", "metres of it", ["n"], [0.5, np.inf, np.nan], "m")
    own.add("name", "what it is called", ["n"], ["a", "b", "c"])
    pl.write_results(path, own)
    assert pl.read_results(path)["growth"]["name"].tolist() == ["a", "b", "c"]
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(ValueError, match=r"precious.txt: .*--force|precious.txt"):
        pl.write_results(tmp_path / "precious.txt", own)
    assert (tmp_path / "precious.txt").read_text() == "mine"
    with pytest.raises(OSError, match="no-such-folder"):
        pl.write_results(tmp_path / "no-such-folder" / "x.h5", own)


def test_the_numbers_are_those_of_the_laws():
    table = pl.study("error-vs-n", pl.case("unit-pair"), **REQUEST)["error_vs_n"]
    law = pl.law("unit-pair", 1.0, 16, t0=1e-2)
    scheme = table.axes["scheme"].tolist().index("ddpm")
    assert table["tv"][0, scheme, 1] == pytest.approx(law.tv().value, rel=1e-6)
    assert table["tv"].shape == (1, len(table.axes["scheme"]), 3) and table.about["tv"]


def test_frames():
    tables = pl.study("schedule", ["unit-pair"], **REQUEST, schedule=["cosine", "karras"])
    table = tables["schedule"]
    assert set(table.axes["schedule"]) == {"cosine", "karras"}
    xarray, pandas = pytest.importorskip("xarray"), pytest.importorskip("pandas")
    assert isinstance(table.to_xarray(), xarray.Dataset) and "tv" in table.to_xarray()
    assert isinstance(table.to_pandas(), pandas.DataFrame) and len(table.to_pandas()) == table["tv"].size


def test_bad_requests(tmp_path):
    with pytest.raises(ValueError, match="unknown command magic"):
        pl.study("magic", "unit-pair")
    with pytest.raises(ValueError, match="unknown schedule"):
        pl.study("schedule", "unit-pair", schedule="magic")
    with pytest.raises(ValueError, match="did you mean --steps"):
        pl.study("error-vs-n", "unit-pair", stpes=[8])
    with pytest.raises(ValueError, match="--w"):
        pl.study("error-vs-n", "unit-pair", w="much")
    with pytest.raises(ValueError, match="--out: an option of the command alone"):
        pl.study("error-vs-n", "unit-pair", out=str(tmp_path / "x.h5"))
    with pytest.raises(ValueError, match="an option of type dict"):
        pl.study("error-vs-n", "unit-pair", w=[{}])
    with pytest.raises(ValueError, match="triad has dimension 2"):
        pl.study("error-vs-n", "triad", steps=[8])
    (tmp_path / "no.h5").write_text("no")
    with pytest.raises(ValueError, match="not a results file"):
        pl.read_results(tmp_path / "no.h5")
