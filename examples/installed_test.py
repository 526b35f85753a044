#!/usr/bin/python3
"""Installs a build into a folder of its own, builds the example against it alone, and holds what it prints against the command.

usage: installed_test.py BUILD CMAKE [CMAKE OPTIONS FOR THE EXAMPLE]
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
W, STEPS = "1.5", "64"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def main():
    build, cmake, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        prefix = os.path.join(folder, "prefix")
        run(cmake, "--install", build, "--prefix", prefix)
        # a copy: nothing may be found by way of the source tree
        source = shutil.copytree(os.path.join(HERE, "law"), os.path.join(folder, "source"))
        run(cmake, "-S", source, "-B", os.path.join(folder, "build"), f"-DCMAKE_PREFIX_PATH={prefix}", *options)
        run(cmake, "--build", os.path.join(folder, "build"))
        case = os.path.join(source, "mine.toml")
        printed = run(os.path.join(folder, "build", "law"), case, W, STEPS)
        law = json.loads(run(os.path.join(prefix, "bin", "plumbline"), "law", case, "--w", W, "--steps", STEPS, "--json"))
    cost, mean = (float(x) for x in re.findall(r"(?:cost|mean) (\S+)", printed))
    print(printed, end="")
    if cost != law["expected_cost"] or mean != law["mean"]:
        sys.exit(f"the command says {law['expected_cost']} and {law['mean']}")


main()
