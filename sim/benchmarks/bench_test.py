#!/usr/bin/python3
"""A small run of the benchmarks: the JSON and the results file say the same, and a missing peer is said to be missing.

    bench_test.py SIM_BENCH"""

import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import h5py
except ImportError:
    raise SystemExit(77)

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "results"))
from documented import undocumented


def run(sim_bench, folder, *options):
    (folder / "torch.py").write_text("raise ImportError")  # stands before PyTorch, if there is one
    out = folder / "bench.json", folder / "bench.h5"
    subprocess.run([sim_bench, "--benchmark_filter=(floor_share/shared|step_alone.*|chain_against_peers/shared)/1/2|fractal",
                    "--benchmark_min_time=0.01", *options, f"--benchmark_out={out[0]}", "--out", out[1]],
                   check=True, stdout=subprocess.DEVNULL, timeout=600, env={**os.environ, "PYTHONPATH": str(folder)})
    return json.loads(out[0].read_text()), out[1]


def check(found, path):
    rows = {row["name"]: row for row in found["benchmarks"]}
    assert undocumented(path) == [], undocumented(path)
    with h5py.File(path) as file:
        assert file.attrs["complete"] == 1
        table = file["benchmark"]
        names = list(table["benchmark"].asstr())
        assert sorted(names) == sorted(rows) and len(names) == 5, names
        for i, name in enumerate(names):
            row = rows[name]
            assert table["instruction_set"].asstr()[i] == found["context"]["instruction_set"]
            assert table["error"].asstr()[i] == row.get("error_message", "")
            if "chain_against_peers" in name:
                assert row["error_occurred"] and "test.sh peers" in row["error_message"]
                assert all(math.isnan(table[counter][i]) for counter in ("threads", "step_ns", "floor_share"))
                continue
            seconds = row["real_time"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}[row["time_unit"]]
            assert math.isclose(table["seconds"][i], seconds, rel_tol=1e-12)
            assert row["threads"] == (2 if "fractal" in name else 1)
            assert "fractal" in name or row["step_ns"] > 0.0
            for counter in ("threads", "step_ns", "floor_share"):
                stored = table[counter][i]
                assert math.isnan(stored) if counter not in row else stored == row[counter], (name, counter)
        share = rows["floor_share/shared/1/2/manual_time"]
        assert math.isclose(share["floor_share"] * share["step_ns"], share["normals_ns"] + share["exponentials_ns"])


with tempfile.TemporaryDirectory() as folder:
    found, path = run(sys.argv[1], pathlib.Path(folder))
    check(found, path)
    refused = subprocess.run([sys.argv[1], "--instruction-set", "abacus"], capture_output=True, text=True, timeout=600)
    assert refused.returncode == 2 and '"abacus"' in refused.stderr, refused
    if found["context"]["instruction_set"].startswith("AVX"):
        assert run(sys.argv[1], pathlib.Path(folder), "--instruction-set", "AVX2")[0]["context"]["instruction_set"] == "AVX2"
