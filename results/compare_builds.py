#!/usr/bin/python3
"""Whether two builds of plumbline say the same: `verify` and every study with its defaults, number by number.

    results/compare_builds.py OLD NEW [--tier full] [--keep FOLDER] [--all]

OLD and NEW are programs, or folders with what one printed before (--keep writes OLD's and NEW's there). A number with a
stated error is the same up to the last digit that both state, the larger of the two errors; one of Monte Carlo, or
without an error, is the same bit by bit. Verdicts and texts are compared as they are. Every difference is a line; a
stated error that differs is counted, and is no difference. Exit 1 where there is one, 2 where a program fails.
"""

import argparse
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

CASES = {"schedule": ["narrow-rival"], "guidance-scale": ["unit-pair", "triad"], "score-error": ["narrow-rival"],
         "score-error-paths": ["triad"], "reward": ["reward-well"], "learned-scores": ["reward-well"]}
ELSE = ["unit-pair"]
DRAWN = re.compile(r"\b(paths|trials|training sets|draws)\b")


def run(program, arguments):
    done = subprocess.run([program, *arguments, "--json"], capture_output=True, text=True)
    if done.returncode not in (0, 1, 3):
        print(f"{program} {' '.join(arguments)}: {done.stderr}", file=sys.stderr)
        sys.exit(2)
    return json.loads(done.stdout)


def study_names(program):
    text = subprocess.run([program, "study", "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  ([a-z-]+)  ", text.split("Subcommands:")[1], re.MULTILINE)


def outputs(build, tier, keep):
    """The reports by name; those of a program are computed now, and kept."""
    if build.is_dir():
        return {path.stem: json.loads(path.read_text()) for path in sorted(build.glob("*.json"))}
    program = str(build.resolve())
    reports = {"verify": run(program, ["verify", "--tier", tier])}
    with tempfile.TemporaryDirectory() as folder:
        for name in study_names(program):
            file = f"{folder}/{name}.h5"
            reports[name] = run(program, ["study", name, *CASES.get(name, ELSE), "--reproducible", "--out", file])
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        for name, report in reports.items():
            (keep / f"{name}.json").write_text(json.dumps(report))
    return reports


def flat(values):
    return [number for value in values for number in flat(value)] if isinstance(values, list) else [values]


def numbers_of_suite(report):
    """label -> (value, error or None, drawn), for both sides of every check, and the verdicts."""
    entries = {}
    for finding in report["claims"]:
        row = f"{finding['claim'] if 'claim' in finding else finding['id']} on {finding['case']}"
        entries[row] = (finding["verdict"], None, False)
        for check in finding["checks"]:
            label = f"{row}: {check['what']}"
            while label in entries:
                label += "'"
            entries[label] = (f"{check['verdict']} {check['reason']}".strip(), None, False)
            for side in ("left", "right"):
                drawn = DRAWN.search(check[side + "_how"]) is not None
                entries[f"{label}, {side}"] = (check[side], check[side + "_error"], drawn)
    return entries


def numbers_of_tables(report):
    entries = {}
    for table, content in report["tables"].items():
        datasets = {name: flat(data["values"]) for name, data in {**content["axes"], **content["datasets"]}.items()}
        for name, values in datasets.items():
            if name.endswith("_error") and name[: -len("_error")] in datasets:
                continue
            errors = datasets.get(name + "_error", [None] * len(values))
            drawn = name + "_n" in datasets
            for place, (value, error) in enumerate(zip(values, errors)):
                entries[f"{table}/{name}[{place}]"] = (value, error, drawn)
    return entries


def number(value):
    """JSON has no infinity and no NaN: they are texts, or null."""
    return math.nan if value is None else float(value)


def compare(old, new):
    """Counts of how numbers compare, and a line for every difference."""
    counts = dict.fromkeys(["identical", "within the stated error", "different", "stated error larger",
                            "stated error smaller", "only old", "only new"], 0)
    lines = []
    for label in [*old, *(label for label in new if label not in old)]:
        if label not in old or label not in new:
            side = "new" if label in new else "old"
            counts[f"only {side}"] += 1
            lines.append(f"only {side}: {label}")
            continue
        (a, error_a, drawn_a), (b, error_b, drawn_b) = old[label], new[label]
        has_error = error_a is not None and error_b is not None
        if has_error and error_a != error_b:
            counts["stated error larger" if number(error_b) > number(error_a) else "stated error smaller"] += 1
        if a == b:
            counts["identical"] += 1
        elif has_error and not (drawn_a or drawn_b) and abs(number(a) - number(b)) <= max(number(error_a), number(error_b)):
            counts["within the stated error"] += 1
        else:
            counts["different"] += 1
            stated = f" +- {error_a}" if has_error else ""
            lines.append(f"{label}: {a}{stated} -> {b}{f' +- {error_b}' if has_error else ''}")
    return counts, lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=pathlib.Path)
    parser.add_argument("new", type=pathlib.Path)
    parser.add_argument("--tier", default="full")
    parser.add_argument("--keep", type=pathlib.Path, help="folder for what both print")
    parser.add_argument("--all", action="store_true", help="every difference, not the first ten of each report")
    options = parser.parse_args()
    builds = {}
    for which in ("old", "new"):
        builds[which] = outputs(getattr(options, which), options.tier, options.keep and options.keep / which)
    differs = False
    for name in [*builds["old"], *(name for name in builds["new"] if name not in builds["old"])]:
        if not all(name in build for build in builds.values()):
            print(f"{name}: in one build only")
            continue
        read = numbers_of_suite if name == "verify" else numbers_of_tables
        counts, lines = compare(read(builds["old"][name]), read(builds["new"][name]))
        print(f"{name}: " + ", ".join(f"{n} {what}" for what, n in counts.items() if n))
        shown = lines if options.all else lines[:10]
        for line in shown:
            print("  " + line)
        if len(lines) > len(shown):
            print(f"  and {len(lines) - len(shown)} more; --all tells them")
        differs |= bool(lines)
    sys.exit(1 if differs else 0)


if __name__ == "__main__":
    main()
