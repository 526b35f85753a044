#!/usr/bin/env python3
"""Seeds the faults of faults.toml into a copy of the source and tells which test catches each.

    faults.py --check                        only: every text stands in its file, once
    faults.py FOLDER [--only NAME...]        copies the source into FOLDER, builds its tests once with all faults
                                             compiled in, and runs them once a fault; exit 1 if one escapes
"""

import argparse
import html
import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
SWITCH = "PLUMBLINE_SEEDED_FAULT"
HEADER = """#pragma once

#include <cstdlib>
#include <string_view>
#include <type_traits>

inline const char* const plumbline_asked_fault = std::getenv("%s");

/// Whether the environment asks for this fault; none while a constant is formed.
constexpr bool plumbline_seeded(std::string_view name) {
  return !std::is_constant_evaluated() && plumbline_asked_fault != nullptr && name == plumbline_asked_fault;
}
""" % SWITCH


def read_faults():
    return tomllib.loads((Path(__file__).parent / "faults.toml").read_text())["fault"]


def misplaced(fault):
    """What is wrong with the place of a fault, or nothing."""
    text = (SOURCE / fault["file"]).read_text()
    if text.count(fault["at"]) != 1:
        return f"{fault['name']}: its text stands {text.count(fault['at'])} times in {fault['file']}; mend faults.toml"
    if fault["at"].count(fault["right"]) != 1:
        return f"{fault['name']}: \"{fault['right']}\" does not stand once in its text; mend faults.toml"
    return None


def seed(text, fault):
    switched = f"(plumbline_seeded(\"{fault['name']}\") ? ({fault['wrong']}) : ({fault['right']}))"
    return text.replace(fault["at"], fault["at"].replace(fault["right"], switched))


def write_if_changed(path, text):
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def remove_stale(folder, tracked):
    """What an earlier copy held and the source no longer does, which would be found and built."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / "seeded_faults.hpp").exists():
        sys.exit(f"{folder} holds something else than an earlier seeded copy; name a new or empty folder")
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] != "build" and str(name) not in tracked:
            path.unlink()


def copy_source(folder, faults):
    """Only what changed is written, so that a second build is short."""
    listed = subprocess.run(["git", "ls-files"], cwd=SOURCE, check=True, capture_output=True, text=True).stdout
    tracked = listed.splitlines()
    remove_stale(folder, {*tracked, "seeded_faults.hpp"})
    for name in tracked:
        data = (SOURCE / name).read_bytes()
        seeded = [fault for fault in faults if fault["file"] == name]
        if seeded:
            text = data.decode()
            for fault in seeded:
                text = seed(text, fault)
            first_include = text.index("#include")
            write_if_changed(folder / name, text[:first_include] + '#include "seeded_faults.hpp"\n' + text[first_include:])
        elif not (folder / name).exists() or (folder / name).read_bytes() != data:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
            (folder / name).chmod((SOURCE / name).stat().st_mode)
    write_if_changed(folder / "seeded_faults.hpp", HEADER)


def build(source, programs):
    subprocess.run(["cmake", "--preset", "release", "-D", "PLUMBLINE_BENCHMARKS=OFF"], cwd=source, check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "--preset", "release", "--target", *programs], cwd=source, check=True)


def first_failure(program, fault):
    """Name of the first test that fails, or None."""
    environment = os.environ | ({SWITCH: fault} if fault else {})
    run = subprocess.run([program, "--abort", "--reporter", "xml"], env=environment, capture_output=True, text=True)
    if run.returncode == 0:
        return None
    until = run.stdout.partition('success="false"')[0]
    begun = re.findall(r'<TestCase name="([^"]*)"', until)
    return html.unescape(begun[-1]) if begun else f"ends with {run.returncode}: {run.stderr.strip()[-200:]}"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--check", action="store_true")
    options.add_argument("--only", nargs="+", default=[])
    asked = options.parse_args()
    faults = read_faults()
    problems = [problem for fault in faults if (problem := misplaced(fault))]
    if problems:
        sys.exit("\n".join(problems))
    if asked.check:
        print(f"{len(faults)} faults have their places")
        return 0
    if asked.folder is None:
        options.error("name a folder for the seeded copy")
    folder = asked.folder.resolve()
    copy_source(folder, faults)
    chosen = [fault for fault in faults if not asked.only or fault["name"] in asked.only]
    programs = sorted({fault["caught_by"] for fault in chosen})
    build(folder, programs)
    escaped = 0
    for program in programs:
        if failure := first_failure(folder / "build/release/bin" / program, None):
            sys.exit(f"{program} fails without a fault: {failure}")
    for fault in chosen:
        begin = time.monotonic()
        failure = first_failure(folder / "build/release/bin" / fault["caught_by"], fault["name"])
        escaped += failure is None
        what = f"{fault['caught_by']}: {failure}" if failure else "ESCAPED"
        print(f"{fault['name']:32} {time.monotonic() - begin:5.0f} s  {what}", flush=True)
    print(f"{len(chosen) - escaped} of {len(chosen)} faults are caught")
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
