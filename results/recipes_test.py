#!/usr/bin/python3
"""The reading recipes of results/README.md, run: recipes_test.py FILE.h5.

Every tool must see the same named dimensions, units and numbers in the first real dataset of the most axes. Each runs in a
process of its own (two HDF5 libraries in one process do not always get on). A tool that is not installed is skipped with a
line that says so; exit 77 if h5py itself is missing.
"""

import shutil
import subprocess
import sys


def described(dimensions, units, values):
    """What a tool saw, as one line of text."""
    import numpy as np

    return f"{list(dimensions)} {units} {np.asarray(values, dtype=float).ravel().tolist()}"


def with_h5py(path, table, name):
    import h5py

    with h5py.File(path) as file:
        data = file[table][name]
        dimensions = [dimension[0].name.rsplit("/", 1)[-1] for dimension in data.dims]
        return described(dimensions, data.attrs["units"].decode(), data[()])


def with_netcdf4(path, table, name):
    import netCDF4
    import numpy as np

    with netCDF4.Dataset(path) as file:
        data = file[table][name]
        return described(data.dimensions, data.units, np.ma.filled(data[...], np.nan))


def with_xarray(engine):
    def read(path, table, name):
        __import__(engine if engine == "h5netcdf" else "netCDF4")
        import xarray

        with xarray.open_dataset(path, group=table, engine=engine) as dataset:
            assert not any("phony_dim" in str(dimension) for dimension in dataset.dims)
            assert all(dimension in dataset.coords for dimension in dataset[name].dims)
            assert all(variable.attrs["units"] and variable.attrs["long_name"] for variable in dataset.variables.values())
            return described(dataset[name].dims, dataset[name].attrs["units"], dataset[name].values)

    return read


def with_pandas(path, table, name):
    import netCDF4  # noqa: F401, what xarray reads with
    import pandas
    import xarray

    with xarray.open_dataset(path, group=table, engine="netcdf4") as dataset:
        frame = dataset[name].to_dataframe()
        assert isinstance(frame, pandas.DataFrame)
        return described(frame.index.names, dataset[name].attrs["units"], frame[name].to_numpy())


def with_h5dump(path, table, name):
    if not shutil.which("h5dump"):
        raise ImportError("h5dump")
    command = ["h5dump", "-y", "-m", "%.17g", "-A", "0", "-d", f"/{table}/{name}", path]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout
    values = lines[lines.index("DATA {") + 6 : lines.rindex("}")].replace("}", " ").split(",")
    attributes = subprocess.run(["h5dump", "-A", "-d", f"/{table}/{name}", path], capture_output=True, text=True, check=True, timeout=300)
    assert "DIMENSION_LIST" in attributes.stdout and '"units"' in attributes.stdout
    return [float(value) for value in values]


TOOLS = {"h5py": with_h5py, "netCDF4": with_netcdf4, "xarray, netcdf4": with_xarray("netcdf4"),
         "xarray, h5netcdf": with_xarray("h5netcdf"), "pandas": with_pandas, "h5dump": with_h5dump}


def run(tool, path, table, name):
    """What `tool` saw, from a process of its own; None if it is not installed."""
    answer = subprocess.run([sys.executable, __file__, path, tool, table, name], capture_output=True, text=True, timeout=300)
    if answer.returncode == 77:
        print(f"skipped: {answer.stdout.strip()}")
        return None
    assert answer.returncode == 0, f"{tool}: {answer.stderr}"
    return answer.stdout


def main():
    path = sys.argv[1]
    if len(sys.argv) > 2:
        try:
            print(TOOLS[sys.argv[2]](path, *sys.argv[3:]))
        except ImportError as missing:
            print(f"{sys.argv[2]} ({missing})")
            sys.exit(77)
        return
    try:
        import h5py
    except ImportError:
        print("skipped: h5py is not installed (apt-get install python3-h5py)")
        sys.exit(77)
    with h5py.File(path) as file:
        assert file.attrs["complete"] == 1
        table = file.attrs["tables"].decode().split()[0]
        names = [name for name in file[table].attrs["datasets"].decode().split() if file[table][name].dtype.kind == "f"]
        name = max(names, key=lambda candidate: file[table][candidate].ndim)
        n_values = file[table][name].size
    reference = run("h5py", path, table, name)
    print(f"h5py: {table}/{name} is {reference[:60]}...")
    for tool in list(TOOLS)[1:]:
        seen = run(tool, path, table, name)
        if seen is None:
            continue
        if tool == "h5dump":
            assert len(seen.split(",")) == n_values, seen
        else:
            assert seen == reference, f"{tool} saw\n{seen}instead of\n{reference}"
        print(f"{tool}: the same")


if __name__ == "__main__":
    main()
