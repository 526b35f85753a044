#!/usr/bin/python3
"""What results files hold that the tables of README.md do not name: documented.py FILE.h5 ... (exit 1 if there is any)."""

import pathlib
import re
import sys

import h5py

MOMENTS = ["_error", "_n", "_not_finite", "_m2", "_m3", "_m4", "_min", "_max"]


def documented():
    """For each group that README.md has a row for: its axes, and a pattern of its datasets."""
    rows = {}
    text = (pathlib.Path(__file__).parent / "README.md").read_text()
    for group, axes, row in re.findall(r"^\| `(\w+)` (\[[^|]*\]) \|(.*)\|$", text, re.MULTILINE):
        rows[group] = (re.findall(r"[\w]+", axes), row)
    groups = {}
    for group, (axes, row) in rows.items():
        row = re.sub(r"as `(\w+)`", lambda other: rows[other[1]][1], row)
        names = re.findall(r"`(\w+)`", row)
        endings = [name for name in names if name.startswith("_")] + ["_error"] * ("+e" in row) + MOMENTS * ("+mc" in row)
        known = "\\w+" if "every entry of" in row else "|".join(name for name in names if not name.startswith("_"))
        groups[group] = (axes, re.compile(f"({known})({'|'.join(endings)})*"))
    return groups


def undocumented(path):
    """Names of groups, axes and datasets in the file that README.md does not mention."""
    known, strangers = documented(), []
    with h5py.File(path) as file:
        for group in file:
            axes, pattern = known.get(group, ([], re.compile("(?!)")))
            strangers += [group] if group not in known else []
            strangers += [f"{group}/{name}" for name in file[group] if name not in axes and not pattern.fullmatch(name)]
    return strangers


if __name__ == "__main__":
    found = [f"{path}: {name}" for path in sys.argv[1:] for name in undocumented(path)]
    print("\n".join(found) or "all documented")
    sys.exit(bool(found))
