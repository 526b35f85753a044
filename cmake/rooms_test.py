#!/usr/bin/env python3
"""Reads every #include of the project and fails on one that cmake/rooms.txt does not allow, on a circle among the rooms,
and on a README whose printed table differs from that file.

    cmake/rooms_test.py SOURCE_DIR
"""

import re
import sys
from pathlib import Path

INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
FOR_EVERY_TEST = ["theory/cases", "verify/testing"]
WRITTEN_BY_THE_BUILD = {"theory/cases/built_in.hpp", "results/build_flags.hpp", "results/git_state.hpp", "results/figures_json.hpp",
                        "verify/claim/catalogue.hpp"}


def read_rooms(path):
    """Two tables: what a room may include, and what its tests may include besides."""
    may, tests_may = {}, {}
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        room, _, allowed = line.partition(":")
        allowed, _, for_tests = allowed.partition("+")
        may[room] = allowed.split()
        tests_may[room] = for_tests.split()
    return may, tests_may


def within(room, allowed):
    """Whether `room` is one of `allowed`, or lies in one of them."""
    return any(room == a or room.startswith(a + "/") for a in allowed)


def forbidden_includes(source, may, tests_may):
    for path in sorted(p for folder in ("theory", "sim", "results", "verify") for p in (source / folder).rglob("*")):
        if path.suffix not in (".cpp", ".hpp"):
            continue
        name, room = str(path.relative_to(source)), str(path.parent.relative_to(source))
        if room not in may:
            yield f"{name}: the room {room} does not stand in cmake/rooms.txt; add it there"
            continue
        is_test = re.search(r"_(test|bench)\.cpp$|/fuzz\.cpp$", name) is not None
        allowed = [room, *may[room], *(tests_may[room] + FOR_EVERY_TEST if is_test else [])]
        for included in INCLUDE.findall(path.read_text()):
            if included in WRITTEN_BY_THE_BUILD or "/" not in included:
                continue
            if not within(str(Path(included).parent), allowed):
                yield f"{name}: includes {included}, which cmake/rooms.txt does not allow {room}"


def arrows_up(may):
    """Rooms stand in the order in which they build on one another: an arrow to a later one runs up."""
    order = list(may)
    for number, room in enumerate(order):
        for allowed in may[room]:
            known = [i for i, other in enumerate(order) if within(other, [allowed]) and other != room]
            if not known:
                yield f"cmake/rooms.txt: {room} may include {allowed}, which is no room"
            elif allowed in may and order.index(allowed) > number:
                yield f"cmake/rooms.txt: the arrow from {room} to {allowed} runs up"


def main():
    source = Path(sys.argv[1])
    table = source / "cmake" / "rooms.txt"
    may, tests_may = read_rooms(table)
    faults = [*forbidden_includes(source, may, tests_may), *arrows_up(may)]
    printed = "\n".join("    " + line if line else "" for line in table.read_text().rstrip().splitlines() if not line.startswith("#"))
    if printed.strip() not in (source / "README.md").read_text():
        faults.append("README.md: the table of rooms differs from cmake/rooms.txt; print that file there, indented by four")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
