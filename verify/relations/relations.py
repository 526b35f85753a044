#!/usr/bin/env python3
"""Laws of cases that are one another's image: `plumbline law` must say the same of both, to the errors that it states.

    relations.py PLUMBLINE CASE... [--only RELATION...] [--nudge SHARE] [--minutes LIMIT]

Shift, reflection or rotation, scale (with the noise scaled alike), components in another order, one component as two
halves, one of share 1e-12 more, classes renamed, a cost times a constant, w = 0 against no guidance at
all. Exit 1 where two values differ by more than both errors, or one answers where the other does not.

--nudge moves the first mean of the image by that share of a deviation: every relation must then fail, which shows that
it can (exit 1 where one does not).
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

import cases

DISTANCES = ("tv", "kl", "kl_backward", "hellinger", "tv_data", "path_kl_bound")
LENGTHS = ("w1", "w2", "mean", "mean_difference")
COSTS = ("expected_cost", "cost_difference", "limit.expected_cost", "limit.fokker_planck", "limit.richardson")
BASIC = ["--w", "1", "--steps", "12"]


@dataclass
class Relation:
    """`image` of a case, or None where it has none; what its law says, from what the law of the case says."""

    name: str
    image: object
    options: list = field(default_factory=lambda: BASIC)
    image_options: list = None
    expected: object = lambda law, case: law


def flat(report, prefix=""):
    """Path of a number -> (value, error, whether it is known)."""
    numbers = {}
    for key, value in report.items():
        if isinstance(value, dict):
            numbers |= flat(value, f"{prefix}{key}.")
        error = report.get(key + "_error", report.get("error") if key == "expected_cost" else None)
        if isinstance(value, list) and isinstance(error, list):
            numbers |= {f"{prefix}{key}.{i}": pair for i, pair in enumerate(zip(value, error))}
        elif error is not None and not isinstance(error, list):
            numbers[prefix + key] = (value, error)
        elif key + "_why" in report or value == "inf":
            numbers[prefix + key] = (None, None)
    return numbers


def only(law, names):
    return {path: value for path, value in law.items() if path in names}


def times(law, names, factor):
    return {path: (value * factor, error * abs(factor)) if path in names and value is not None else (value, error)
            for path, (value, error) in law.items()}


def without(law, *stems):
    return {path: value for path, value in law.items() if not path.startswith(stems)}


def after_shift(by):
    """At t = 1 the law moves as the data does: mean and second moment follow from both."""

    def expected(law, case):
        moved = without(law, "mean.", "mean_difference", "second_moment_difference", "second_moment")
        if cases.dimension(case) == 1:
            (m, e), (s, f) = law["mean"], law["second_moment"]
            moved["mean"] = (m + by, e)
            moved["second_moment"] = (s + 2 * by * m + by * by, f + 2 * abs(by) * e)
        return moved

    return expected


def after_turn(law, case):
    if cases.dimension(case) > 1:
        return without(law, "mean")
    return times(law, ("mean", "mean_difference"), -1.0)


def after_scale(factor):
    def expected(law, case):
        law = times(law, LENGTHS, factor)
        return times(law, ("second_moment", "second_moment_difference"), factor * factor)

    return expected


def rotation_of(case):
    return [[-1.0]] if cases.dimension(case) == 1 else [[0.6, -0.8], [0.8, 0.6]]


def has_own_cost(case):
    return case["guidance"]["kind"] != "classifier-free"


EDM = ["--w", "1", "--steps", "12", "--scheme", "ddim:0.5", "--schedule"]
RELATIONS = [
    Relation("shift", lambda case: cases.shifted(case, 0.5), expected=after_shift(0.5)),
    Relation("far shift", lambda case: cases.shifted(case, -16.0), expected=after_shift(-16.0)),
    Relation("turn", lambda case: cases.turned(case, rotation_of(case)), expected=after_turn),
    Relation("scale", lambda case: cases.scaled(case, 2.0), EDM + ["edm:0.02,20,7"], EDM + ["edm:0.04,40,7"],
             after_scale(2.0)),
    Relation("order of components", cases.reordered),
    Relation("one as two", lambda case: cases.split(case, 0.5)),
    Relation("share of 1e-12", lambda case: cases.split(case, 1e-12)),
    Relation("names of classes", lambda case: None if has_own_cost(case) else cases.renamed_classes(case)),
    Relation("cost times 3", lambda case: cases.times_cost(case, 3.0) if has_own_cost(case) else None,
             expected=lambda law, case: without(times(law, COSTS, 3.0), "tilted.normaliser", "tilted.expected_cost",
                                                "tilted.cost_difference")),
    Relation("no guidance", lambda case: None if has_own_cost(case) else cases.unguided(case),
             ["--w", "0", "--steps", "12"],
             expected=lambda law, case: only(law, DISTANCES + LENGTHS + ("second_moment", "mean.0", "mean.1"))),
]


class Runner:
    """Laws of case files in a folder of their own; the same law is asked for once."""

    def __init__(self, plumbline, folder):
        self.plumbline, self.folder, self.known = plumbline, folder, {}

    def law(self, case, options):
        text = cases.toml_text(case)
        key = (text, *options)
        if key not in self.known:
            path = os.path.join(self.folder, f"case-{len(self.known)}.toml")
            with open(path, "w") as file:
                file.write(text)
            end = [] if "--schedule" in options else ["--t0", "0.001"]
            run = subprocess.run([self.plumbline, "law", path, *options, *end, "--json"], capture_output=True, text=True, timeout=600)
            self.known[key] = flat(json.loads(run.stdout)) if run.returncode in (0, 3) and run.stdout else run.stderr
        return self.known[key]


def differences(expected, image):
    """Lines on what the image's law says otherwise."""
    if isinstance(expected, str) or isinstance(image, str):
        return [] if expected == image else [f"answered once: {str(expected)[:80]!r} and {str(image)[:80]!r}"]
    found = []
    for path, (value, error) in expected.items():
        other, other_error = image.get(path, (None, None))
        if (value is None) != (other is None):
            found.append(f"{path}: {value} and {other}, known once")
        elif isinstance(value, float) and math.isfinite(value) and not abs(value - other) <= error + other_error:
            found.append(f"{path}: {value!r} +- {error:.2g} and {other!r} +- {other_error:.2g}, "
                         f"apart by {abs(value - other) / (error + other_error):.3g} times both errors")
    return found


