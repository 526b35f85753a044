"""Random laws on the line: `plumbline law` against the reference of another kind, field by field.

    campaign.py PLUMBLINE REFERENCE [--problems N] [--first SEED] [--seconds LIMIT] [--kind affine|mixture|any] [--keep DIR]

Prints the worst |true - value| / error of every field, the laws that were refused or slow, and every violation with the
command that shows it. Problem k of a seed does not depend on how many are run. Exit 1 if any stated error is too small.
"""
import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from decimal import Decimal, getcontext

getcontext().prec = 40
SCHEDULES = ["log-uniform", "logit-uniform", "li", "ddpm-linear", "cosine", "karras"]
SCHEMES = ["ddpm", "exponential", "euler"]


def log_uniform(draw, low, high):
    return low * (high / low) ** draw.random()


def gaussian(draw):
    """Mean to 30, standard deviation 1e-3 to 10, mostly ordinary."""
    rare = draw.random() < 0.3
    mean = draw.uniform(-30, 30) if rare else draw.uniform(-3, 3)
    sd = log_uniform(draw, 1e-3, 10) if draw.random() < 0.3 else log_uniform(draw, 0.2, 3)
    return mean, sd * sd


def component(weight, mean, variance, label):
    return f"[[component]]\nweight = {weight!r}\nmean = [{mean!r}]\ncovariance = {variance!r}\nclass = {label}\n"


def term(draw, mean, sd):
    """A cost of moderate size on the scale of the law."""
    if draw.random() < 0.6:
        slope = draw.uniform(-1.5, 1.5) / sd
        slope = max(-600.0, min(600.0, slope * mean)) / mean  # the coefficient must be a double
        return f"exp-linear = {{coefficient = {draw.uniform(0.2, 3) * math.exp(-slope * mean)!r}, a = [{slope!r}]}}"
    center = mean + draw.uniform(-2, 2) * sd
    return (f"bump = {{coefficient = {draw.uniform(0.2, 3)!r}, center = [{center!r}], "
            f"width = {log_uniform(draw, 0.5, 3) * sd!r}}}")


def affine_case(draw):
    """Equal components of the base law, and one term; or anything at all, unguided. Returns text and whether guidance
    keeps the scores affine."""
    mean, variance = gaussian(draw)
    kind = draw.random()
    n = draw.choice([1, 1, 1, 2, 3])
    parts = "".join(component(1.0 / n, mean, variance, 1) for _ in range(n))
    if kind < 0.6:
        cost = f"[guidance]\nkind = \"{draw.choice(['cost', 'cost', 'reward'])}\"\n[[guidance.term]]\n"
        return parts + cost + term(draw, mean, variance ** 0.5) + "\n", True
    if kind < 0.8:
        cost = f"[guidance]\nkind = \"cost\"\nconstant = {draw.uniform(0.1, 2)!r}\n"
        for _ in range(draw.choice([1, 2])):
            cost += "[[guidance.term]]\n" + term(draw, mean, variance ** 0.5) + "\n"
        return parts + cost, False
    share = draw.choice([0.5, 0.1, 1e-3, 1e-6])
    rival_mean, rival = gaussian(draw)
    parts = component(1.0 - share, mean, variance, 1) + component(share, rival_mean, rival, 2)
    return parts + "[guidance]\nkind = \"classifier-free\"\nclass = 1\n", False


def mixture_case(draw):
    n = draw.choice([2, 2, 3, 4, 6, 12])
    weights = [log_uniform(draw, 1e-10, 1) if draw.random() < 0.15 else draw.uniform(0.1, 1) for _ in range(n)]
    total = sum(weights)
    parts, labels = "", [1, 2] + [draw.choice([1, 2]) for _ in range(n - 2)]
    mean = sd = None
    for weight, label in zip(weights, labels):
        mean, variance = gaussian(draw)
        sd = variance ** 0.5
        parts += component(weight / total, mean, variance, label)
    if draw.random() < 0.75:
        return parts + f"[guidance]\nkind = \"classifier-free\"\nclass = {draw.choice([1, 2])}\n", False
    kind = draw.choice(["cost", "reward"])
    return parts + f"[guidance]\nkind = \"{kind}\"\nconstant = 0.3\n[[guidance.term]]\n" + term(draw, mean, max(sd, 0.3)) + "\n", False


