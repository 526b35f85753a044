#!/usr/bin/env python3
"""Fails on a file of over 300 lines, a function of over 60 and, in a header, a parameter list of over 5.

    cmake/sizes.py SOURCE_DIR [--longest]     --longest: how near the longest come
"""

import ast
import re
import sys
from pathlib import Path

FOLDERS = ("theory", "sim", "results", "verify", "python", "examples", "docs", "cmake")
MOST = {"file": 300, "function": 60, "parameter list": 5}
QUIET = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((.*?)\)"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Za-z_])\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#(?:[^\n\\]|\\.)*', re.DOTALL | re.MULTILINE)
A_CLASS = re.compile(r"^(template\s*<.*>\s*)?(struct|class|enum|union)\b")


def without_texts(code):
    """The same lines without comments, literals and directives."""
    return QUIET.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), code)


def matching(text, first, opening, closing):
    depth = 0
    for place in range(first, len(text)):
        depth += (text[place] in opening) - (text[place] in closing and text[place - 1] != "-")
        if depth == 0:
            return place
    return len(text) - 1


def without_template(head):
    """The declaration after `template <...>`, whose default arguments are no parameters."""
    while found := re.match(r"\s*template\s*<", head):
        depth = 0
        for place in range(found.end() - 1, len(head)):
            depth += (head[place] == "<") - (head[place] == ">" and head[place - 1] != "-")
            if depth == 0:
                break
        head = head[place + 1 :]
    return head


def n_parameters(head):
    """Of the function that `head` declares; 0 where it declares none."""
    head = without_template(head)
    depth = 0
    for place, letter in enumerate(head):
        depth += (letter == "<") - (letter == ">" and head[place - 1] != "-")
        if letter == "(" and depth == 0:
            break
    else:
        return 0
    if not re.search(r"\w\s*$", head[:place]) or re.search(r"=[^=]", head[:place]):
        return 0
    inside = head[place + 1 : matching(head, place, "(", ")")]
    depth, commas = 0, 0
    for place, letter in enumerate(inside):
        depth += (letter in "(<{[") - (letter in ")}]" or (letter == ">" and inside[place - 1] not in "-"))
        commas += letter == "," and depth == 0
    return commas + 1 if inside.strip() else 0


def cpp_sizes(code):
    """(kind, line, size) of all functions and parameter lists."""
    text = without_texts(code)
    line_of = lambda place: text.count("\n", 0, place) + 1  # noqa: E731
    place, begin, parens = 0, 0, 0
    while place < len(text):
        letter = text[place]
        parens += (letter == "(") - (letter == ")")
        head = text[begin:place].strip()
        if parens == 0 and letter == ";":
            yield "parameter list", line_of(place), n_parameters(head)
        if parens == 0 and letter == "{" and "namespace" not in head and not A_CLASS.match(head):
            end = matching(text, place, "{", "}")
            if "(" in head and text[place - 1].isspace() and not head.endswith("="):
                first = begin + len(text[begin:place]) - len(text[begin:place].lstrip())
                yield "function", line_of(first), line_of(end) - line_of(first) + 1
                yield "parameter list", line_of(first), n_parameters(head)
                begin = end + 1
            place = end
        elif parens == 0 and letter in "{};":
            begin = place + 1
        elif letter == ":" and head.split() and head.split()[-1] in ("public", "private", "protected"):
            begin = place + 1
        place += 1


def python_sizes(code):
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield "function", node.lineno, node.end_lineno - node.lineno + 1


def sizes(source):
    for path in sorted(p for folder in FOLDERS for p in (source / folder).rglob("*")):
        if path.suffix not in (".cpp", ".hpp", ".py") or not path.is_file():
            continue
        code, name = path.read_text(), str(path.relative_to(source))
        yield "file", name, code.count("\n")
        for kind, line, size in python_sizes(code) if path.suffix == ".py" else cpp_sizes(code):
            if kind != "parameter list" or path.suffix == ".hpp":
                yield kind, f"{name}:{line}", size


def main():
    found = list(sizes(Path(sys.argv[1])))
    if "--longest" in sys.argv:
        for kind in MOST:
            longest = sorted((entry for entry in found if entry[0] == kind), key=lambda entry: -entry[2])
            print(f"{len(longest)} x {kind}, the longest: " + ", ".join(f"{where} {size}" for _, where, size in longest[:8]))
    too_long = [f"{where}: a {kind} of {size}; {MOST[kind]} at most" for kind, where, size in found if size > MOST[kind]]
    for fault in too_long:
        print(fault)
    sys.exit(1 if too_long else 0)


if __name__ == "__main__":
    main()