def nudged(case, share):
    case = cases.copy.deepcopy(case)
    case["component"][0]["mean"][0] += share
    return case


def compare(relation, case, runner, nudge):
    """None where the case has no such image."""
    image = relation.image(case)
    if image is None:
        return None
    law = runner.law(case, relation.options)
    expected = law if isinstance(law, str) else relation.expected(law, case)
    return differences(expected, runner.law(nudged(image, nudge) if nudge else image, relation.image_options or relation.options))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plumbline")
    parser.add_argument("cases", nargs="+")
    parser.add_argument("--only", nargs="+", default=[], choices=[relation.name for relation in RELATIONS])
    parser.add_argument("--nudge", type=float, default=0.0)
    parser.add_argument("--minutes", type=float, default=math.inf)
    asked = parser.parse_args()
    begin = time.monotonic()
    compared = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(asked.plumbline, folder)
        for path in asked.cases:
            case = cases.read_case(path)
            for relation in RELATIONS:
                if asked.only and relation.name not in asked.only or time.monotonic() - begin > 60 * asked.minutes:
                    continue
                found = compare(relation, case, runner, asked.nudge)
                if found is None:
                    continue
                compared += 1
                failed += bool(found)
                if bool(found) != bool(asked.nudge):
                    print(f"{case['name']}, {relation.name}: {'the nudge is not seen' if asked.nudge else ''}")
                    print("".join(f"    {line}\n" for line in found), end="", flush=True)
    print(f"{compared} pairs of laws compared, {failed} differ")
    return 0 if compared and failed == (compared if asked.nudge else 0) else 1


if __name__ == "__main__":
    sys.exit(main())
