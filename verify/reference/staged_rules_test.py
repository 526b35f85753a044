#!/usr/bin/python3
"""`plumbline law` of rules with stages or a memory against both references: staged_laws.cpp, forward in long double, and
staged_rules.py, backward in double. To 1e-9 for rules without noise, 1e-7 for the others.

    staged_rules_test.py PLUMBLINE STAGED_LAWS [--all]     --all: the slower rows of staged_rules.py too, minutes

Exit 1 if any of the three disagrees with another."""

import json
import subprocess
import sys

try:
    from staged_rules import laws_of
except ImportError:  # numpy is not installed
    raise SystemExit(77)

WITHOUT_NOISE = ("heun", "dpm++2m")
SCHEMES = {"heun-churn": "heun-churn:4,0,inf,1"}
SLOW = ("heun-churn", "dpm++sde", "sde-dpm++2m")  # backward


def of_command(plumbline, rule, w, n_steps):
    """What the project says."""
    run = subprocess.run([plumbline, "law", "unit-pair", "--scheme", SCHEMES.get(rule, rule), "--w", str(w), "--steps",
                          str(n_steps), "--t0", "1e-3", "--tend", "0.99", "--no-limit", "--json"],
                         capture_output=True, text=True, check=True)
    told = json.loads(run.stdout)
    return [told["expected_cost"], told["mean"], told["second_moment"]]


def of_long_double(staged_laws, rule, w, n_steps):
    run = subprocess.run([staged_laws, rule, str(w), str(n_steps)], capture_output=True, text=True, check=True)
    return [float(word) for word in run.stdout.split()]


def main():
    plumbline, staged_laws, *options = sys.argv[1:]
    wrong = 0
    for rule in ("heun", "dpm++2m", "heun-churn", "dpm++sde", "sde-dpm++2m"):
        within = 1e-9 if rule in WITHOUT_NOISE else 1e-7
        for w, n_steps in ((0, 8), (1, 8), (0, 16), (1, 16)) if options else ((0, 8), (1, 8)):
            told = of_command(plumbline, rule, w, n_steps)
            references = {"long double": of_long_double(staged_laws, rule, w, n_steps)}
            if options or rule not in SLOW:
                references["backward"] = laws_of(rule, w, n_steps)
            for name, reference in references.items():
                worst = max(abs(a - b) for a, b in zip(told, reference))
                print(f"{rule:12} w = {w}, N = {n_steps:2}, {name:11}: off by {worst:.1e}", flush=True)
                wrong += not worst <= within
    return 1 if wrong else 0


sys.exit(main())
