#!/usr/bin/python3
"""Ranks of MPI under the command: the bytes, the words and the exit status of one process, whoever is killed on the way.

usage: mpi_test.py PLUMBLINE [unittest options] [--ranks N ...] [--kills N]; by default 3 ranks and 4 kills
"""
import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py

from command import deadline
from command.mpirun import ENVIRONMENT, mpirun, ranks_of, wait_after_a_kill
from command.small_studies import STUDIES, datasets, without_command

PLUMBLINE = os.path.abspath(sys.argv.pop(1))
parser = argparse.ArgumentParser()
parser.add_argument("--ranks", type=int, nargs="+", default=[3])
parser.add_argument("--kills", type=int, default=4)
OPTIONS, REST = parser.parse_known_args()
sys.argv[1:] = REST

VERIFY = ["verify", "--json", "--case", "unit-pair", "--case", "triad", "--claim", "F2", "--claim", "S2", "--claim", "R1"]
SAMPLE = ["sample", "triad", "--w", "1", "--steps", "8", "--paths", "600000"]
COMMANDS = {
    "error-vs-n": ["study", *STUDIES["error-vs-n"]],
    "guidance-scale": ["study", *STUDIES["guidance-scale"]],
    "score-error-paths": ["study", *STUDIES["score-error-paths"]],
    "verify": VERIFY,
    "mutants": ["mutants", "--claim", "S2"],
    "random": ["random", "--cases", "1:5", "--claim", "F2"],
    "sample": SAMPLE,
}


def on_ranks(n, *words):
    return mpirun(n, PLUMBLINE, *words)


def lines_of_plumbline(text):
    """What mpirun itself says of a rank that ended with another status than 0 stands among them."""
    return [line for line in text.splitlines() if line.startswith("plumbline: ")]


class MpiCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def run_in_folder(self, command):
        return deadline.run(command, text=True, cwd=self.folder.name, env=ENVIRONMENT)

    def plain(self, *command):
        return self.run_in_folder([PLUMBLINE, *command])


class Ranks(MpiCase):
    def test_the_same_bytes_for_any_number_of_ranks(self):
        for name, words in COMMANDS.items():
            whole = self.plain(*words, "--reproducible", "--progress", "none", "--out", "whole.h5")
            for n in OPTIONS.ranks:
                for threads in ("1", "2"):
                    with self.subTest(command=name, ranks=n, threads=threads):
                        shared = self.run_in_folder(on_ranks(n, *words, "--reproducible", "--progress", "none", "--out",
                                                           "shared.h5", "--threads", threads))
                        self.assertEqual(shared.returncode, whole.returncode, shared.stderr)
                        self.assertEqual(without_command(shared.stdout), without_command(whole.stdout))
                        self.assertEqual(datasets(self.path("shared.h5")), datasets(self.path("whole.h5")))
                        self.assertFalse(os.path.exists(self.path("shared.h5.partial")))

    def test_a_sample_stays_in_its_parts_and_reads_as_one(self):
        self.assertEqual(self.run_in_folder(on_ranks(3, *SAMPLE, "--out", "joined.h5")).returncode, 0)
        self.assertEqual(sorted(os.listdir(self.path("joined.h5.parts"))), ["part-0000.h5", "part-0001.h5", "part-0002.h5"])
        with h5py.File(self.path("joined.h5")) as file:
            self.assertTrue(file["sample/end_state"].is_virtual)
            self.assertEqual(file["sample/end_state"].shape, (600000, 2))
            self.assertEqual(list(file["sample/path"][[0, 599999]]), [0, 599999])
            self.assertEqual([axis[0].name for axis in file["sample/end_state"].dims], ["/sample/path", "/sample/coordinate"])
        code = ("import xarray; table = xarray.open_dataset('joined.h5', group='sample', engine='h5netcdf'); "
                "print(float(table.end_state.sel(path=599999, coordinate=1)))")
        read = self.run_in_folder(["/usr/bin/python3", "-c", code])
        with h5py.File(self.path("joined.h5")) as file:
            self.assertEqual(float(read.stdout), file["sample/end_state"][599999, 1], read.stderr)
        part = self.plain("show", "joined.h5.parts/part-0001.h5")  # a results file of its own
        self.assertEqual(part.returncode, 0, part.stderr)

    def test_statuses_and_one_line(self):
        for status, words in ((1, ["verify", "--json", "--reproducible", "--claim", "S2", "--case", "unit-pair", "--mutant", "wrong-sign"]),
                              (3, ["verify", "--json", "--reproducible", "--claim", "S1", "--case", "unit-pair", "--most-paths", "10"]),
                              (2, ["study", "error-vs-n", "no-such-case"]),
                              (2, ["study", "error-vs-n", "unit-pair", "--steps", "16", "x"]),
                              (2, ["study", "strong-order", "unit-pair", "--steps", "16", "24"]),
                              (4, ["study", "error-vs-n", "unit-pair", "--out", "no/such/folder.h5"])):
            alone = self.plain(*words)
            shared = self.run_in_folder(on_ranks(3, *words))
            self.assertEqual((alone.returncode, shared.returncode), (status, status), (words, alone.stderr, shared.stderr))
            self.assertEqual(lines_of_plumbline(shared.stderr), lines_of_plumbline(alone.stderr))
            self.assertEqual(shared.stdout, alone.stdout)
        shared = self.run_in_folder(on_ranks(2, "law", "unit-pair", "--w", "1", "--steps", "8"))
        self.assertEqual(shared.returncode, 2)
        self.assertEqual(len(lines_of_plumbline(shared.stderr)), 1)
        self.assertIn("run it without mpirun", shared.stderr)
        self.assertEqual(self.run_in_folder(on_ranks(2, "study", "--help")).stdout, self.plain("study", "--help").stdout)
        night = self.run_in_folder(on_ranks(2, *VERIFY, "--tier", "nightly"))
        self.assertIn("give all the same --seed", night.stderr)

    def test_ranks_that_see_another_case_do_not_work_together(self):
        for name, weight in (("a", "0.5"), ("b", "0.25")):
            with open(self.path(name + ".toml"), "w") as file:
                text = self.plain("cases", "--show", "unit-pair").stdout
                file.write(text.replace("weight = 0.5", f"weight = {weight}", 1)
                           .replace("weight = 0.5", f"weight = {1 - float(weight)}", 1))
        words = ["study", "error-vs-n", "--steps", "16", "32"]
        mixed = [*on_ranks(1, *words, "a.toml"), ":", "-n", "1", PLUMBLINE, *words, "b.toml"]
        run = self.run_in_folder(mixed)
        self.assertEqual(run.returncode, 2, run.stderr)
        self.assertIn("rank 1: has another build, case or option than rank 0", run.stderr)


