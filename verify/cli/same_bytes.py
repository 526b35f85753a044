#!/usr/bin/python3
"""Whole runs on ranks and in shards against one process: every dataset has the same bytes. Takes hours; may be stopped.

usage: same_bytes.py PLUMBLINE FOLDER [--command NAME ...] [--ranks N ...] [--shards N ...]

NAME: error-vs-n, guidance-scale, score-error-paths, sample, quick, full (verify, that tier); by default all. Results stay in
FOLDER; started again, it goes on with what is missing there.
"""
import argparse
import os
import sys
import time

from command import deadline
from command.mpirun import ENVIRONMENT, mpirun
from command.small_studies import datasets

COMMANDS = {
    "error-vs-n": ["study", "error-vs-n", "unit-pair", "narrow-rival", "--steps", "16", "32", "64", "128", "256"],
    "guidance-scale": ["study", "guidance-scale", "unit-pair", "triad", "--trials", "20000", "--w", "0.5", "1", "2", "5"],
    "score-error-paths": ["study", "score-error-paths", "triad", "--paths", "5000"],
    "sample": ["sample", "triad", "--w", "1", "--steps", "64", "--paths", "3000000"],
    "quick": ["verify", "--tier", "quick"],
    "full": ["verify", "--tier", "full"],
}
HOURS = 6 * 3600


class Folder:
    """Where the results are, and who computes those that are not there."""

    def __init__(self, plumbline, path):
        self.plumbline, self.path = plumbline, path
        os.makedirs(path, exist_ok=True)

    def run(self, command, out):
        """Ends the script where the command does not end well; 1 and 3 are verdicts."""
        if os.path.exists(os.path.join(self.path, out)):
            return
        start = time.monotonic()
        done = deadline.run([*command, "--out", out], HOURS, cwd=self.path, env=ENVIRONMENT, text=True)
        if done.returncode not in (0, 1, 3) or not os.path.exists(os.path.join(self.path, out)):
            sys.exit(f"{out}: status {done.returncode}\n{done.stderr[-2000:]}")
        print(f"{out}: {time.monotonic() - start:.0f} s, status {done.returncode}", flush=True)

    def whole(self, name):
        self.run(self.words(name), f"{name}.h5")
        return f"{name}.h5"

    def on_ranks(self, name, n):
        self.run(mpirun(n, *self.words(name), "--threads", "1"), f"{name}.ranks-{n}.h5")
        return f"{name}.ranks-{n}.h5"

    def in_shards(self, name, n):
        files = [f"{name}.shard-{i}-of-{n}.h5" for i in range(1, n + 1)]
        for i, file in enumerate(files, 1):
            self.run([*self.words(name), "--shard", f"{i}/{n}"], file)
        self.run([self.plumbline, "merge", *files], f"{name}.shards-{n}.h5")
        return f"{name}.shards-{n}.h5"

    def words(self, name):
        return [self.plumbline, *COMMANDS[name], "--reproducible", "--progress", "none"]

    def differing(self, one, other):
        """Names of the datasets that differ or are in one file alone."""
        left, right = (datasets(os.path.join(self.path, file)) for file in (one, other))
        return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plumbline")
    parser.add_argument("folder")
    parser.add_argument("--command", nargs="+", default=list(COMMANDS), choices=list(COMMANDS))
    parser.add_argument("--ranks", type=int, nargs="*", default=[1, 2, 3, 8])
    parser.add_argument("--shards", type=int, nargs="*", default=[1, 2, 5])
    options = parser.parse_args()
    folder = Folder(os.path.abspath(options.plumbline), options.folder)
    n_differing = 0
    for name in options.command:
        whole = folder.whole(name)
        others = [folder.on_ranks(name, n) for n in options.ranks]
        if name != "sample":  # it has no shards
            others += [folder.in_shards(name, n) for n in options.shards]
        for other in others:
            differing = folder.differing(whole, other)
            n_differing += bool(differing)
            print(f"{other}: {'DIFFERS in ' + ', '.join(differing) if differing else 'the same bytes'}", flush=True)
    sys.exit(n_differing > 0)


main()
