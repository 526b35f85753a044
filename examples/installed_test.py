#!/usr/bin/python3
"""Installs a build into a folder of its own, moves that folder, and builds against it alone: the example, whose numbers
are held against the command's, and every installed header.

usage: installed_test.py BUILD CMAKE [--headers all] [CMAKE OPTIONS FOR THE EXAMPLE]; without --headers all, all headers
are compiled together, and one in sixteen (by its contents) alone
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
W, STEPS = "1.5", "64"

HEADERS = """cmake_minimum_required(VERSION 3.25)
project(headers LANGUAGES CXX)
find_package(plumbline REQUIRED)
set(CMAKE_CXX_EXTENSIONS OFF)
file(GLOB sources *.cpp)
add_library(headers OBJECT ${sources})
target_compile_options(headers PRIVATE -fsyntax-only)
target_link_libraries(headers PRIVATE
    plumbline::theory plumbline::sim plumbline::results plumbline::statistics plumbline::verify)
"""


def run(*command, cwd=None, status=0):
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=900)
    if done.returncode != status:
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout if status == 0 else done.stderr


def configured(cmake, source, prefix, options):
    build = source + "-build"
    run(cmake, "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}", *options)
    run(cmake, "--build", build)
    return build


def check_example(cmake, folder, prefix, options):
    # a copy: nothing may be found by way of the source tree
    source = shutil.copytree(os.path.join(HERE, "law"), os.path.join(folder, "source"))
    law = os.path.join(configured(cmake, source, prefix, options), "law")
    case = os.path.join(source, "mine.toml")
    printed = run(law, case, W, STEPS)
    said = json.loads(run(os.path.join(prefix, "bin", "plumbline"), "law", case, "--w", W, "--steps", STEPS, "--json"))
    cost, mean = (float(x) for x in re.findall(r"(?:cost|mean) (\S+)", printed))
    print(printed, end="")
    if cost != said["expected_cost"] or mean != said["mean"]:
        sys.exit(f"the command says {said['expected_cost']} and {said['mean']}")
    for wrong in ([], ["no-file", W, STEPS], [case, W, "0"]):
        if len(run(law, *wrong, status=2).splitlines()) != 1:
            sys.exit(f"law {wrong} does not end with one line")


def check_headers(cmake, folder, prefix, options, alone_in):
    source = os.path.join(folder, "headers")
    os.mkdir(source)
    with open(os.path.join(source, "CMakeLists.txt"), "w") as file:
        file.write(HEADERS)
    root = os.path.join(prefix, "include", "plumbline")
    headers = sorted(os.path.relpath(os.path.join(path, name), root)
                     for path, _, names in os.walk(root) for name in names)
    n_alone = 0
    with open(os.path.join(source, "all.cpp"), "w") as together:
        for header in headers:
            together.write(f'#include "{header}"\n')
            with open(os.path.join(root, header), "rb") as file:
                if zlib.crc32(file.read()) % alone_in:
                    continue
            n_alone += 1
            with open(os.path.join(source, header.replace("/", "-") + ".cpp"), "w") as file:
                file.write(f'#include "{header}"\n')
    configured(cmake, source, prefix, options)
    print(f"{len(headers)} headers together, {n_alone} of them alone")


def check_that_the_command_builds_all(build):
    """./verify.sh builds the command alone, and `cmake --install` works after it: what is installed is made on the way."""
    if not os.path.exists(os.path.join(build, "build.ninja")):
        return
    made = set(run("ninja", "-C", build, "-t", "inputs", "plumbline").split()) | {"bin/plumbline"}
    installed = set()
    for path, _, names in os.walk(build):
        if "cmake_install.cmake" in names:
            with open(os.path.join(path, "cmake_install.cmake")) as file:
                installed |= set(re.findall(rf'"{re.escape(os.path.abspath(build))}/([^"]+\.a|bin/[^"]+)"', file.read()))
    if not any(file.endswith(".a") for file in installed) or not installed <= made:
        sys.exit(f"installed, but not built with the command: {installed - made}")
    print(f"{len(installed)} installed programs and libraries are built with the command")


def main():
    build, cmake, *options = sys.argv[1:]
    check_that_the_command_builds_all(build)
    alone_in = 16
    if options[:2] == ["--headers", "all"]:
        options, alone_in = options[2:], 1
    with tempfile.TemporaryDirectory() as folder:
        first, prefix = os.path.join(folder, "first"), os.path.join(folder, "elsewhere", "prefix")
        run(cmake, "--install", build, "--prefix", first)
        if not set(os.listdir(first)) <= {"bin", "include", "lib"}:
            sys.exit(f"installed besides programs, headers and libraries: {os.listdir(first)}")
        os.mkdir(os.path.dirname(prefix))
        os.rename(first, prefix)  # what is installed may be moved
        for path, _, names in os.walk(os.path.join(prefix, "lib")):
            for name in names:
                if name.endswith(".cmake"):
                    with open(os.path.join(path, name)) as file:
                        if os.path.abspath(build) in file.read():
                            sys.exit(f"{name} names the build folder")
        check_example(cmake, folder, prefix, options)
        check_headers(cmake, folder, prefix, options, alone_in)


main()
