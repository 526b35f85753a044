#!/usr/bin/python3
"""Every mutant turns some claim VIOLATED; prints which claim catches which mutant, and how far off the worst check is.

usage: mutant_test.py PLUMBLINE TABLE.csv CLAIM...
"""
import csv
import json
import subprocess
import sys

CASE = "narrow-rival"  # neither its weights nor its covariances are equal, so no mutant is harmless


def run(*arguments):
    return json.loads(subprocess.run([sys.argv[1], *arguments, "--json"], capture_output=True, text=True).stdout)


def worst_check(claims):
    """The violated check whose difference is the largest multiple of what is allowed."""
    checks = [(abs(check["difference"]) / check["allowance"], check["what"])
              for claim in claims if claim["verdict"] == "VIOLATED"
              for check in claim["checks"] if check["verdict"] == "VIOLATED" and check["allowance"] > 0.0]
    return max(checks, default=(float("nan"), "-"))


def main():
    catalogue = run("claims")
    ids = [claim["id"] for claim in catalogue["claims"]]
    rows, escaped = [], []
    for mutant in catalogue["mutants"]:
        asked = [part for claim in sys.argv[3:] for part in ("--claim", claim)]
        claims = run("verify", "--mutant", mutant["name"], "--case", CASE, *asked)["claims"]
        caught = sorted({claim["id"] for claim in claims if claim["verdict"] == "VIOLATED"}, key=ids.index)
        factor, what = worst_check(claims)
        rows.append([mutant["name"], " ".join(caught), f"{factor:.3g}", what])
        if not caught:
            escaped.append(mutant["name"])
    widths = [max(len(row[k]) for row in rows) for k in range(4)]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
    with open(sys.argv[2], "w", newline="") as file:
        csv.writer(file).writerows([["mutant", "caught by", "difference / allowance", "worst check"], *rows])
    if len(rows) < 14 or escaped:
        sys.exit(f"{len(rows)} mutants, of which these escaped: {', '.join(escaped) or 'none'}")


main()
