#!/usr/bin/env python3
"""Fails on a test case that CTest never runs: its file is in no target, or none of its tags is among the LABELS of that.

    cmake/every_test_runs.py SOURCE_DIR TEST_FILES     TEST_FILES: written by CMake, a test file and the labels a line
"""

import re
import sys
from pathlib import Path

FOLDERS = ("theory", "sim", "results", "verify")
TEST_CASE = re.compile(r'^(?:TEMPLATE_)?TEST_CASE\(\s*((?:"(?:\\.|[^"\\])*"\s*)+),?\s*((?:"(?:\\.|[^"\\])*"\s*)*)', re.MULTILINE)


def faults(source, labels):
    for path in sorted(path for folder in FOLDERS for path in (source / folder).rglob("*_test.cpp")):
        name = path.relative_to(source)
        if path not in labels:
            yield f"{name} is in no plumbline_tests() of a CMakeLists.txt"
            continue
        code = path.read_text()
        for case in TEST_CASE.finditer(code):
            tags = set(re.findall(r"\[([^]]+)\]", case[2]))
            if not tags & labels[path] and not any(tag.startswith(".") for tag in tags):
                line = code.count("\n", 0, case.start()) + 1
                runs = ", ".join(f"[{label}]" for label in sorted(labels[path]))
                yield f"{name}:{line}: never runs: none of its tags is among {runs}"


def main():
    source, test_files = (Path(argument).resolve() for argument in sys.argv[1:])
    lines = [line.split() for line in test_files.read_text().splitlines()]
    found = list(faults(source, {Path(line[0]): set(line[1:]) for line in lines if line}))
    for fault in found:
        print(fault)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