def problem(seed, kind):
    draw = random.Random(seed)
    affine = kind == "affine" or (kind == "any" and draw.random() < 0.5)
    text, guided = affine_case(draw) if affine else mixture_case(draw)
    w = 0.0
    if guided or not affine:
        w = draw.choice([0.0, 0.0, -1.0, draw.uniform(-3, 0), draw.uniform(0, 3), draw.uniform(0, 3), draw.uniform(0, 8),
                         draw.uniform(3, 50)])
    steps = int(log_uniform(draw, 1, 3000)) if affine else int(log_uniform(draw, 2, 150))
    schedule = draw.choice(SCHEDULES)
    options = ["--w", repr(w), "--steps", str(max(steps, 2 if schedule == "li" else 1)), "--scheme",
               draw.choice(SCHEMES), "--schedule", schedule, "--power", "2", "-1", "0.5"]
    options += ["--start", draw.choice(["exact", "exact", "gaussian", "reweighted"])]
    if schedule != "li":
        options += ["--t0", repr(log_uniform(draw, 1e-6, 0.05))]
        if draw.random() < 0.25:
            options += ["--tend", repr(draw.uniform(0.6, 0.999))]
    if w != 0.0 and draw.random() < 0.25:
        low, high = sorted(draw.uniform(0, 1) for _ in range(2))
        options += ["--w-from", repr(low), "--w-to", repr(high)]
    return f'name = "p{seed}"\nabout = "random"\n' + text, options


def entry(report, path):
    """Value and error of a field of the report, or None."""
    node = report
    *folders, name = path.split(".")
    for key in folders:
        node = node[int(key)] if isinstance(node, list) else node.get(key, {})
    value = node.get(name)
    error = node.get(name + "_error", node.get("error") if name == "expected_cost" else None)
    if not isinstance(value, (int, float)) or not isinstance(error, (int, float)):
        return None
    return Decimal(value), Decimal(error)


class Tally:
    def __init__(self):
        self.worst, self.n_compared, self.violations = {}, {}, []
        self.refused, self.slow, self.n, self.n_known = [], [], 0, 0
        self.begin = time.monotonic()

    def compare(self, report, truth, command):
        self.n_known += bool(truth)
        for path, (value, doubt) in truth.items():
            got = entry(report, path)
            if got is None:
                continue
            off = abs(got[0] - Decimal(value))
            allowed = got[1] + Decimal(doubt)
            ratio = float(off / allowed) if allowed > 0 else (0.0 if off == 0 else float("inf"))
            name = ".".join(part for part in path.split(".") if not part.isdigit())
            self.n_compared[name] = self.n_compared.get(name, 0) + 1
            if ratio > self.worst.get(name, (-1.0, ""))[0]:
                self.worst[name] = (ratio, command)
            if ratio > 1.0:
                self.violations.append((ratio, path, got, value, command))
        kl, bound = entry(report, "kl"), entry(report, "path_kl_bound")
        if kl and bound and kl[0] - kl[1] > bound[0] + bound[1]:
            self.violations.append((float("inf"), "kl above path_kl_bound", kl, bound[0], command))

    def say(self, first):
        """The violations from number `first` on, at once: a campaign may be stopped at any time."""
        for ratio, path, (value, error), truth, command in self.violations[first:]:
            print(f"{ratio:10.3g}  {path}: {float(value)!r} +- {float(error):.2g}, true {truth}\n            {command}",
                  flush=True)

    def report(self, verbose):
        print(f"{self.n} laws, {self.n_known} with a reference, {len(self.refused)} refused, {len(self.slow)} slow")
        for name in sorted(self.worst):
            ratio, command = self.worst[name]
            print(f"  {name:28} {self.n_compared[name]:5}  {ratio:.3g}  {command if verbose else ''}".rstrip())
        for why, command in self.refused + self.slow if verbose else []:
            print(f"  {why}: {command}")


def run_one(options, folder, seed, tally):
    text, arguments = problem(seed, options.kind)
    path = os.path.join(folder, f"p{seed}.toml")
    with open(path, "w") as file:
        file.write(text)
    command = f"law {path} {' '.join(arguments)}"
    tally.n += 1
    begin = time.monotonic()
    try:
        law = subprocess.run([options.plumbline, "law", path, *arguments, "--json"], capture_output=True, text=True,
                             timeout=options.seconds)
    except subprocess.TimeoutExpired:
        return tally.slow.append((f"over {options.seconds} s", command))
    took = time.monotonic() - begin
    if law.returncode != 0:
        why = law.stderr.strip().splitlines()[-1:] or ["nothing said"]
        return tally.refused.append((f"exit {law.returncode}: {why[0]} ({took:.1f} s)", command))
    try:
        reference = subprocess.run([options.reference, path, *arguments], capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return None
    if reference.returncode != 0:
        raise SystemExit(f"the reference failed: {reference.stderr.strip()}\n{command}")
    tally.compare(json.loads(law.stdout), json.loads(reference.stdout), command)
    if not tally.violations or tally.violations[-1][-1] != command:
        os.remove(path)
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plumbline")
    parser.add_argument("reference")
    parser.add_argument("--problems", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no problem after this")
    parser.add_argument("--kind", choices=["affine", "mixture", "any"], default="any")
    parser.add_argument("--keep", help="where the case files of violations stay")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or temporary
        os.makedirs(folder, exist_ok=True)
        for seed in range(options.first, options.first + options.problems):
            n_known = len(tally.violations)
            run_one(options, folder, seed, tally)
            tally.say(n_known)
            if time.monotonic() - tally.begin > options.minutes * 60:
                break
    tally.report(options.verbose)
    return 1 if tally.violations else 0


if __name__ == "__main__":
    sys.exit(main())
