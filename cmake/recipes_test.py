#!/usr/bin/python3
"""README's recipes taken literally: each names every file that the last one who followed it had to touch.

usage: recipes_test.py PROJECT
"""
import os
import re
import sys

# heading of the recipe, what was added once, and the name of its own file, which the recipe describes in words
RECIPES = [
    ("Add a claim", r"f3_martingale|claim_f3\b", "f3_martingale"),
    ("Add a claim", r"d4_dimension|claim_d4\b|Stream::d4\b", "d4_dimension"),
    ("Add a scheme, a schedule, a study", r"grid_refinement\.|GridRefinement\b", "grid_refinement"),
    ("Add a scheme, a schedule, a study", r"rule/heun\.hpp|\bHeun\b", "heun"),
    ("Add a scheme, a schedule, a study", r"Plain::karras\b|\bkarras,", None),
    ("Add a case", r"crowded-side", "crowded-side"),
]


def sections(readme):
    parts = re.split(r"^## (.*)$", readme, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def sources(project):
    for room in ("theory", "sim", "results", "verify"):
        for folder, _, names in os.walk(os.path.join(project, room)):
            for name in names:
                is_test = "_test." in name or re.search("/(testing|benchmarks|command|fuzz_corpus)", folder)
                if name.endswith((".cpp", ".hpp", ".txt", ".toml")) and not is_test:
                    yield os.path.relpath(os.path.join(folder, name), project)


def main():
    project = sys.argv[1]
    with open(os.path.join(project, "README.md")) as file:
        recipes = sections(file.read())
    wrong = []
    for heading, pattern, own in RECIPES:
        touched = []
        for path in sources(project):
            with open(os.path.join(project, path)) as file:
                if re.search(pattern, file.read()) and not (own and os.path.basename(path).startswith(own)):
                    touched.append(path)
        print(f"{heading}: {pattern}: {' '.join(touched)}")
        wrong += [f"{heading} does not name {path}" for path in touched if os.path.basename(path) not in recipes[heading]]
    sys.exit("\n".join(wrong) or 0)


main()