class Kills(MpiCase):
    """SIGKILL for a rank or a shard at any moment: whole files, no stored row lost, the same bytes in the end."""

    STUDY = ["study", "guidance-scale", "unit-pair", "triad", "--steps", "100", "--trials", "20000",
             "--w", "0.1", "0.2", "0.5", "1", "2", "5", "--reproducible"]

    def setUp(self):
        super().setUp()
        self.random = random.Random(20260103)
        started = time.monotonic()
        self.assertEqual(self.plain(*self.STUDY, "--out", "whole.h5").returncode, 0)
        self.seconds = time.monotonic() - started
        self.expected = datasets(self.path("whole.h5"))

    def n_stored(self, partial):
        if not os.path.exists(self.path(partial)):
            return 0
        self.assertEqual(self.plain("show", partial).returncode, 0)  # whole
        with h5py.File(self.path(partial)) as file:
            return file["finished_units/n_fields"].shape[0]

    def start(self, command):
        """What it says is in the file `said`."""
        with open(self.path("said"), "w") as said:
            return deadline.start(command, cwd=self.folder.name, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=said)

    def kill_a_rank(self, run):
        """True if one of the ranks was there to be killed."""
        for rank in self.random.sample(ranks := ranks_of(run), len(ranks)):
            try:
                os.kill(rank, signal.SIGKILL)
                return True
            except ProcessLookupError:  # it has just ended
                pass
        return False

    def expect_end(self, run):
        """Of a run that nobody has killed: well, and with its results."""
        status = deadline.wait(run)
        with open(self.path("said")) as said:
            self.assertEqual(status, 0, said.read())
        self.assertTrue(os.path.exists(self.path("out.h5")))

    def test_killed_ranks(self):
        kills, runs, hung = 0, 0, 0
        while kills < OPTIONS.kills:
            stored = 0
            while not os.path.exists(self.path("out.h5")):
                n = self.random.choice([1, 2, 3, 5])
                run = self.start(on_ranks(n, *self.STUDY, "--out", "out.h5"))
                time.sleep(self.random.uniform(0.2, 0.5 + self.seconds))
                if kills < OPTIONS.kills and self.kill_a_rank(run):
                    kills += 1
                    hung += wait_after_a_kill(run)
                else:
                    self.expect_end(run)
                deadline.expect_nobody_left(run)
                if not os.path.exists(self.path("out.h5")):
                    self.assertGreaterEqual(self.n_stored("out.h5.partial"), stored, "a stored row was lost")
                    stored = self.n_stored("out.h5.partial")
            self.assertEqual(datasets(self.path("out.h5")), self.expected)
            for name in ("out.h5", "out.h5.partial"):
                if os.path.exists(self.path(name)):
                    os.remove(self.path(name))
            runs += 1
        print(f"{kills} kills of ranks, {runs} runs ended; mpirun itself hung {hung} times", file=sys.stderr)

    def start_shards(self, outs):
        """Those that have not ended yet, side by side."""
        return [self.start([PLUMBLINE, *self.STUDY, "--shard", f"{i}/{len(outs)}", "--out", out, "--threads", "1"])
                for i, out in enumerate(outs, 1) if not os.path.exists(self.path(out))]

    def finish(self, outs):
        """By the shards themselves, or by ranks from what the shards and their partial files hold."""
        ranks = self.random.choice([0, 1, 2, 4])
        if ranks == 0:
            for shard in self.start_shards(outs):
                self.assertEqual(deadline.wait(shard), 0)
            return self.plain("merge", *outs, "--out", "out.h5")
        left = [name for out in outs for name in (out, out + ".partial") if os.path.exists(self.path(name))]
        if left:
            gathered = self.plain("merge", *left, "--partial", "--out", "out.h5")
            self.assertEqual(gathered.returncode, 0, gathered.stderr)
        return self.run_in_folder(on_ranks(ranks, *self.STUDY, "--out", "out.h5"))

    def test_killed_shards(self):
        kills, runs = 0, 0
        while kills < OPTIONS.kills:
            n = self.random.choice([2, 5])
            outs = [f"{i}.h5" for i in range(1, n + 1)]
            for _ in range(2):
                shards = self.start_shards(outs)
                if not shards:
                    break
                time.sleep(self.random.uniform(0.0, 2 * self.seconds / n))
                victim = self.random.choice(shards)
                victim.kill()
                kills += deadline.wait(victim) == -signal.SIGKILL
                for shard in shards:
                    deadline.wait(shard)
            done = self.finish(outs)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(datasets(self.path("out.h5")), self.expected)
            for name in os.listdir(self.folder.name):
                if name != "whole.h5":
                    os.remove(self.path(name))
            runs += 1
        print(f"{kills} kills of shards, {runs} runs ended", file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
